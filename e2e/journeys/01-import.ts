import { join } from 'node:path';
import { type CrmSalesFigures, crmSalesFigures, realCrmSales, writeCrmSales } from '@huanke/platform/testing/data';
import type { Page } from 'playwright-core';
import { counts, eventually, gone, reads, sees } from '../helpers/check.ts';
import { checkDashboard } from '../helpers/figures.ts';
import { checkAll, checked, runImport, uploadTo } from '../helpers/import.ts';
import { look } from '../helpers/look.ts';
import { whoSeesWhat } from '../helpers/people.ts';
import { ask, newOwner, openList, rowOf, signUp, totals } from '../helpers/product.ts';
import { nothingLeft, undoImport } from '../helpers/undo.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** The four files, from the sign-up to the figures. */
async function bringIn(tools: Tools, page: Page, dir: string, expected: CrmSalesFigures, looks: boolean): Promise<void> {
  const { step } = tools;
  const see = (name: string) => (looks ? look(tools, page, name) : Promise.resolve());

  await step('销售团队成为用户和部门', async () => {
    await uploadTo(page, 'user', join(dir, 'sales_teams.csv'));
    await checkAll(page, expected.sellers);
    await runImport(page, expected.sellers);
  });
  await step('客户，上级客户可以排在后面', async () => {
    await uploadTo(page, 'account', join(dir, 'accounts.csv'));
    await checkAll(page, expected.accounts);
    await see('import-mapping');
    await page.getByRole('button', { name: '下一步：查重' }).click();
    await sees(page.getByRole('heading', { name: '将要导入' }));
    await see('import-rules');
    await page.getByRole('button', { name: '上一步' }).click();
    await runImport(page, expected.accounts);
    await see('import-done');
  });
  await step('产品', async () => {
    await uploadTo(page, 'product', join(dir, 'products.csv'));
    await checked(page, expected.products);
    await runImport(page, expected.products);
  });
  await step('商机，阶段和产品名称自动对上', async () => {
    await uploadTo(page, 'opportunity', join(dir, 'sales_pipeline.csv'));
    await checkAll(page, expected.opportunities);
    await page.getByRole('button', { name: /^deal_stage/ }).click();
    for (const [text, stage] of [
      ['Prospecting', 'initial'],
      ['Engaging', 'qualified'],
      ['Won', 'won'],
      ['Lost', 'lost'],
    ] as const)
      await reads(page.getByLabel(`“${text}”对应`), /./).then(async () => {
        const chosen = await page.getByLabel(`“${text}”对应`).inputValue();
        if (chosen !== stage) tools.wrong(`${text} is read as ${chosen}, not ${stage}`);
      });
    await see('import-stages');
    await runImport(page, expected.opportunities);
  });
  await step('条数与文件一致', async () => {
    await openList(page, 'account');
    await totals(page, expected.accounts);
    await openList(page, 'product');
    await totals(page, expected.products);
    await openList(page, 'opportunity');
    await totals(page, expected.opportunities);
  });
}

async function generated(tools: Tools): Promise<void> {
  const dir = join(tools.folder, 'crm-sales');
  const expected = await writeCrmSales(dir, { seed: 3 });
  const page = await tools.visitor();
  const owner = newOwner('泰岳贸易');
  await tools.step('注册公司', async () => {
    await page.goto('/sign-up');
    await sees(page.getByRole('button', { name: '注册并进入' }));
    await look(tools, page, 'sign-up');
    await signUp(page, owner);
  });
  await tools.step('数据说明不是表格，被友好地拒绝', async () => {
    await page.goto('/import');
    await sees(page.getByRole('button', { name: '选择文件' }));
    await look(tools, page, 'import-upload');
    await page.locator('input[type=file]').setInputFiles(join(dir, 'data_dictionary.csv'));
    await reads(page.getByRole('alert'), '这个文件不能导入');
    await look(tools, page, 'import-refused');
    await page.getByRole('button', { name: '换一个文件' }).click();
    await sees(page.getByRole('button', { name: '选择文件' }));
  });
  await bringIn(tools, page, dir, expected, true);
  await checkDashboard(tools, page, expected);
  await tools.step('仪表盘的样子', async () => {
    await page.goto('/dashboard?range=all');
    await sees(page.getByRole('list', { name: '哪个区域签得最多？' }).getByRole('link'));
    await look(tools, page, 'dashboard');
  });
  await whoSeesWhat(tools, page, dir, expected);
  await work(tools, page);
}

interface Deal {
  readonly id: string;
  readonly name: string;
}

