import { generate } from 'otplib';
import type { Page } from 'playwright-core';
import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const section = (page: Page) => page.getByRole('region', { name: '登录安全' });

/** The base under a name: passkeys belong to domains, never to addresses. */
const named = (page: Page, path: string) => new URL(path, page.url().replace('127.0.0.1', 'localhost')).href;

/** @param account the e-mail of the person unless given */
async function fill(page: Page, person: { readonly email: string; readonly password: string }, account = person.email): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('邮箱或手机号').fill(account);
  await page.getByLabel('密码', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** Steps of the authenticator's clock; each code counts once, so the next one is of the step to come. */
const codeAt = (secret: string, step: number) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + step * 30 });

async function twoStep(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const owner = newOwner('登录安全');
  let secret = '';
  let codes: string[] = [];
  const mobile = `139${String(Date.now()).slice(-8)}`;
  tools.mayRefuse(422, /\/auth\/(login\/code|two-step\/off)$/);
  await step('开启两步验证：扫码或手动输入密钥，确认，保存恢复码', async () => {
    await signUp(page, owner);
    await page.goto('/me');
    await sees(section(page));
    await page.getByLabel('手机号').fill(mobile);
    await page.getByRole('button', { name: '保存', exact: true }).first().click();
    await sees(page.getByText('已保存'));
    await look(tools, page, 'me-security');
    await section(page).getByRole('button', { name: '开启两步验证' }).click();
    const dialog = page.getByRole('dialog', { name: '开启两步验证' });
    await sees(dialog.getByRole('img', { name: '验证器二维码' }));
    await look(tools, page, 'security-enrol');
    secret = ((await dialog.locator('code').textContent()) ?? '').replaceAll(' ', '');
    await dialog.getByRole('button', { name: '确认开启' }).click();
    await sees(dialog.getByText('请输入 6 位验证码'));
    await dialog.getByLabel('验证器显示的 6 位数字').fill(await codeAt(secret, 0));
    await dialog.getByRole('button', { name: '确认开启' }).click();
    const shown = page.getByRole('dialog', { name: '保存恢复码' });
    codes = (await shown.getByLabel('恢复码').inputValue()).split(/\s+/);
    if (codes.length !== 10) tools.wrong(`${codes.length} recovery codes`);
    await look(tools, page, 'security-codes');
    await shown.getByRole('button', { name: '我已保存' }).click();
    await gone(shown);
    await sees(section(page).getByText('已开启'));
  });
  await step('换一台设备登录要输入验证码；输错有提示；用手机号登录、恢复码也可以', async () => {
    const other = await tools.visitor();
    await fill(other, owner);
    await sees(other.getByRole('heading', { name: '两步验证' }));
    await look(tools, other, 'sign-in-code');
    await other.getByLabel('6 位验证码').fill('000000');
    await other.getByRole('button', { name: '登录', exact: true }).click();
    await sees(other.getByText(/验证码不对/));
    await other.getByLabel('6 位验证码').fill(await codeAt(secret, 1));
    await other.getByRole('button', { name: '登录', exact: true }).click();
    await sees(other.getByRole('navigation', { name: '主导航' }));
    const third = await tools.visitor();
    await third.goto('/sign-in');
    await third.getByLabel('邮箱或手机号').fill('1390013');
    await third.getByLabel('密码', { exact: true }).focus();
    await sees(third.getByText('不是邮箱，也不是 11 位手机号'));
    await fill(third, owner, `+86 ${mobile.slice(0, 3)} ${mobile.slice(3, 7)} ${mobile.slice(7)}`);
    await third.getByRole('button', { name: '改用恢复码' }).click();
    await third.getByLabel('恢复码').fill(codes[0] ?? '');
    await third.getByRole('button', { name: '登录', exact: true }).click();
    await sees(third.getByRole('navigation', { name: '主导航' }));
  });
  await step('关闭要输入密码', async () => {
    await page.reload();
    await section(page).getByRole('button', { name: '关闭' }).click();
    const dialog = page.getByRole('dialog', { name: '关闭两步验证' });
    await dialog.getByLabel('登录密码').fill('wrong horse 42');
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
    await sees(dialog.getByText('密码不正确'));
    await dialog.getByLabel('登录密码').fill(owner.password);
    await dialog.getByRole('button', { name: '关闭', exact: true }).last().click();
    await gone(dialog);
    await sees(section(page).getByText('未开启'));
  });
}

