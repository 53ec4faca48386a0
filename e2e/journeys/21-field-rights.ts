import type { Page } from 'playwright-core';
import { counts, gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { enter } from '../helpers/people.ts';
import { ask, cellOf, fresh, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const fieldOf = (page: Page, name: string) => page.locator(`[data-field="${name}"]`);

/** Somebody of the company with this role, signed in on a browser of their own. */
async function colleague(tools: Tools, page: Page, { name, role }: { name: string; role: string }): Promise<Page> {
  const { link } = await ask<{ link: string }>(page, '/users/invite', { name, email: `${fresh('who')}@example.com`, roles: [role] });
  const own = await tools.visitor();
  await enter(own, new URL(link, tools.base).pathname, 'another horse 42');
  return own;
}

/** A contact of the signed-in person. */
const contactOf = (page: Page, name: string) =>
  ask<{ id: string }>(page, '/records/contact', { name, phone: '13812341234', email: 'wang@hengrun.example', title: '总经理' });

async function setRights(page: Page, role: string, rights: readonly [field: string, right: string][]): Promise<void> {
  await page.goto('/settings/roles');
  await page
    .getByRole('button', { name: new RegExp(`^${role}`) })
    .first()
    .click();
  const drawer = page.getByRole('dialog', { name: role });
  await drawer.getByLabel('对象', { exact: true }).selectOption({ label: '联系人' });
  for (const [field, right] of rights) {
    await drawer.getByLabel('查找字段').fill(field);
    await drawer.getByRole('radio', { name: `${field} ${right}`, exact: true }).check();
  }
  await drawer.getByLabel('查找字段').fill('');
}

/** Fields that are hidden, masked and closed for a role; looking at one value; seeing with the eyes of somebody else. */
async function fieldRights(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('一家有销售和主管的公司', async () => {
    await signUp(page, newOwner('字段权限'));
  });
  const seller = await colleague(tools, page, { name: '小李', role: 'member' });
  const manager = await colleague(tools, page, { name: '老周', role: 'manager' });
  const mine = await contactOf(seller, '王小明');
  const theirs = await contactOf(manager, '赵一');
  await step('成员看不到邮箱，手机打码，职务只读', async () => {
    await setRights(page, '成员', [
      ['手机', '打码'],
      ['邮箱', '隐藏'],
      ['职务', '只读'],
    ]);
    await look(tools, page, 'settings-field-rights');
    const drawer = page.getByRole('dialog', { name: '成员' });
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await setRights(page, '主管', [['手机', '打码']]);
    await page.getByRole('dialog', { name: '主管' }).getByRole('button', { name: '保存' }).click();
    await gone(page.getByRole('dialog', { name: '主管' }));
  });
  await step('列表和记录页都按权限显示，不能改的没有铅笔', async () => {
    await openList(seller, 'contact');
    const cell = await cellOf(seller, rowOf(seller, '王小明'), '手机');
    same('手机', (await cell.textContent())?.trim(), '138****1234');
    await counts(seller.getByRole('columnheader', { name: '邮箱' }), 0);
    await seller.goto(`/o/contact/${mine.id}`);
    await sees(fieldOf(seller, 'phone').getByText('138****1234'));
    await counts(fieldOf(seller, 'email'), 0);
    await counts(fieldOf(seller, 'title').getByRole('button'), 0);
    await counts(fieldOf(seller, 'phone').getByRole('button'), 0);
    await look(tools, seller, 'record-masked');
  });
  await step('主管点眼睛查看，查看记入动态', async () => {
    await manager.goto(`/o/contact/${theirs.id}`);
    await fieldOf(manager, 'phone').getByRole('button', { name: '查看手机' }).click();
    await sees(fieldOf(manager, 'phone').getByText('13812341234'));
    await sees(manager.getByText('查看了联系人的打码或加密内容').first());
    await fieldOf(manager, 'phone').getByRole('button', { name: '隐藏手机' }).click();
    await sees(fieldOf(manager, 'phone').getByText('138****1234'));
  });
  await step('以他人身份查看：只能看，一键退出', async () => {
    await page.goto('/settings/users');
    await page.getByRole('button', { name: '小李 的操作' }).click();
    await page.getByRole('menuitem', { name: '以此人身份查看' }).click();
    await sees(page.getByText('正在以小李的身份查看'));
    await page.goto(`/o/contact/${mine.id}`);
    await sees(fieldOf(page, 'phone').getByText('138****1234'));
    await look(tools, page, 'view-as');
    await page.getByRole('button', { name: '退出', exact: true }).click();
    await gone(page.getByText('正在以小李的身份查看'));
    await page.goto(`/o/contact/${mine.id}`);
    await sees(fieldOf(page, 'phone').getByText('13812341234'));
  });
  await step('为什么看不到：逐条说明', async () => {
    await page.goto('/settings/access');
    await page.getByRole('combobox', { name: '谁' }).fill('小李');
    await page.getByRole('option', { name: /小李/ }).first().click();
    await page.getByLabel('对象', { exact: true }).selectOption({ label: '联系人' });
    await page.getByRole('combobox', { name: '哪条记录' }).fill('赵一');
    await page.getByRole('option', { name: /赵一/ }).first().click();
    await sees(page.getByText('不能查看', { exact: true }));
    await sees(page.getByText('角色“成员”只能查看自己负责的联系人，负责人老周不在其中。'));
    await sees(page.getByText('“成员”：打码'));
    await look(tools, page, 'settings-access');
  });
  await step('权限集加给一个人，角色不变', async () => {
    await page.goto('/settings/roles');
    await page.getByRole('button', { name: '新建权限集' }).click();
    const drawer = page.getByRole('dialog', { name: '新建权限集' });
    await drawer.getByLabel('角色名称').fill('客户回访');
    await drawer.getByLabel('对象', { exact: true }).selectOption({ label: '联系人' });
    await drawer.getByRole('radio', { name: '手机 只读', exact: true }).check();
    await drawer.getByRole('checkbox', { name: '联系人 查看' }).check();
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('heading', { name: '权限集' }));
    await look(tools, page, 'settings-roles-sets');
    await page.goto('/settings/users');
    await page.getByRole('row').filter({ hasText: '小李' }).getByRole('button', { name: '小李' }).first().click();
    const person = page.getByRole('dialog', { name: '小李' });
    await person.getByRole('group', { name: '权限集' }).getByRole('checkbox', { name: '客户回访' }).check();
    await person.getByRole('button', { name: '保存' }).click();
    await gone(person);
    await seller.reload();
    await sees(fieldOf(seller, 'phone').getByText('13812341234'));
  });
}

export const journeys: readonly Journey[] = [{ name: '字段权限', run: fieldRights }];
