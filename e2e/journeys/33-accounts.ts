import { counts, gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** A group with its figures, invoices in versions, somebody who leaves, and the people of a deal on a map. */
async function accounts(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const ids = { group: '', plant: '', other: '', boss: '', engineer: '', deal: '', card: '' };
  const make = async (object: string, values: object) => (await ask<Made>(page, `/records/${object}`, values)).id;
  await step('一个集团、一家对手公司、两位联系人、一条商机', async () => {
    await signUp(page, newOwner('集团'));
    ids.group = await make('account', { name: '恒润控股集团', level: 'A' });
    ids.plant = await make('account', { name: '恒润化工', parent: ids.group });
    ids.other = await make('account', { name: '镇远石化' });
    await make('opportunity', { name: '集团集采', account: ids.group, amount: '50000' });
    ids.deal = await make('opportunity', { name: '磁力泵年度框架', account: ids.plant, amount: '350000', stage: 'proposal' });
    ids.boss = await make('contact', { name: '吕文涛', account: ids.plant, title: '副总经理' });
    ids.engineer = await make('contact', { name: '金晓峰', account: ids.plant, title: '总工程师' });
    await make('contactRelation', { contact: ids.engineer, kind: 'reportsTo', other: ids.boss });
    ids.card = await make('opportunityContact', {
      opportunity: ids.deal,
      contact: ids.boss,
      role: 'economicBuyer',
      attitude: 2,
      influence: 5,
    });
    await make('opportunityContact', { opportunity: ids.deal, contact: ids.engineer, role: 'user', attitude: -1, influence: 3 });
    await make('activity', { type: 'call', subject: '沟通预算', related: [{ object: 'contact', id: ids.boss }] });
  });
  await step('集团层级：含下级 40 万，本客户 5 万', async () => {
    await page.goto(`/o/account/${ids.group}?tab=overview`);
    const group = page.getByRole('region', { name: '集团层级' });
    await sees(group.getByRole('row', { name: /恒润控股集团/ }).getByText('¥40.0万'));
    await group.getByRole('radio', { name: '本客户' }).click();
    await sees(group.getByRole('row', { name: /恒润控股集团/ }).getByText('¥5.0万'));
    await look(tools, page, 'account-group');
  });
  await step('经营指标：每期一个数值，画成一条线，也能以表格查看', async () => {
    for (const [period, value] of [
      ['2026-01-15', '42'],
      ['2026-02-15', '55.5'],
    ])
      await make('accountMetric', { account: ids.group, metric: 'purchases', period, value });
    await page.reload();
    const metrics = page.getByRole('region', { name: '经营指标走势' });
    await metrics.getByRole('button', { name: '添加数值' }).click();
    const drawer = page.getByRole('dialog', { name: '新建经营指标' });
    await drawer.getByRole('combobox', { name: '指标' }).click();
    await page.getByRole('option', { name: '采购额（万元）' }).click();
    await drawer.getByLabel('期间').fill('2026-03-31');
    await drawer.getByLabel('数值').fill('61');
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await gone(drawer);
    await sees(metrics.getByText('2026-03 · 61'));
    await metrics.scrollIntoViewIfNeeded();
    await look(tools, page, 'account-metrics');
    await metrics.getByRole('button', { name: '以表格查看' }).click();
    await counts(metrics.getByRole('table').getByRole('rowheader'), 3);
    await sees(metrics.getByRole('row', { name: '2026-02 55.5' }));
  });
  await step('开票信息：税号核对，修改是新版本', async () => {
    const billing = page.getByRole('region', { name: '开票信息' });
    await billing.getByRole('button', { name: '填写开票信息' }).click();
    const form = page.getByRole('dialog', { name: '开票信息' });
    await form.getByLabel('发票抬头').fill('恒润控股集团有限公司');
    await form.getByLabel('税号').fill('91310000607337582P');
    await form.getByRole('button', { name: '保存' }).click();
    await sees(billing.getByText('91310000607337582P'));
    await billing.getByRole('button', { name: '修改' }).click();
    await form.getByLabel('发票抬头').fill('恒润集团股份有限公司');
    await form.getByRole('button', { name: '保存' }).click();
    await sees(billing.getByText('第 2 版'));
    await billing.getByText('历史版本（1）').click();
    await sees(billing.getByText('恒润控股集团有限公司'));
    await billing.scrollIntoViewIfNeeded();
    await tools.shot(page, 'account-billing');
  });
  await step('决策链：覆盖度、支持度、缺口；方向键移动后位置留着', async () => {
    await page.goto(`/o/opportunity/${ids.deal}?tab=overview`);
    const map = page.getByRole('region', { name: '决策链' });
    await sees(map.getByText('62.5%'));
    await sees(map.getByText('技术把关者'));
    const card = map.getByRole('button', { name: /^吕文涛/ });
    await card.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const saved = page.waitForResponse((answer) => answer.url().includes(ids.card) && answer.request().method() === 'PATCH');
    await card.blur();
    await saved;
    const { mapX, mapY } = await (await page.request.get(`/api/v1/records/opportunityContact/${ids.card}`)).json();
    same('the place of the card', [mapX, mapY], [40, 40]);
    await map.scrollIntoViewIfNeeded();
    await look(tools, page, 'deal-map');
    const file = page.waitForEvent('download');
    await map.getByRole('button', { name: '存为图片' }).click();
    same('the picture', (await file).suggestedFilename(), '决策链 磁力泵年度框架.png');
  });
  await step('登记离职，跟到新东家', async () => {
    await page.goto(`/o/contact/${ids.engineer}?tab=overview`);
    await page.getByRole('main').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '登记离职' }).click();
    const dialog = page.getByRole('dialog', { name: /登记离职/ });
    await dialog.getByLabel('新东家').fill('镇远');
    await page.getByRole('option', { name: /镇远石化/ }).click();
    await dialog.getByRole('button', { name: '登记离职' }).click();
    const positions = page.getByRole('region', { name: '任职' });
    await sees(positions.getByText(/离职$/));
    await sees(positions.getByRole('link', { name: '镇远石化' }));
    await look(tools, page, 'contact-positions');
  });
  await step('手机上看决策链和集团', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/opportunity/${ids.deal}?tab=overview`);
    await sees(phone.getByRole('region', { name: '决策链' }).getByText('支持度'));
    await phone.getByRole('region', { name: '决策链' }).scrollIntoViewIfNeeded();
    await look(tools, phone, 'deal-map-phone');
    await phone.goto(`/o/account/${ids.group}?tab=overview`);
    await sees(phone.getByRole('region', { name: '集团层级' }));
    await look(tools, phone, 'account-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '集团与决策链', run: accounts }];
