import type { Locator, Page } from 'playwright-core';
import type { Tools } from '../runner/journey.ts';
import { reads, sees } from './check.ts';

/** The people of the demo company. */
export const demo = {
  seller: { email: 'seller@demo.huanke.local', password: 'huanke-demo', name: '李娜' },
  manager: { email: 'manager@demo.huanke.local', password: 'huanke-demo', name: '周明远' },
  admin: { email: 'admin@demo.huanke.local', password: 'huanke-demo', name: '方哲' },
} as const;

let last = 0;
/** A name nobody has used before, so that journeys do not meet. */
export function fresh(name: string): string {
  last += 1;
  return `${name}${Date.now().toString(36)}${last}`;
}

export interface Owner {
  readonly company: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export function newOwner(company: string): Owner {
  return { company: fresh(company), name: '陈晓', email: `${fresh('owner')}@example.com`, password: 'correct horse 42' };
}

/** Fills in and sends the form of 注册公司; the person stands in their own, empty company afterwards. */
export async function signUp(page: Page, owner: Owner): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('公司名称').fill(owner.company);
  await page.getByLabel('姓名').fill(owner.name);
  await page.getByLabel('邮箱').fill(owner.email);
  await page.getByLabel('密码', { exact: true }).fill(owner.password);
  await page.getByLabel('载入示例数据').uncheck();
  await page.getByRole('button', { name: '注册并进入' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-up');
}

export async function signIn(page: Page, person: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('邮箱').fill(person.email);
  await page.getByLabel('密码', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Opens a list with all its records and says how many the product counts. */
export async function openList(page: Page, object: string, query = 'view=all'): Promise<void> {
  await page.goto(`/o/${object}?${query}`);
  await sees(page.getByRole('main').getByRole('heading', { level: 1 }));
}

/** 共 85 条 in the footer of the list that is open. */
export async function totals(page: Page, count: number): Promise<void> {
  await reads(page.getByText(/^共 [\d,]+ 条$/), `共 ${count.toLocaleString('en-US')} 条`);
}

export const rowOf = (page: Page, title: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });

/** The cell of a row under a column of this name. */
export async function cellOf(page: Page, row: Locator, column: string): Promise<Locator> {
  const index = await page.getByRole('columnheader', { name: column, exact: true }).getAttribute('aria-colindex');
  return row.locator(`[role=gridcell][aria-colindex="${index}"]`);
}

/** Asks the API as the signed-in person of this page, to compare what is shown with what is. */
export async function ask<T>(page: Page, path: string, body: unknown): Promise<T> {
  const answer = await page.request.post(`/api/v1${path}`, { data: body });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export async function countOf(page: Page, object: string, filter?: unknown): Promise<number> {
  const { rows } = await ask<{ rows: { count: number }[] }>(page, `/records/${object}/aggregate`, {
    measures: [{ fn: 'count', as: 'count' }],
    ...(filter ? { filter } : {}),
  });
  return rows[0]?.count ?? 0;
}

export type Look = (page: Page, name: string) => Promise<void>;
export type Step = Tools['step'];