/** Chromium's own authenticator stands in for finger and phone. */
async function passkeys(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const owner = newOwner('通行密钥');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await step('添加通行密钥', async () => {
    await page.goto('/sign-up');
    const home = named(page, '/');
    await page.goto(new URL('/sign-up', home).href);
    await page.getByLabel('公司名称').fill(owner.company);
    await page.getByLabel('姓名').fill(owner.name);
    await page.getByLabel('邮箱').fill(owner.email);
    await page.getByLabel('密码', { exact: true }).fill(owner.password);
    await page.getByLabel('载入示例数据').uncheck();
    await page.getByRole('button', { name: '注册并进入' }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-up');
    await page.goto(named(page, '/me'));
    await section(page).getByRole('button', { name: '添加' }).click();
    const dialog = page.getByRole('dialog', { name: '通行密钥' });
    await dialog.getByLabel('名称').fill('测试手机');
    await look(tools, page, 'security-passkey');
    await dialog.getByRole('button', { name: '继续' }).click();
    await gone(dialog);
    await sees(section(page).getByText('测试手机'));
  });
  await step('退出后不用密码登录', async () => {
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await page.getByRole('button', { name: '用通行密钥登录' }).click();
    await sees(page.getByRole('navigation', { name: '主导航' }));
    await page.goto(named(page, '/me'));
    await section(page).getByRole('button', { name: '移除 测试手机' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await gone(section(page).getByText('测试手机'));
  });
}

async function settings(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const owner = newOwner('登录设置');
  tools.mayRefuse(409, /\/roles\/[^/]+\/networks$/);
  tools.mayRefuse(422, /\/sso\/oidc$/);
  await step('公司的登录设置：两步验证按角色、网络限制、单点登录', async () => {
    await signUp(page, owner);
    await page.goto('/settings/sign-in');
    await page.getByRole('radio', { name: '指定角色必须' }).click();
    await page.getByRole('checkbox', { name: '所有者' }).check();
    await look(tools, page, 'settings-sign-in');
    await page.getByRole('button', { name: '保存' }).first().click();
    await sees(page.getByText('已保存'));
    await page.getByRole('button', { name: '所有者的网络' }).click();
    const networks = page.getByRole('dialog', { name: '所有者的网络' });
    await networks.getByLabel('IP 或网段').fill('203.0.113.0/24');
    await networks.getByRole('button', { name: '保存' }).click();
    await sees(networks.getByText(/把您自己挡在外面/));
    await look(tools, page, 'settings-networks');
    await networks.getByLabel('IP 或网段').fill('203.0.113.0/24\n127.0.0.0/8\n::1');
    await networks.getByRole('button', { name: '保存' }).click();
    await gone(networks);
    await sees(page.getByText('203.0.113.0/24'));
    await page.getByRole('button', { name: '设置 OpenID Connect' }).click();
    const drawer = page.getByRole('dialog', { name: 'OpenID Connect' });
    await sees(drawer.getByText('/api/v1/auth/oidc/callback'));
    await look(tools, page, 'settings-sso');
    await drawer.getByRole('button', { name: '保存' }).click();
    await sees(drawer.getByText('必填').first());
    await page.keyboard.press('Escape');
  });
  await step('被要求的人在门口设置两步验证', async () => {
    const other = await tools.visitor();
    await fill(other, owner);
    await sees(other.getByRole('heading', { name: '先设置两步验证' }));
    await look(tools, other, 'sign-in-enrol');
    const secret = ((await other.locator('code').textContent()) ?? '').replaceAll(' ', '');
    await other.getByLabel('验证器显示的 6 位数字').fill(await codeAt(secret, 0));
    await other.getByRole('button', { name: '确认开启' }).click();
    await other.getByRole('button', { name: '我已保存' }).click();
    await sees(other.getByRole('navigation', { name: '主导航' }));
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/sign-in');
    await sees(page.getByText('网络限制').first());
    await look(tools, page, 'settings-sign-in');
    await page.goto('/me');
    await sees(section(page));
    await look(tools, page, 'me-security');
    const other = await tools.visitor();
    await other.setViewportSize({ width: 390, height: 844 });
    await other.goto('/sign-in?problem=unverified');
    await sees(other.getByText(/没有提供已验证的邮箱/));
    await look(tools, other, 'sign-in');
  });
}

export const journeys: readonly Journey[] = [
  { name: 'sign-in: 两步验证', run: twoStep },
  { name: 'sign-in: 通行密钥', run: passkeys },
  { name: 'sign-in: 登录设置', run: settings },
];
