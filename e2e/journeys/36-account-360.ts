import { same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** The page of an account: tiles, what to do next, completeness, tags by rule, parts that fail by themselves. */
async function account360(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const ids = { account: '', deal: '' };
  const make = async (object: string, values: object) => (await ask<Made>(page, `/records/${object}`, values)).id;
  await step('一家客户，有商机、任务、联系人', async () => {
    await signUp(page, newOwner('全景'));
    ids.account = await make('account', { name: '浙江恒润化工股份有限公司', level: 'A', employees: 1200, tags: ['老客户'] });
    const boss = await make('contact', { name: '吕文涛', account: ids.account, title: '副总经理' });
    ids.deal = await make('opportunity', {
      name: '磁力泵年度框架',
      account: ids.account,
      amount: '1286000',
      stage: 'proposal',
      closeOn: '2026-01-31',
    });
    await make('opportunity', {
      name: '备件',
      account: ids.account,
      amount: '182000',
      stage: 'won',
      closedOn: new Date().toISOString().slice(0, 10),
    });
    await make('opportunityContact', { opportunity: ids.deal, contact: boss, role: 'user', attitude: 2, influence: 4 });
    await make('activity', { type: 'call', subject: '沟通交期', related: [{ object: 'contact', id: boss }] });
    await make('activity', { type: 'task', subject: '寄样品', dueOn: '2026-01-10', related: [{ object: 'account', id: ids.account }] });
  });
  await step('标签规则：条件和原因，保存后打到记录上', async () => {
    await page.goto('/settings/tag-rules');
    await page.getByRole('button', { name: '添加规则' }).click();
    const form = page.getByRole('dialog', { name: '添加规则' });
    await form.getByLabel('标签').fill('大企业');
    await form.getByLabel('原因').fill('员工 1000 人以上');
    await form.getByRole('button', { name: '添加条件', exact: true }).click();
    await look(tools, page, 'tag-rule');
    await form.getByRole('button', { name: '取消' }).click();
    const rule = {
      tag: '大企业',
      reason: { zh: '员工 1000 人以上', en: '1,000 employees or more' },
      filter: { field: 'employees', op: 'gte', value: 1000 },
    };
    const saved = await page.request.put('/api/v1/meta/objects/account/parts/tagRule/large', { data: rule });
    same('the rule', saved.status(), 200);
    await page.goto('/settings/tag-rules');
    await sees(page.getByRole('row', { name: /大企业/ }).getByText('员工 1000 人以上'));
  });
  await step('概况、下一步、资金、联系人、标签和来源', async () => {
    await page.goto(`/o/account/${ids.account}?tab=overview`);
    const tiles = page.getByRole('region', { name: '概况' });
    await sees(tiles.getByRole('link', { name: /在谈商机.*¥128.6万/ }));
    const next = page.getByRole('region', { name: '下一步' });
    await sees(next.getByRole('link', { name: '完成任务：寄样品' }));
    await sees(next.getByText(/^预计成交日已过/));
    await sees(page.getByRole('region', { name: '关键联系人' }).getByText('使用者 · 支持'));
    const tags = page.getByRole('region', { name: '标签', exact: true });
    await sees(tags.getByText(/^按规则 · 员工 1000 人以上/));
    await sees(tags.getByText(/^人工/));
    await look(tools, page, 'account-360');
    await tags.scrollIntoViewIfNeeded();
    await tools.shot(page, 'account-360-tags');
    await tiles.getByRole('link', { name: /在谈商机/ }).click();
    await sees(page.getByRole('row', { name: /磁力泵年度框架/ }));
    await page.goBack();
  });
  await step('资料完整度：点缺的字段直接去填', async () => {
    const completeness = page.getByRole('region', { name: '资料完整度' });
    await sees(completeness.getByText('40%'));
    await completeness.getByRole('button', { name: '填写地区' }).click();
    await page.getByRole('textbox', { name: '地区' }).fill('浙江绍兴');
    await page.keyboard.press('Enter');
    await sees(completeness.getByText('60%'));
  });
  await step('一个面板出错只坏它自己，可以重试', async () => {
    tools.mayRefuse(500, /\/panels\/money$/);
    await page.route('**/panels/money', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }));
    await page.reload();
    const money = page.getByRole('region', { name: '资金' });
    await sees(money.getByRole('alert'));
    await sees(page.getByRole('region', { name: '关键联系人' }).getByText('吕文涛'));
    await tools.shot(page, 'account-360-error');
    await page.unroute('**/panels/money');
    await money.getByRole('button', { name: '重试' }).click();
    await sees(money.getByText('¥18.2万').first());
  });
  await step('布局里隐藏一个面板', async () => {
    const layout = { label: { zh: '精简', en: 'Short' }, highlights: ['level'], hiddenPanels: ['account-money'], sections: [] };
    same('the layout', (await page.request.put('/api/v1/meta/objects/account/parts/layout/short', { data: layout })).status(), 200);
    await page.reload();
    await sees(page.getByRole('region', { name: '关键联系人' }));
    same('panels of money', await page.getByRole('region', { name: '资金' }).count(), 0);
  });
  await step('手机', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/account/${ids.account}`);
    await sees(phone.getByRole('region', { name: '概况' }));
    await look(tools, phone, 'account-360-phone');
    await phone.getByRole('tab', { name: '资料' }).click();
    await sees(phone.getByRole('region', { name: '下一步' }));
    await tools.shot(phone, 'account-360-phone-facts');
  });
}

export const journeys: readonly Journey[] = [{ name: '客户 360°', run: account360 }];
