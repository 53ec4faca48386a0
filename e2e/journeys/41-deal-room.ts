import { reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** What a deal is made of, decided in it and agreed on; then which fields a lead brings along. */
async function dealRoom(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let deal = '';
  await step('产品明细合计就是金额', async () => {
    await signUp(page, newOwner('明细'));
    const product = (await ask<Made>(page, '/records/product', { name: '衬氟磁力泵', listPrice: '62400' })).id;
    deal = (await ask<Made>(page, '/records/opportunity', { name: '磁力泵年度框架', amount: '1' })).id;
    await ask(page, '/records/opportunityLine', { opportunity: deal, product, quantity: 18 });
    await page.goto(`/o/opportunity/${deal}?tab=overview`);
    const lines = page.getByRole('region', { name: '产品明细' });
    await lines.getByLabel('衬氟磁力泵：折扣（%）').fill('10');
    await lines.getByLabel('衬氟磁力泵：折扣（%）').press('Enter');
    await reads(lines.getByRole('listitem').last(), /1,010,880\.00/);
    tools.mayRefuse(422, /\/records\/opportunityLine\//);
    await lines.getByLabel('衬氟磁力泵：数量').fill('十');
    await lines.getByLabel('衬氟磁力泵：数量').press('Enter');
    await sees(lines.getByRole('alert').getByText('这不是数字'));
    await lines.getByLabel('衬氟磁力泵：数量').press('Escape');
    await lines.getByRole('button', { name: '添加产品' }).click();
    await sees(page.getByRole('dialog').getByText('留空时取产品的标准价'));
    await page.keyboard.press('Escape');
  });
  await step('决定可以改写、撤回，以前的写法都在', async () => {
    const room = page.getByRole('region', { name: '协作空间' });
    await room.getByRole('button', { name: '记录决定' }).click();
    await page.getByRole('dialog').getByLabel('决定').fill('框架价不低于标准价的 92%');
    await page.getByRole('dialog').getByRole('button', { name: '记录决定' }).click();
    await room.getByRole('button', { name: '改写' }).click();
    await page.getByRole('dialog').getByLabel('决定').fill('框架价可以到标准价的 90%');
    await page.getByRole('dialog').getByRole('button', { name: '改写' }).click();
    await room.getByText('以前的 1 个版本').click();
    await sees(room.getByText('框架价不低于标准价的 92%'));
  });
  await step('会议纪要的每一行成为任务', async () => {
    const room = page.getByRole('region', { name: '协作空间' });
    await room.getByRole('button', { name: '记会议纪要' }).click();
    const drawer = page.getByRole('dialog', { name: '记会议纪要' });
    await drawer.getByLabel('会议主题').fill('价格沟通会');
    await drawer.getByRole('button', { name: '加一项' }).click();
    await drawer.getByLabel('第 1 项要做什么').fill('出备件寄售协议草稿');
    await drawer.getByLabel('第 1 项截止日期').fill('2027-04-03');
    tools.mayRefuse(422, /actions\/minutes$/);
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await sees(drawer.getByText('请选择一位在职的同事'));
    await tools.shot(page, 'deal-minutes');
    await drawer.getByLabel('第 1 项负责人').selectOption({ label: '陈晓' });
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await sees(room.getByRole('link', { name: '出备件寄售协议草稿' }));
    await look(tools, page, 'deal-room');
  });
  await step('手机上也能改', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/opportunity/${deal}?tab=overview`);
    await sees(phone.getByRole('region', { name: '协作空间' }).getByText('框架价可以到标准价的 90%'));
    await look(tools, phone, 'deal-room-phone');
    await phone.getByRole('region', { name: '产品明细' }).scrollIntoViewIfNeeded();
    await tools.shot(phone, 'deal-lines-phone');
  });
  await step('转换映射：搜得到，类型合适的才给选', async () => {
    await page.goto('/settings');
    await page.getByRole('combobox', { name: '搜索设置' }).fill('zhys');
    await page.getByRole('option', { name: /转换映射/ }).click();
    await sees(page.getByText('现在用的是出厂映射'));
    const part = page.getByRole('region', { name: '商机' });
    await part.getByLabel('给商机添加字段').selectOption({ label: '赢单原因' });
    await part.getByLabel('赢单原因取自').selectOption({ label: '需求' });
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await sees(page.getByText('第 1 版'));
    await look(tools, page, 'settings-conversion');
    await page.setViewportSize({ width: 390, height: 844 });
    await tools.shot(page, 'settings-conversion-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '产品明细、协作空间、转换映射', run: dealRoom }];
