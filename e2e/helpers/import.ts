import type { Page } from 'playwright-core';
import { gone, reads, sees } from './check.ts';

const figure = (count: number): string => count.toLocaleString('en-US');

/** First two steps of the wizard: the file is read and its columns find their fields by themselves. */
export async function uploadTo(page: Page, object: string, file: string): Promise<void> {
  await page.goto(`/import?object=${object}`);
  await sees(page.getByRole('button', { name: '选择文件' }));
  await page.locator('input[type=file]').setInputFiles(file);
  await page.waitForURL(/\/import\/[^/?]+$/);
  await sees(page.getByRole('button', { name: '下一步：查重' }));
}

/** The dry run says that so many rows of so many can come in. */
export async function checked(page: Page, rows: number, of = rows): Promise<void> {
  await reads(page.getByRole('region', { name: '结果' }), `${figure(rows)} / ${figure(of)} 行可导入`);
}

/** Checks all rows first where the file is too large to be counted while mapping. */
export async function checkAll(page: Page, rows: number): Promise<void> {
  const button = page.getByRole('button', { name: '检查全部行' });
  if (await button.isVisible()) await button.click();
  await checked(page, rows);
}

/** The last two steps: what is going to happen, then that it has. */
export async function runImport(page: Page, rows: number): Promise<void> {
  await page.getByRole('button', { name: '下一步：查重' }).click();
  await page.getByRole('button', { name: `导入 ${figure(rows)} 行` }).click();
  await page.getByRole('heading', { name: /^导入完成/ }).waitFor({ timeout: 120_000 });
  await reads(page.getByRole('definition').first(), figure(rows));
  await gone(page.getByRole('progressbar'));
}

export { figure };
