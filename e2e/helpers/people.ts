import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CrmSalesFigures } from '@huanke/platform/testing/data';
import type { Page } from 'playwright-core';
import type { Tools } from '../runner/journey.ts';
import { eventually, gone, sees } from './check.ts';
import { figureOf, money } from './figures.ts';
import { openList, totals } from './product.ts';

/** Opens a person in the settings. */
async function openPerson(page: Page, name: string): Promise<void> {
  await page.goto('/settings/users');
  await page.getByRole('searchbox', { name: '搜索姓名或邮箱' }).fill(name);
  await page.getByRole('row').filter({ hasText: name }).getByRole('button', { name }).first().click();
  await sees(page.getByRole('dialog', { name }));
}

/** Gives an imported person an address (and a role), and returns the link they come in by. */
export async function linkFor(
  page: Page,
  person: { readonly name: string; readonly email: string; readonly role?: string },
): Promise<string> {
  const { name, email, role } = person;
  await openPerson(page, name);
  const drawer = page.getByRole('dialog', { name });
  await drawer.getByLabel('邮箱').fill(email);
  if (role) await drawer.getByRole('checkbox', { name: new RegExp(`^${role}`) }).check();
  await drawer.getByRole('button', { name: '保存' }).click();
  await gone(drawer);
  await page.getByRole('button', { name: `${name} 的操作` }).click();
  await page.getByRole('menuitem', { name: '重新生成邀请链接' }).click();
  const dialog = page.getByRole('dialog', { name: `${name} 的邀请链接` });
  const link = await dialog.getByRole('textbox').inputValue();
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  return new URL(link).pathname;
}

/** Follows the link, sets a password and stands in the company. */
export async function enter(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '加入' }).click();
  await sees(page.getByRole('navigation', { name: '主导航' }));
}

/** The best seller sees their own, the best manager the team, the administrator everything. */
export async function whoSeesWhat(tools: Tools, page: Page, dir: string, expected: CrmSalesFigures): Promise<void> {
  const team = (await readFile(join(dir, 'sales_teams.csv'), 'utf8')).split('\n').map((line) => line.split(','));
  const sellers = (await readFile(join(dir, 'sales_pipeline.csv'), 'utf8'))
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1]);
  const mates = team.filter(([, manager]) => manager === expected.bestManager.name).map(([seller]) => seller);
  const isMine = (name: string | undefined) => name === expected.bestSeller.name;
  const unique = `${Date.now().toString(36)}.example.com`;
  const wins = async (who: Page, value: number): Promise<void> => {
    await who.goto('/dashboard?range=all');
    await eventually(
      '签约金额',
      async () => (await figureOf(who, '签约金额').getByRole('link').getAttribute('title')) ?? '',
      (title) => title === money(value),
    );
  };
  await tools.step('签得最多的销售登录后只看到自己的', async () => {
    const link = await linkFor(page, { name: expected.bestSeller.name, email: `seller@${unique}` });
    const seller = await tools.visitor();
    await enter(seller, link, 'correct horse 42');
    await openList(seller, 'opportunity');
    await totals(seller, sellers.filter(isMine).length);
    await wins(seller, expected.bestSeller.value);
  });
  await tools.step('团队主管看到整个团队，管理员看到全部', async () => {
    const link = await linkFor(page, { name: expected.bestManager.name, email: `manager@${unique}`, role: '主管' });
    const manager = await tools.visitor();
    await enter(manager, link, 'correct horse 42');
    await openList(manager, 'opportunity');
    await totals(manager, sellers.filter((name) => mates.includes(name)).length);
    await wins(manager, expected.bestManager.value);
    await wins(page, expected.wonValue);
  });
}
