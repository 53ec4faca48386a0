import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const region = (page: Page | Locator, name: string) => page.getByRole('region', { name, exact: true });

interface Received {
  readonly event: string;
  readonly signature: string;
}

/** Somebody's program on this machine that is told of events. */
async function program(): Promise<{ url: string; got: Received[]; server: Server }> {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      got.push({ event: String(request.headers['huanke-event']), signature: String(request.headers['huanke-signature']) });
      response.end('ok');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, got, server };
}

/** What the dialog shows once under a label; the dialog is closed afterwards. */
async function shown(page: Page, ...labels: string[]): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: '请现在保存' });
  const values = [];
  for (const label of labels) values.push(await dialog.getByLabel(label, { exact: true }).inputValue());
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  await gone(dialog);
  return values;
}

async function keys(tools: Tools, page: Page): Promise<void> {
  const call = (path: string, token: string) => fetch(`${tools.base}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  let token = '';
  await tools.step('在“我的”里新建只读令牌，只显示一次，能读不能写', async () => {
    await page.goto('/me');
    await region(page, '访问令牌').getByRole('button', { name: '新建令牌' }).click();
    const drawer = page.getByRole('dialog', { name: '新建令牌' });
    await drawer.getByLabel('名称').fill('报表脚本');
    await drawer.getByRole('radio', { name: '自选' }).click();
    await drawer.getByLabel('客户 查看').check();
    await look(tools, page, 'api-token-new');
    await drawer.getByRole('button', { name: '新建令牌' }).click();
    await sees(page.getByRole('dialog', { name: '请现在保存' }));
    await look(tools, page, 'api-token-secret');
    [token = ''] = await shown(page, '令牌');
    same('the form of the token', /^hk_pat_[0-9A-Za-z]{44}$/.test(token), true);
    same('what it answers', (await call('/api-tokens/current', token)).status, 200);
    same('what it may not see', (await call('/records/contact/0190a0b0-0000-7000-8000-000000000000', token)).status, 404);
    await page.reload();
    await reads(region(page, '访问令牌').getByRole('listitem'), /报表脚本.*1 项权限.*用过/s);
    await region(page, '访问令牌').scrollIntoViewIfNeeded();
    await look(tools, page, 'me-tokens');
  });
  await tools.step('管理员看得到所有令牌，吊销后马上失效', async () => {
    await page.goto('/settings/api');
    const tokens = region(page, '个人令牌');
    await tokens.getByRole('button', { name: '吊销 报表脚本' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '吊销', exact: true }).click();
    await sees(tokens.getByText('还没有令牌'));
    same('a revoked token', (await call('/api-tokens/current', token)).status, 401);
  });
  await tools.step('新建应用，用客户端凭证换取令牌', async () => {
    await region(page, '应用').getByRole('button', { name: '新建应用' }).click();
    const drawer = page.getByRole('dialog', { name: '新建应用' });
    await drawer.getByLabel('名称').fill('ERP 同步');
    await drawer.getByRole('button', { name: '新建应用' }).click();
    const [id, secret] = await shown(page, '客户端 ID', '客户端密钥');
    const answer = await fetch(`${tools.base}/api/v1/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id ?? '', client_secret: secret ?? '' }),
    });
    const { access_token: access } = (await answer.json()) as { access_token: string };
    same('the token of the app', (await call('/api-tokens/current', access)).status, 200);
  });
}

async function webhooks(tools: Tools, page: Page): Promise<void> {
  const to = await program();
  const hooks = region(page, 'Webhook');
  try {
    await tools.step('新建 Webhook，发送测试', async () => {
      await page.goto('/settings/api');
      await hooks.getByRole('button', { name: '新建 Webhook' }).click();
      const drawer = page.getByRole('dialog', { name: '新建 Webhook' });
      await drawer.getByLabel('名称').fill('仓库系统');
      await drawer.getByLabel('接收地址').fill(to.url);
      await drawer.getByLabel('事件').fill('account.created');
      await look(tools, page, 'api-webhook-new');
      await drawer.getByRole('button', { name: '新建 Webhook' }).click();
      await shown(page, '签名密钥');
      await hooks.getByRole('button', { name: '发送测试 仓库系统' }).click();
      await sees(page.getByText('测试成功，对方返回 200'));
      same('what arrived', to.got[0]?.event, 'webhook.tested');
    });
    await tools.step('新建客户后对方收到签名的事件，记录可查、可重发', async () => {
      await page.request.post('/api/v1/records/account', { data: { name: '推送测试客户' } });
      await eventually(
        'the event',
        async () => to.got.length,
        (count) => count === 2,
      );
      same('its signature', /^t=\d+,v1=[0-9a-f]{64}$/.test(to.got[1]?.signature ?? ''), true);
      await look(tools, page, 'settings-api');
      await hooks.getByRole('button', { name: '发送记录 仓库系统' }).click();
      const drawer = page.getByRole('dialog', { name: '仓库系统 的发送记录' });
      await drawer
        .getByRole('button', { name: /account\.created/ })
        .first()
        .click();
      await sees(drawer.getByText('推送测试客户'));
      await look(tools, page, 'api-deliveries');
      await drawer.getByRole('button', { name: '重发 account.created' }).click();
      await eventually(
        'the event once more',
        async () => to.got.length,
        (count) => count === 3,
      );
      await page.keyboard.press('Escape');
    });
    await tools.step('手机上', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/settings/api');
      await sees(hooks.getByText('仓库系统'));
      await look(tools, page, 'settings-api');
    });
    await tools.step('删除后不再发送', async () => {
      await hooks.getByRole('button', { name: '仓库系统 的更多操作' }).click();
      await page.getByRole('menuitem', { name: '删除' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click();
      await sees(hooks.getByText('还没有 Webhook'));
    });
  } finally {
    to.server.closeAllConnections();
    to.server.close();
  }
}

async function openApi(tools: Tools): Promise<void> {
  const page = await tools.visitor();
  await tools.step('注册公司', () => signUp(page, newOwner('开放接口测试')));
  await keys(tools, page);
  await webhooks(tools, page);
}

export const journeys: readonly Journey[] = [{ name: '开放接口', run: openApi }];
