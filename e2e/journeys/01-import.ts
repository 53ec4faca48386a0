import { join } from 'node:path';
import { type CrmSalesFigures, crmSalesFigures, realCrmSales, writeCrmSales } from '@huanke/platform/testing/data';
import type { Page } from 'playwright-core';
import { reads, sees } from '../helpers/check.ts';
import { checkAll, checked, runImport, uploadTo } from '../helpers/import.ts';
import { look } from '../helpers/look.ts';
import { newOwner, openList, signUp, totals } from '../helpers/product.ts';
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
}

async function real(tools: Tools): Promise<void> {
  const dir = realCrmSales();
  if (dir === null) return tools.note('真实文件不在这台机器上');
  const expected = await crmSalesFigures(dir);
  const page = await tools.visitor();
  await tools.step('注册公司', () => signUp(page, newOwner('真实数据')));
  await bringIn(tools, page, dir, expected, false);
}

export const journeys: readonly Journey[] = [
  { name: '导入', run: generated },
  { name: '导入真实文件', run: real },
];
