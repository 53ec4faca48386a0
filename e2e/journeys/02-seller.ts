import type { Locator, Page } from 'playwright-core';
import { counts, eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, cellOf, demo, fresh, openList, rowOf, signIn } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
  readonly name: string;
}

async function make(page: Page, object: string, values: Record<string, unknown>): Promise<Made> {
  return ask<Made>(page, `/records/${object}`, values);
}

const anAccount = async (page: Page, name: string): Promise<string> => {
  const { records } = await ask<{ records: { id: string }[] }>(page, '/records/account/query', {
    fields: ['name'],
    filter: { field: 'name', op: 'eq', value: name },
    limit: 1,
  });
  return records[0]?.id ?? '';
};

const HENGRUN = '浙江恒润化工股份有限公司';
const factOf = (page: Page, term: string): Locator =>
  page
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${term}$`) })
    .first()
    .locator('xpath=following-sibling::dd[1]');

const activity = (page: Page): Locator => page.getByRole('region', { name: '动态' });

/** The head, the path and the composer of a record: 写跟进, 推进, 赢单. */
async function record(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  await step('写跟进，下一步写在同一句：1 屏，15 秒内', async () => {
    const deal = await make(page, 'opportunity', {
      name: fresh('磁力泵备机'),
      account: await anAccount(page, HENGRUN),
      amount: '520000',
      closeOn: '2030-06-30',
    });
    await page.goto(`/o/opportunity/${deal.id}`);
    const text = page.getByRole('textbox', { name: '商机的跟进内容' });
    await sees(text);
    const start = performance.now();
    await text.click();
    await page.keyboard.type('陈部长来电，价格谈妥，下一步周五发合同');
    await page.keyboard.press('Control+Enter');
    await reads(factOf(page, '下一步'), '发合同');
    const seconds = (performance.now() - start) / 1000;
    tools.note(`写跟进：1 屏，1 次点击，${seconds.toFixed(1)} 秒（预算 15 秒，不含说话和想）`);
    if (seconds > 15) tools.wrong(`a follow-up took ${seconds.toFixed(1)} s`);
    await sees(activity(page).getByRole('listitem').filter({ hasText: '陈部长来电，价格谈妥' }));
    same('composer is empty again', await text.inputValue(), '');
  });
  await step('推进阶段只问还缺的字段', async () => {
    const deal = await make(page, 'opportunity', { name: fresh('循环泵改造'), amount: '88000', closeOn: '2030-06-30' });
    await page.goto(`/o/opportunity/${deal.id}`);
    const path = page.getByRole('list', { name: '阶段' });
    await path.getByRole('button', { name: /^方案报价/ }).click();
    const dialog = page.getByRole('dialog');
    await sees(dialog);
    await counts(dialog.getByRole('combobox'), 1);
    await look(tools, page, 'stage-gate');
    await dialog.getByRole('combobox', { name: '客户' }).fill('恒润');
    await page
      .getByRole('option', { name: new RegExp(HENGRUN) })
      .first()
      .click();
    await dialog.getByRole('button', { name: '保存并推进' }).click();
    await gone(dialog);
    await reads(path.locator('[aria-current=step]'), '方案报价');
    // on a slow line the next click comes before the last one is saved: none is lost
    await page.route(/\/records\/opportunity\/[^/]+$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, route.request().method() === 'PATCH' ? 1_500 : 0));
      await route.continue();
    });
    await page.getByRole('button', { name: '推进到商务谈判' }).click();
    await reads(path.locator('[aria-current=step]'), '商务谈判');
    await page.getByRole('button', { name: '赢单', exact: true }).last().click();
    const win = page.getByRole('dialog', { name: /赢单/ });
    // what proves it is asked for there, before anything is sent
    await win.getByRole('button', { name: '赢单' }).click();
    await sees(win.getByText('请上传成交凭证'));
    await look(tools, page, 'deal-win');
    await win.locator('input[type=file]').setInputFiles({ name: '订单.txt', mimeType: 'text/plain', buffer: Buffer.from('订单') });
    await sees(win.getByText('订单.txt'));
    await win.getByRole('button', { name: '赢单' }).click();
    await gone(win);
    await sees(activity(page).getByRole('listitem').filter({ hasText: '赢单' }));
    await page.unrouteAll({ behavior: 'wait' });
  });
  await step('删除马上生效，撤销就回来', async () => {
    const deal = await make(page, 'opportunity', {
      name: fresh('误建商机'),
      account: await anAccount(page, HENGRUN),
      closeOn: '2030-06-30',
    });
    await page.goto(`/o/opportunity/${deal.id}`);
    // what happened before may still be told of: a panel that is read anew in the very moment finds nothing
    tools.mayRefuse(404, new RegExp(`/records/opportunity/${deal.id}/panels/`));
    await page.getByRole('main').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '删除' }).click();
    await page.waitForURL(/\/o\/opportunity(\?|$)/);
    await sees(page.getByText(`已删除商机“${deal.name}”`));
    await page.getByRole('button', { name: '撤销' }).click();
    await page.waitForURL(new RegExp(deal.id));
    await sees(page.getByRole('heading', { level: 1, name: deal.name }));
  });
}

async function list(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  let deal: Made = { id: '', name: '' };
  await step('列表里直接改：马上显示，保存后打勾', async () => {
    deal = await make(page, 'opportunity', {
      name: fresh('阀门备件'),
      account: await anAccount(page, HENGRUN),
      amount: '36000',
      closeOn: '2030-06-30',
    });
    await openList(page, 'opportunity', 'view=mine');
    const amount = await cellOf(page, rowOf(page, deal.name), '金额');
    await amount.dblclick();
    await page.getByRole('grid').getByRole('textbox', { name: '金额' }).fill('4.2万');
    await page.keyboard.press('Enter');
    await reads(amount, '¥42,000.00');
    await eventually(
      'saved',
      async () => (await page.request.get(`/api/v1/records/opportunity/${deal.id}`)).json() as Promise<{ amount: string }>,
      ({ amount: value }) => Number(value) === 42_000,
    );
  });
  await step('被拒绝的值：原值回来，旁边写明原因', async () => {
    tools.mayRefuse(422, /\/records\/opportunity\//);
    const amount = await cellOf(page, rowOf(page, deal.name), '金额');
    await amount.dblclick();
    await page.getByRole('grid').getByRole('textbox', { name: '金额' }).fill('-5');
    await page.keyboard.press('Enter');
    const reason = page.getByRole('grid').getByRole('alert');
    await reads(reason, /0/);
    await reads(amount, '¥42,000.00');
    await look(tools, page, 'list-refused');
    await reason.getByRole('button', { name: '知道了' }).click();
    await gone(reason);
  });
  await step('筛选后另存为视图，按地址重新打开', async () => {
    await openList(page, 'opportunity', 'view=mine');
    await page.getByRole('button', { name: '筛选', exact: true }).click();
    await page.getByRole('combobox', { name: '搜索字段' }).fill('金额');
    await page.keyboard.press('Enter');
    await page.getByLabel('金额 筛选方式').selectOption('gte');
    await page.getByRole('dialog').getByRole('textbox').fill('1000000');
    await page.getByRole('dialog').getByRole('button', { name: '应用' }).click();
    await sees(page.getByText('已修改'));
    await look(tools, page, 'list-filtered');
    const shown = await page.getByText(/^共 [\d,]+ 条$/).textContent();
    await page.getByRole('button', { name: '另存为' }).click();
    const name = fresh('百万大单');
    const dialog = page.getByRole('dialog', { name: '存为新视图' });
    await dialog.getByLabel('视图名称').fill(name);
    await dialog.getByRole('button', { name: '保存' }).click();
    await gone(dialog);
    await sees(page.getByRole('heading', { level: 1, name }));
    await gone(page.getByText('已修改'));
    await page.goto(page.url());
    await sees(page.getByRole('heading', { level: 1, name }));
    await reads(page.getByText(/^共 [\d,]+ 条$/), shown ?? '');
    await sees(page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name }));
  });
  await step('多选：条数、合计和能做的事', async () => {
    await openList(page, 'lead', 'view=mine');
    const rows = page.getByRole('grid').getByRole('row');
    await rows.nth(1).getByRole('checkbox').click();
    await rows.nth(2).getByRole('checkbox').click();
    const bar = page.getByRole('region', { name: '批量操作' });
    await reads(bar, '已选 2 条');
    await look(tools, page, 'list-bulk');
    await bar.getByRole('button', { name: '取消选择' }).click();
    await gone(bar);
  });
}

async function lead(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  const name = fresh('王工');
  await step('新建线索：重复提示，必填不超过 3 项', async () => {
    await openList(page, 'lead', 'view=mine');
    await page.keyboard.press('n');
    const drawer = page.getByRole('dialog', { name: '新建线索' });
    await sees(drawer);
    const required = await drawer.locator('[required], [aria-required=true]').count();
    if (required > 3) tools.wrong(`${required} required fields`);
    await drawer.getByLabel('姓名').fill(name);
    await drawer.getByLabel('公司').fill(HENGRUN);
    await sees(drawer.getByText('可能已经有了'));
    await reads(drawer.getByRole('status'), HENGRUN);
    await look(tools, page, 'create-drawer');
    await drawer.getByRole('button', { name: '仍要新建' }).click();
    await drawer.getByLabel('手机').fill('13905751234');
    await page.keyboard.press('Control+Enter');
    await gone(drawer);
    await sees(rowOf(page, name));
  });
  await step('转换线索：客户、联系人和商机', async () => {
    await rowOf(page, name).getByRole('link', { name, exact: true }).click();
    await sees(page.getByRole('heading', { level: 1, name }));
    await page.getByRole('button', { name: '转换' }).click();
    const dialog = page.getByRole('dialog');
    await sees(dialog);
    // what is alike stands beside the form, with its reason; what is chosen there fills it
    const matches = dialog.getByRole('group', { name: '客户' });
    await sees(matches.getByText('企业全称相同').first());
    await matches.getByRole('radio', { name: '新建客户' }).check();
    same('no account is chosen', await dialog.getByRole('combobox', { name: '客户' }).inputValue(), '');
    await matches.getByRole('radio').first().check();
    await dialog.getByLabel('预计成交').fill('2030-06-30');
    await dialog.getByLabel(/金额/).fill('88000');
    await look(tools, page, 'convert');
    await dialog.getByRole('button', { name: /转换/ }).click();
    await page.waitForURL(/\/o\/(opportunity|account)\//);
  });
}

/** Two people, one record. */
async function together(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  await step('两个人同时改：后保存的人逐项选择', async () => {
    tools.mayRefuse(409, /\/records\/opportunity\//);
    tools.mayRefuse(412, /\/records\/opportunity\//);
    const deal = await make(page, 'opportunity', {
      name: fresh('同改商机'),
      account: await anAccount(page, HENGRUN),
      amount: '100000',
      closeOn: '2030-06-30',
    });
    const other = await tools.visitor({ as: demo.admin });
    await page.goto(`/o/opportunity/${deal.id}`);
    await other.goto(`/o/opportunity/${deal.id}`);
    await sees(other.getByRole('heading', { level: 1, name: deal.name }));
    const edit = async (who: Page, amount: string) => {
      await who.getByRole('button', { name: '修改金额' }).click();
      await who.getByRole('textbox', { name: '金额' }).fill(amount);
    };
    await edit(page, '120000');
    await edit(other, '150000');
    await other.keyboard.press('Enter');
    await reads(factOf(other, '金额'), '15');
    await page.getByRole('textbox', { name: '金额' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: '你们同时改了这条记录' });
    await sees(dialog);
    await look(tools, page, 'conflict');
    await dialog.getByRole('radio', { name: /我的/ }).check();
    await dialog.getByRole('button', { name: '按选择保存' }).click();
    await gone(dialog);
    await reads(factOf(page, '金额'), '12');
    await reads(factOf(other, '金额'), '12');
  });
}

async function shell(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  await step('Ctrl-K：拼音首字母 hrh 找到恒润', async () => {
    await page.goto('/o/account?view=mine');
    await sees(page.getByRole('grid'));
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: '搜索和命令' });
    await palette.getByRole('combobox').fill('hrh');
    const found = palette.getByRole('group', { name: '客户' }).getByRole('option', { name: /^浙江恒润化工/ });
    await sees(found);
    await look(tools, page, 'palette');
    for (let moves = 0; moves < 20 && (await found.getAttribute('aria-selected')) !== 'true'; moves += 1)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/o\/account\/.+/);
    await sees(page.getByRole('heading', { level: 1, name: HENGRUN }));
    await look(tools, page, 'record-account');
  });
  await step('深色与浅色', async () => {
    const choose = async (theme: string) => {
      await page.getByRole('button', { name: /^我的 / }).click();
      await page.getByRole('menuitemradio', { name: theme }).click();
    };
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await choose('深色');
    await eventually('dark background', background, (value) => value !== light);
    await page.reload();
    await eventually('dark after reload', background, (value) => value !== light);
    await choose('跟随系统');
    await eventually('light again', background, (value) => value === light);
  });
  await step('切换到英文再回来', async () => {
    await page.getByRole('button', { name: /^我的 / }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await sees(page.getByRole('link', { name: 'Opportunities' }));
    same('lang', await page.evaluate(() => document.documentElement.lang), 'en');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Opportunities' }).click();
    await sees(page.getByRole('columnheader', { name: 'Amount' }));
    await look(tools, page, 'list-english');
    await page.getByRole('button', { name: /^Me /i }).click();
    await page.getByRole('menuitemradio', { name: '中文' }).click();
    await sees(page.getByRole('columnheader', { name: '金额' }));
    same('lang', await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  });
}

async function start(tools: Tools, page: Page): Promise<void> {
  await tools.step('登录', async () => {
    await page.goto('/sign-in');
    await sees(page.getByRole('button', { name: /李娜/ }));
    await look(tools, page, 'sign-in');
    await signIn(page, demo.seller);
    await sees(page.getByRole('navigation', { name: '主导航' }));
  });
  await tools.step('记录页', async () => {
    await openList(page, 'opportunity', 'view=mine');
    await page.getByRole('link', { name: '耐腐蚀磁力泵年度框架采购', exact: true }).click();
    await sees(activity(page).getByRole('listitem'));
    await look(tools, page, 'record');
  });
}

type Part = (tools: Tools, page: Page) => Promise<void>;
const signedIn = (part: Part) => async (tools: Tools) => part(tools, await tools.visitor({ as: demo.seller }));

export const journeys: readonly Journey[] = [
  { name: '销售登录', inDemo: true, run: async (tools) => start(tools, await tools.visitor()) },
  { name: '销售与记录', inDemo: true, run: signedIn(record) },
  { name: '销售与列表', inDemo: true, run: signedIn(list) },
  { name: '销售与线索', inDemo: true, run: signedIn(lead) },
  { name: '两人同时', inDemo: true, run: signedIn(together) },
  { name: '查找与外观', inDemo: true, run: signedIn(shell) },
];
