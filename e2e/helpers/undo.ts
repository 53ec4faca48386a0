import type { Page } from 'playwright-core';
import { sees } from './check.ts';

/** Takes back the last import of a file, from the list of past imports. */
export async function undoImport(page: Page, file: string): Promise<void> {
  await page.goto('/imports');
  await page.getByRole('link', { name: file, exact: true }).first().click();
  await page.getByRole('button', { name: '撤销导入' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click();
  await page.getByRole('heading', { name: '导入已撤销' }).waitFor({ timeout: 120_000 });
}

export async function nothingLeft(page: Page, object: string, name: string): Promise<void> {
  await page.goto(`/o/${object}?view=all`);
  await sees(page.getByRole('heading', { name: `还没有${name}` }));
}
