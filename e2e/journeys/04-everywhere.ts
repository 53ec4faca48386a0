import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, demo, fresh, openList, rowOf } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const SCRIPT_BUDGET_KB = 300;

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** Every page that the other journeys do not look at, on both widths. */
async function pages(tools: Tools, page: Page, isPhone: boolean): Promise<void> {
  const { step } = tools;
  for (const [object, name] of [
    ['lead', '线索'],
    ['account', '客户'],
    ['contact', '联系人'],
    ['opportunity', '商机'],
    ['activity', '跟进'],
    ['product', '产品'],
  ] as const)
    await step(`${name}列表`, async () => {
      await page.goto(`/o/${object}?view=all`);
      await sees(isPhone ? page.getByRole('main').getByRole('listitem').getByRole('link') : page.getByRole('grid').getByRole('gridcell'));
      await look(tools, page, `list-${object}`);
    });
  await step('仪表盘', async () => {
    await page.goto('/dashboard?range=all');
    await sees(page.getByRole('list', { name: '哪个区域签得最多？' }).getByRole('link'));
    await look(tools, page, 'dashboard-demo');
  });
  await step('提示和后台任务', async () => {
    await page.goto('/o/product?view=all');
    await page.getByRole('button', { name: '通知' }).click();
    await look(tools, page, 'notices');
  });
  for (const [path, name] of [
    ['/settings', '设置'],
    ['/settings/company', '公司'],
    ['/settings/users', '用户'],
    ['/settings/departments', '部门'],
    ['/settings/roles', '角色与权限'],
    ['/settings/objects', '对象与字段'],
    ['/settings/objects/opportunity', '商机'],
    ['/settings/trash', '回收站'],
    ['/imports', '导入记录'],
    ['/me', /./],
  ] as const)
    await step(`设置 ${path}`, async () => {
      await page.goto(path);
      await sees(heading(page, name));
      await look(tools, page, path.slice(1).replaceAll('/', '-'));
    });
}

/** What a seller does on the way: the same product with one thumb. */
async function phone(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor({ phone: true });
  await step('手机登录：一键体验', async () => {
    await page.goto('/sign-in');
    await sees(page.getByRole('button', { name: /李娜/ }));
    await look(tools, page, 'sign-in');
    await page.getByRole('button', { name: /李娜/ }).tap();
    await sees(page.getByRole('navigation', { name: '主导航' }));
  });
  await step('手机上新建线索', async () => {
    const name = fresh('手机线索');
    await page.goto('/o/lead?view=mine');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '新建' }).tap();
    await page.getByRole('menuitem', { name: '新建线索' }).tap();
    const drawer = page.getByRole('dialog', { name: '新建线索' });
    await drawer.getByLabel('姓名').fill(name);
    // nobody could reach them: asked for where it is missing, what was typed stays
    tools.mayRefuse(422, /\/records\/lead$/);
    await drawer.getByRole('button', { name: '保存', exact: true }).tap();
    await sees(drawer.getByText('请填写手机、邮箱或微信号'));
    await look(tools, page, 'create-drawer');
    await drawer.getByLabel('手机').fill(`138${Date.now().toString().slice(-8)}`);
    await drawer.getByRole('button', { name: '保存', exact: true }).tap();
    await gone(drawer);
    await sees(page.getByRole('main').getByRole('link', { name: new RegExp(name) }));
  });
  await step('手机上筛选', async () => {
    await page.goto('/o/opportunity?view=mine');
    await page.getByRole('button', { name: /^筛选/ }).tap();
    const sheet = page.getByRole('dialog', { name: '筛选与排序' });
    await sees(sheet);
    await look(tools, page, 'filter-sheet');
    await sheet.getByRole('searchbox', { name: '搜索' }).fill('磁力泵');
    await sheet.getByRole('button', { name: '完成' }).tap();
    await gone(sheet);
    await sees(page.getByRole('main').getByRole('link', { name: /耐腐蚀磁力泵年度框架采购/ }));
  });
  await step('手机上写跟进', async () => {
    await page
      .getByRole('main')
      .getByRole('link', { name: /耐腐蚀磁力泵年度框架采购/ })
      .tap();
    await sees(page.getByRole('button', { name: /写跟进/ }));
    await look(tools, page, 'record');
    await page
      .getByRole('button', { name: /写跟进/ })
      .last()
      .tap();
    const drawer = page.getByRole('dialog', { name: '写跟进' });
    const said = fresh('车间主任同意先试一台');
    await drawer.getByRole('textbox', { name: '商机的跟进内容' }).fill(`${said}，下一步下周三现场试机`);
    await look(tools, page, 'composer');
    await drawer.getByRole('button', { name: /^保存/ }).tap();
    await gone(drawer);
    await sees(page.getByRole('listitem').filter({ hasText: said }));
    await sees(page.getByText('现场试机').first());
  });
  await step('手机上的看板用菜单移动', async () => {
    const deal = await ask<{ id: string; name: string }>(page, '/records/opportunity', { name: fresh('手机商机'), closeOn: '2030-06-30' });
    await page.goto('/o/opportunity?view=mine&mode=board');
    await page.getByRole('button', { name: `移动 ${deal.name}` }).tap();
    await page.getByRole('option', { name: /需求确认/ }).tap();
    await eventually(
      'moved',
      async () => ((await (await page.request.get(`/api/v1/records/opportunity/${deal.id}`)).json()) as { stage: string }).stage,
      (stage) => stage === 'qualified',
    );
    await look(tools, page, 'board');
  });
  await step('手机上查找', async () => {
    await page.goto('/o/account?view=mine');
    await page.getByRole('button', { name: '搜索' }).first().tap();
    const palette = page.getByRole('dialog', { name: '搜索和命令' });
    await palette.getByRole('combobox').fill('hrh');
    await sees(palette.getByRole('option', { name: /恒润化工/ }));
    await look(tools, page, 'palette');
    await palette
      .getByRole('option', { name: /浙江恒润化工/ })
      .first()
      .tap();
    await page.waitForURL(/\/o\/account\/.+/);
    await sees(page.getByRole('heading', { name: /恒润化工/ }));
    await look(tools, page, 'record-account');
  });
}

