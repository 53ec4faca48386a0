import type { Page } from 'playwright-core';
import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { enter } from '../helpers/people.ts';
import { ask, fresh, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

async function choose(page: Page, label: string, typed: string, name: string): Promise<void> {
  const input = page.getByRole('dialog').getByLabel(label);
  await input.click();
  await input.fill(typed);
  await page.getByRole('option', { name }).click();
}

/** An owner opens one account to a colleague by hand, by the team and by a rule; the colleague sees it come and go. */
async function share(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const mate = await tools.visitor();
  let account = '';
  // what is not shared is not there
  // the record and what its panels ask of it
  tools.mayRefuse(404, /\/(records\/account|accounts)\//);

  await step('一家公司，一位同事，一个客户', async () => {
    await signUp(page, newOwner('共享测试'));
    const made = await ask<{ link: string }>(page, '/users/invite', {
      name: '林小满',
      email: `${fresh('mate')}@example.com`,
      roles: ['member'],
    });
    await enter(mate, new URL(made.link, page.url()).pathname, 'correct horse 42');
    account = (await ask<{ id: string }>(page, '/records/account', { name: '恒润化工', industry: 'chemical' })).id;
    await mate.goto(`/o/account/${account}`);
    await sees(mate.getByText('内容不存在，或您没有查看权限'));
  });
  await step('用户组', async () => {
    await page.goto('/settings/groups');
    await sees(page.getByText('还没有用户组'));
    await page.getByRole('button', { name: '新建用户组' }).click();
    await page.getByRole('dialog').getByLabel('组名').fill('大客户小组');
    await choose(page, '成员', 'lxm', '林小满');
    await page.keyboard.press('Tab');
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await sees(page.getByRole('button', { name: /大客户小组/ }).first());
    await look(tools, page, 'settings-groups');
  });
  await step('手动共享', async () => {
    await page.goto(`/o/account/${account}`);
    await page.getByRole('main').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '共享' }).click();
    const dialog = page.getByRole('dialog', { name: '共享：恒润化工' });
    await sees(dialog.getByText('还没有共享给别人'));
    await choose(page, '共享给', 'linxm', '林小满');
    await dialog.getByRole('button', { name: '共享', exact: true }).click();
    await sees(dialog.getByRole('button', { name: '取消共享给 林小满' }));
    await look(tools, page, 'share-dialog');
    await mate.goto(`/o/account/${account}`);
    await sees(mate.getByRole('heading', { name: '恒润化工' }));
    await dialog.getByRole('button', { name: '取消共享给 林小满' }).click();
    await sees(dialog.getByText('还没有共享给别人'));
    await dialog.getByRole('button', { name: '关闭' }).click();
    await gone(dialog);
    await mate.reload();
    await sees(mate.getByText('内容不存在，或您没有查看权限'));
  });
  await step('团队', async () => {
    await page.goto(`/o/account/${account}?tab=team`);
    await page.getByRole('button', { name: '添加成员' }).click();
    await choose(page, '成员', 'lin', '林小满');
    await page.getByRole('dialog').getByLabel('团队角色').selectOption({ label: '解决方案经理' });
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await sees(page.getByRole('button', { name: '移出 林小满' }));
    await look(tools, page, 'record-team');
    await mate.reload();
    await sees(mate.getByRole('heading', { name: '恒润化工' }));
    // what the colleague has just opened may be noted among the last opened ones after they have lost it
    tools.mayRefuse(404, /\/recent$/);
    await page.getByRole('button', { name: '移出 林小满' }).click();
    await sees(page.getByText('还没有团队成员'));
  });
  await step('共享规则', async () => {
    await page.goto('/settings/objects/account/sharing');
    await page.getByRole('button', { name: '新建规则' }).click();
    const drawer = page.getByRole('dialog', { name: '新建规则' });
    await drawer.getByLabel('规则名称').fill('老板的客户给大客户小组');
    await choose(page, '谁负责的客户', 'chenxiao', '陈晓');
    await page.keyboard.press('Tab');
    await choose(page, '共享给', 'dakehu', '大客户小组');
    await page.keyboard.press('Tab');
    await look(tools, page, 'settings-sharing-rule');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('button', { name: '老板的客户给大客户小组', exact: true }));
    await look(tools, page, 'settings-sharing');
    await mate.reload();
    await sees(mate.getByRole('heading', { name: '恒润化工' }));
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/objects/account/sharing');
    await sees(page.getByRole('button', { name: '老板的客户给大客户小组', exact: true }));
    await look(tools, page, 'settings-sharing');
    await page.goto(`/o/account/${account}?tab=team`);
    await sees(page.getByText('还没有团队成员'));
    await look(tools, page, 'record-team');
  });
}

export const journeys: readonly Journey[] = [{ name: '共享、团队和共享规则', run: share }];
