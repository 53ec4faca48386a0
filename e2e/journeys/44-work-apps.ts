import { simulatedKeys, simulator } from '@huanke/platform/work-apps/testing';
import { gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** WeCom is connected, one says who one is there, and signs in by it on another device. */
async function workApps(tools: Tools): Promise<void> {
  const { step, wecom } = tools;
  // a server that was started elsewhere looks for the real one
  if (wecom === 0) return;
  const platform = await simulator('wecom', [{ account: 'chenXiao', name: '陈晓' }], wecom);
  const page = await tools.visitor();
  let entrance = '';
  try {
    await step('连接企业微信：密钥不对时说明原因，改正后正常', async () => {
      await signUp(page, newOwner('企微'));
      await page.goto('/settings/work-apps');
      await sees(page.getByRole('heading', { name: '钉钉' }));
      await look(tools, page, 'work-apps');
      await page.getByRole('button', { name: '连接企业微信' }).click();
      const drawer = page.getByRole('dialog', { name: '企业微信' });
      await drawer.getByLabel('企业 ID（corpid）').fill(simulatedKeys.wecom.appId);
      await drawer.getByLabel('AgentId').fill(simulatedKeys.wecom.agentId ?? '');
      await drawer.getByLabel('Secret').fill('wrong');
      entrance = (await drawer.getByText(/\/sign-in\?company=\d+$/).textContent()) ?? '';
      await look(tools, page, 'work-apps-connect');
      await drawer.getByRole('button', { name: '保存' }).click();
      await gone(drawer);
      await page.getByRole('button', { name: '测试连接' }).click();
      await sees(page.getByText(/企业微信：Secret 不正确.*40001/));
      await page.getByRole('button', { name: '修改企业微信' }).click();
      await drawer.getByLabel('Secret').fill(simulatedKeys.wecom.secret);
      await drawer.getByRole('button', { name: '保存' }).click();
      await gone(drawer);
      await page.getByRole('button', { name: '测试连接' }).click();
      await sees(page.getByText('连接正常'));
    });
    await step('本人绑定后，通知设置多出企业微信一列', async () => {
      await page.goto('/settings/notifications');
      await sees(page.getByRole('columnheader', { name: '推送' }));
      same('columns', await page.getByRole('columnheader', { name: '企业微信' }).count(), 0);
      await page.getByRole('button', { name: '绑定企业微信' }).click();
      await sees(page.getByText('绑定成功'));
      await sees(page.getByRole('checkbox', { name: '提到我、回复我：企业微信', checked: true }));
      await look(tools, page, 'work-apps-linked');
      await page.goto('/settings/work-apps');
      await page.getByRole('button', { name: '企业微信人员对应' }).click();
      await sees(page.getByRole('dialog').getByText('chenXiao · 本人绑定'));
    });
    await step('导入通讯录前先看会改什么', async () => {
      platform.divisions.push({ id: 2, name: '华南销售部', parent: 1 });
      platform.members.push({ account: 'linFeng', name: '林枫', department: 2 });
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('button', { name: '查看会改什么' }).click();
      await sees(drawer.getByText('部门：新增 1，更新 0，平台上已没有 0'));
      await sees(drawer.getByText('人员：新增 1，对应已有 0，更新 0，平台上已没有 0'));
      await look(tools, page, 'work-apps-import');
      await drawer.getByRole('button', { name: '导入', exact: true }).click();
      await sees(drawer.getByText('linFeng · 通讯录导入'));
    });
    await step('在另一台设备上用企业微信登录', async () => {
      const other = await tools.visitor({ phone: true });
      await other.goto(entrance);
      const button = other.getByRole('button', { name: /^用企业微信登录/ });
      await sees(button);
      await look(tools, other, 'work-apps-sign-in');
      await button.click();
      await other.waitForURL((url) => url.pathname !== '/sign-in' && url.port !== String(wecom));
      await other.goto('/settings/work-apps');
      await sees(other.getByText('已连接'));
    });
    await step('不认识的账号不能登录，并说明怎么办', async () => {
      platform.members.push({ account: 'stranger', name: '路人' });
      platform.visitor = 'stranger';
      const other = await tools.visitor();
      await other.goto(entrance);
      await other.getByRole('button', { name: /^用企业微信登录/ }).click();
      await sees(other.getByText(/您的账号还没有绑定/));
    });
  } finally {
    await platform.close();
  }
}

export const journeys: readonly Journey[] = [{ name: '办公平台', run: workApps }];