/** List → open → edit → save, and no mouse. */
async function keyboard(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  const deal = { name: fresh('键盘商机') };
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
  await step('只用键盘：打开、修改、保存', async () => {
    await ask(page, '/records/opportunity', { ...deal, amount: '1000', closeOn: '2030-06-30' });
    await openList(page, 'opportunity', 'view=mine');
    await sees(rowOf(page, deal.name));
    await page.keyboard.press('j');
    same('grid has the focus', await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
    await page.keyboard.press('Enter');
    await sees(heading(page, deal.name));
    for (let tabs = 0; tabs < 80 && (await focused()) !== '修改金额'; tabs += 1) await page.keyboard.press('Tab');
    same('Tab reaches the pencil of 金额', await focused(), '修改金额');
    await page.keyboard.press('Enter');
    await sees(page.getByRole('textbox', { name: '金额' }));
    await page.keyboard.type('77000');
    await page.keyboard.press('Enter');
    await sees(page.getByText('¥77,000.00'));
    // what Alt+Left does; headless browsers have no keys of their own
    await page.goBack();
    await sees(rowOf(page, deal.name));
  });
  await step('只用键盘：在列表里改一格，Esc 放弃', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    for (let moves = 0; moves < 3; moves += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('e');
    const editor = page.getByRole('grid').getByRole('textbox', { name: '金额' });
    await sees(editor);
    await page.keyboard.press('Escape');
    await gone(editor);
    await page.keyboard.press('e');
    await page.keyboard.type('88000');
    await page.keyboard.press('Enter');
    await reads(rowOf(page, deal.name), '¥88,000.00');
  });
  await step('帮助列出全部快捷键', async () => {
    await page.keyboard.press('?');
    await sees(page.getByRole('dialog', { name: '快捷键' }));
    await look(tools, page, 'keys');
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog', { name: '快捷键' }));
  });
}

/** Bytes of script a person waits for when the first page they open is a list. */
async function budget(tools: Tools): Promise<void> {
  await tools.step(`列表页首次加载的脚本不超过 ${SCRIPT_BUDGET_KB} kB`, async () => {
    const page = await tools.visitor({ as: demo.seller });
    const scripts = new Map<string, Promise<Buffer>>();
    page.on('response', (answer) => {
      if (new URL(answer.url()).pathname.endsWith('.js')) scripts.set(answer.url(), answer.body());
    });
    await page.goto('/o/opportunity?view=mine', { waitUntil: 'networkidle' });
    await sees(page.getByRole('grid').getByRole('gridcell'));
    const sizes = await Promise.all([...scripts.values()].map(async (body) => gzipSync(await body).length));
    const total = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    tools.note(`列表页首次加载：${scripts.size} 个脚本，gzip ${total.toFixed(1)} kB（预算 ${SCRIPT_BUDGET_KB} kB）`);
    if (total > SCRIPT_BUDGET_KB) tools.wrong(`${total.toFixed(1)} kB of script`);
  });
}

export const journeys: readonly Journey[] = [
  { name: '手机', inDemo: true, run: phone },
  { name: '键盘', inDemo: true, run: async (tools) => keyboard(tools, await tools.visitor({ as: demo.seller })) },
  { name: '各页 1440', inDemo: true, run: async (tools) => pages(tools, await tools.visitor({ as: demo.admin }), false) },
  { name: '各页 390', inDemo: true, run: async (tools) => pages(tools, await tools.visitor({ as: demo.admin, phone: true }), true) },
  { name: '预算', inDemo: true, run: budget },
];
