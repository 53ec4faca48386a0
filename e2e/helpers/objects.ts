import type { Locator, Page } from 'playwright-core';
import { gone, reads, sees } from './check.ts';

/** A field as an administrator makes it. */
export interface Made {
  /** The type as the drawer names it. */
  readonly type: string;
  readonly label: string;
  readonly fill?: (drawer: Locator, page: Page) => Promise<void>;
}

const named = (page: Page) => page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value.startsWith('x_'));

/** 新建对象, by its Chinese name; ends on its fields. */
export async function makeObject(page: Page, label: string, look?: () => Promise<void>): Promise<void> {
  await page.goto('/settings/objects');
  await page.getByRole('button', { name: '新建对象' }).click();
  const drawer = page.getByRole('dialog', { name: '新建对象' });
  await drawer.getByLabel('中文名称').fill(label);
  await named(page);
  await look?.();
  await drawer.getByRole('button', { name: '保存' }).click();
  await sees(page.getByRole('button', { name: '新增字段' }));
}

/** 新增字段 on the page of an object's fields; answers the API name the product gave it. */
export async function makeField(page: Page, object: string, { type, label, fill }: Made, look?: () => Promise<void>): Promise<string> {
  await page.getByRole('button', { name: '新增字段' }).click();
  const drawer = page.getByRole('dialog', { name: `新增${object}字段` });
  await drawer
    .getByRole('button', { name: new RegExp(`^${type}`) })
    .first()
    .click();
  await drawer.getByLabel('中文名称').fill(label);
  await fill?.(drawer, page);
  await named(page);
  const name = await drawer.locator('.inp.mono').first().inputValue();
  await look?.();
  await drawer.getByRole('button', { name: '保存' }).click();
  await gone(drawer);
  await sees(
    page
      .getByRole('region', { name: /^自定义字段/ })
      .getByRole('row')
      .filter({ hasText: label }),
  );
  return name;
}

/** Fills in a formula and waits until it is understood. */
export async function writeFormula(drawer: Locator, text: string, result: string): Promise<void> {
  await drawer.locator('textarea').first().fill(text);
  await reads(drawer.getByText(/^结果：/), `结果：${result}`);
}