/** What one does with them: find, move on the board by mouse and by keyboard, open. */
async function work(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  const inStage = async (stage: string): Promise<number> => {
    const { rows } = await ask<{ rows: { count: number }[] }>(page, '/records/opportunity/aggregate', {
      measures: [{ fn: 'count', as: 'count' }],
      filter: { field: 'stage', op: 'eq', value: stage },
    });
    return rows[0]?.count ?? 0;
  };
  let deal: Deal = { id: '', name: '' };
  const column = (name: string) => page.getByRole('region', { name, exact: true });
  const card = (name: string) => column(name).locator(`[data-card="${deal.id}"]`);
  await step('按名称的一部分查找', async () => {
    const { records } = await ask<{ records: { id: string; name: string }[] }>(page, '/records/account/query', {
      fields: ['name'],
      sort: [{ field: 'name', direction: 'asc' }],
      limit: 1,
    });
    const name = records[0]?.name ?? '';
    // Latin words are found from their beginning on
    const part = name.split(' ').at(-1)?.slice(0, 4) ?? '';
    await openList(page, 'account');
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill(part);
    await page.getByRole('option', { name: `包含“${part}”的记录` }).click();
    await sees(rowOf(page, name));
  });
  await step('看板：用鼠标拖到下一阶段', async () => {
    await openList(page, 'opportunity', 'view=all&mode=board');
    // one that still lacks its customer, which the next step asks for
    const first = column('初步接洽').locator('[data-card]').filter({ hasText: '无客户' }).first();
    await first.waitFor();
    deal = { id: (await first.getAttribute('data-card')) ?? '', name: (await first.getByRole('link').textContent()) ?? '' };
    await look(tools, page, 'board');
    const before = [await inStage('initial'), await inStage('qualified')] as const;
    const from = await first.boundingBox();
    const to = await column('需求确认').boundingBox();
    if (!from || !to) throw new Error('the board is not there');
    await page.mouse.move(from.x + 40, from.y + 50);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + 200, { steps: 8 });
    await sees(page.getByText('放到 需求确认'));
    await tools.shot(page, 'board-drag');
    // a slow line: the lists hear of this move only after the next one has begun
    await page.route(/\/records\/opportunity\/query/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      await route.continue();
    });
    await page.mouse.up();
    await sees(card('需求确认'));
    await eventually(
      'moved',
      () => inStage('qualified'),
      (count) => count === before[1] + 1,
    );
    await eventually(
      'left',
      () => inStage('initial'),
      (count) => count === before[0] - 1,
    );
    await reads(column('初步接洽').getByRole('heading').locator('xpath=following-sibling::*[1]'), String(before[0] - 1));
  });
  await step('看板：用键盘移动到…，只问还缺的客户', async () => {
    await card('需求确认').getByRole('link').focus();
    await page.keyboard.press('m');
    const menu = page.getByRole('dialog', { name: '移动到…' });
    await sees(menu.getByRole('option', { name: /方案报价/ }));
    await page.keyboard.type('方案');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '移到“方案报价”还缺几项' });
    await sees(dialog);
    await counts(dialog.getByRole('combobox'), 1);
    await page.unrouteAll({ behavior: 'wait' });
    await look(tools, page, 'board-gate');
    await dialog.getByRole('combobox', { name: '客户' }).click();
    await page.getByRole('listbox').getByRole('option').first().click();
    await dialog.getByRole('button', { name: '移动' }).click();
    await gone(dialog);
    await sees(card('方案报价'));
  });
  await step('打开记录', async () => {
    await card('方案报价').getByRole('link').click();
    await sees(page.getByRole('heading', { level: 1, name: deal.name }));
    await sees(page.getByRole('button', { name: '推进到商务谈判' }));
    await sees(page.getByText('进入商务谈判还缺 2 项：'));
    await look(tools, page, 'record-imported');
  });
}

/** On the phone, and back again: what an import brought is gone after its undo. */
async function phone(tools: Tools): Promise<void> {
  const dir = join(tools.folder, 'crm-sales-phone');
  const expected = await writeCrmSales(dir, { seed: 4, opportunities: 60 });
  const page = await tools.visitor({ phone: true });
  const { step } = tools;
  await step('手机上注册', async () => {
    await page.goto('/sign-up');
    await sees(page.getByRole('button', { name: '注册并进入' }));
    await look(tools, page, 'sign-up');
    await signUp(page, newOwner('手机贸易'));
  });
  await step('手机上导入客户', async () => {
    await page.goto('/import?object=account');
    await sees(page.getByRole('button', { name: '选择文件' }));
    await look(tools, page, 'import-upload');
    await uploadTo(page, 'account', join(dir, 'accounts.csv'));
    await checked(page, expected.accounts);
    await look(tools, page, 'import-mapping');
    await page.getByRole('button', { name: '下一步：查重' }).click();
    await sees(page.getByRole('heading', { name: '将要导入' }));
    await page.getByRole('radio', { name: /^只执行分配/ }).check();
    await look(tools, page, 'import-rules');
    await page.getByRole('group', { name: '导入后的自动处理' }).scrollIntoViewIfNeeded();
    await tools.shot(page, 'import-automation');
    await page.getByRole('button', { name: '上一步' }).click();
    await runImport(page, expected.accounts);
    await sees(page.getByText('导入后的自动处理：只执行分配'));
    await look(tools, page, 'import-done');
  });
  await step('手机上的列表有同样多的客户', async () => {
    await page.getByRole('link', { name: '查看客户' }).click();
    await sees(page.getByRole('main').getByRole('link').first());
    await look(tools, page, 'list-imported');
  });
  await step('撤销以后什么也不剩', async () => {
    await page.goto('/imports');
    await sees(page.getByRole('link', { name: 'accounts.csv' }));
    await look(tools, page, 'imports');
    await undoImport(page, 'accounts.csv');
    await nothingLeft(page, 'account', '客户');
    await look(tools, page, 'list-empty');
  });
}

async function real(tools: Tools): Promise<void> {
  const dir = realCrmSales();
  if (dir === null) return tools.note('真实文件不在这台机器上');
  const expected = await crmSalesFigures(dir);
  const page = await tools.visitor();
  await tools.step('注册公司', () => signUp(page, newOwner('真实数据')));
  await bringIn(tools, page, dir, expected, false);
  await checkDashboard(tools, page, expected);
  await whoSeesWhat(tools, page, dir, expected);
  await tools.step('撤销以后什么也不剩', async () => {
    await undoImport(page, 'sales_pipeline.csv');
    await nothingLeft(page, 'opportunity', '商机');
    await undoImport(page, 'accounts.csv');
    await nothingLeft(page, 'account', '客户');
  });
}

export const journeys: readonly Journey[] = [
  { name: '导入', run: generated },
  { name: '导入真实文件', run: real },
  { name: '手机导入', run: phone },
];
