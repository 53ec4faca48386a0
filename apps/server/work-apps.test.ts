import { testClock } from '@huanke/platform/kernel';
import { type Notice, notify } from '@huanke/platform/notifications';
import { sendAppNotices } from '@huanke/platform/work-apps';
import { type Simulator, simulatedKeys, simulator } from '@huanke/platform/work-apps/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** PLT-54, PLT-25, PLT-3: work platforms, each simulated on loopback as its pages say. Two in the afternoon in Shanghai. */
const start = '2026-03-31T06:00:00.000Z';
const clock = testClock(start);
const platforms = ['wecom', 'dingtalk', 'feishu'] as const;
type Platform = (typeof platforms)[number];
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let at: Record<Platform, Simulator>;

const connect = async (who: Client, platform: Platform, more: object = {}) =>
  ok(await who.put(`/work-apps/${platform}`, { ...simulatedKeys[platform], ...more })).body;
const tested = async (platform: Platform) => ok(await tenant.as.admin.post(`/work-apps/${platform}/test`)).body;

beforeAll(async () => {
  const members = (tail: string) => [
    { account: `li${tail}`, name: '李娜', mobile: '13800130001', email: 'lina@huanke.cn' },
    { account: `wang${tail}`, name: '王强', mobile: '13800130002', email: 'wang@huanke.cn' },
  ];
  const [wecom, dingtalk, feishu] = [
    await simulator('wecom', members('Na')),
    await simulator('dingtalk', members('0826')),
    await simulator('feishu', [{ ...members('')[0], account: 'ou_lina' } as never, { ...members('')[1], account: 'ou_wang' } as never]),
  ];
  at = { wecom, dingtalk, feishu };
  app = await testApp({
    clock,
    config: { outboundPrivate: true, workApps: { wecom: wecom.address, dingtalk: dingtalk.address, feishu: feishu.address } },
  });
  [tenant, other] = [await app.tenant(), await app.tenant()];
});
afterAll(async () => {
  await app.close();
  for (const platform of platforms) await at[platform].close();
});
beforeEach(() => {
  clock.set(start);
  for (const platform of platforms) {
    at[platform].calls.splice(0);
    at[platform].sent.splice(0);
    at[platform].failing.clear();
    delete at[platform].hold;
  }
});

describe('a connection', () => {
  it('is an administrator’s, of one company, and never shows its secret', async () => {
    const { admin, seller } = tenant.as;
    for (const platform of platforms) await connect(admin, platform);
    const { items } = ok(await admin.get('/work-apps')).body;
    expect(items.map(({ platform, appId, hasSecret }: never) => [platform, appId, hasSecret])).toEqual([
      ['dingtalk', 'dingq7w8', true],
      ['feishu', 'cli_a1b2', true],
      ['wecom', 'ww2f8c1d', true],
    ]);
    expect(JSON.stringify(items)).not.toContain('secret-1');
    const { rows } = await app.app.owner.query('select secret from work_app');
    expect(rows).toEqual(Array(3).fill({ secret: expect.stringMatching(/^e1\./) }));
    const sees = async (who: Client) => (await who.get('/work-apps')).status;
    expect([await sees(seller), await sees(app.anonymous)]).toEqual([403, 401]);
    expect([
      (await seller.put('/work-apps/wecom', simulatedKeys.wecom)).status,
      (await seller.post('/work-apps/wecom/test')).status,
      (await seller.delete('/work-apps/wecom')).status,
    ]).toEqual([403, 403, 403]);
    expect(ok(await other.as.admin.get('/work-apps')).body.items).toEqual([]);
    expect([(await other.as.admin.post('/work-apps/wecom/test')).status, (await other.as.admin.delete('/work-apps/wecom')).status]).toEqual(
      [404, 404],
    );
  });

  it('refuses what can not be right, naming the field, and keeps a secret for the app it was given for', async () => {
    const { admin } = other.as;
    const wrong = async (body: object) => (await admin.put('/work-apps/wecom', body)).body.errors?.map(({ field }: never) => field);
    expect(await wrong({})).toEqual(['appId', 'agentId']);
    expect(await wrong({ appId: 'ww1', agentId: 'x', secret: 's' })).toEqual(['agentId']);
    expect(await wrong({ appId: 'ww1', agentId: '1' })).toEqual(['secret']);
    await connect(admin, 'wecom', { appId: 'ww1' });
    expect(await wrong({ appId: 'ww2', agentId: '1' })).toEqual(['secret']);
    ok(await admin.put('/work-apps/wecom', { appId: 'ww1', agentId: '7' }));
    expect((await admin.put('/work-apps/feishu', { appId: 'a', secret: 's', agentId: '1' })).status).toBe(400);
    expect((await admin.put('/work-apps/wechat', simulatedKeys.wecom)).status).toBe(422);
    ok(await admin.delete('/work-apps/wecom'));
    expect(ok(await admin.get('/work-apps')).body.items).toEqual([]);
  });

  it('is tested by asking for a token; a refusal is told in plain words with the platform’s own code', async () => {
    const { admin } = tenant.as;
    const plain: Record<Platform, RegExp> = {
      wecom: /^企业微信：Secret 不正确.*（40001 invalid credential）$/,
      dingtalk: /^钉钉：Client ID 或 Client Secret 不正确（invalidClientIdOrSecret 无效的clientId或者clientSecret）$/,
      feishu: /^飞书：App Secret 不正确.*（10014 app secret invalid）$/,
    };
    for (const platform of platforms) {
      await connect(admin, platform, { secret: 'wrong' });
      expect(await tested(platform)).toEqual({ works: false, failure: expect.stringMatching(plain[platform]) });
      await connect(admin, platform);
      expect(await tested(platform)).toEqual({ works: true, failure: null });
    }
    at.wecom.failing.set('/cgi-bin/gettoken', { json: { errcode: 60020, errmsg: 'not allow to access from your ip' }, times: 1 });
    expect((await tested('wecom')).failure).toBe(
      '企业微信：请把服务器的公网 IP 加到应用的“企业可信 IP”（60020 not allow to access from your ip）',
    );
    const { items } = ok(await admin.get('/work-apps')).body;
    expect(items.at(-1)).toMatchObject({ failedAt: start, failure: expect.stringContaining('60020') });
    at.wecom.failing.set('/cgi-bin/gettoken', { status: 502, times: 1 });
    expect((await tested('wecom')).failure).toBe('企业微信：暂时繁忙，稍后会再试（502 HTTP）');
    expect(await tested('wecom')).toEqual({ works: true, failure: null });
  });
});

const account: Record<Platform, string> = { wecom: 'liNa', dingtalk: 'li0826', feishu: 'ou_lina' };
const links = (platform: Platform) => `/work-apps/${platform}/people`;
const link = async (platform: Platform, who: Client, as = account[platform]) =>
  ok(await tenant.as.owner.put(`${links(platform)}/${who.user}`, { account: as }));
const people = async (platform: Platform) => ok(await tenant.as.admin.get(links(platform))).body;
const runJob = (name: string, payload: object) =>
  app.app.registry.jobs
    .get(name)
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, payload as never);
const clearPeople = () => app.app.owner.query('delete from work_app_user');

describe('people', () => {
  beforeEach(clearPeople);

  it('are linked by hand, one account to one person, by administrators of people only', async () => {
    const { admin, seller, colleague, owner } = tenant.as;
    await link('wecom', seller);
    expect((await people('wecom')).items).toMatchObject([{ user: seller.user, account: 'liNa', linkedBy: 'hand', unknownAt: null }]);
    expect((await people('wecom')).missing).toBe(6);
    const taken = await admin.put(`${links('wecom')}/${colleague.user}`, { account: 'liNa' });
    expect([taken.status, taken.body.errors[0].field]).toEqual([409, 'account']);
    expect(taken.body.errors[0].message).toContain('已绑定给');
    // an account lets its person sign in: only owners say whose an owner's is
    expect((await admin.put(`${links('wecom')}/${owner.user}`, { account: 'boss' })).status).toBe(403);
    expect((await seller.put(`${links('wecom')}/${seller.user}`, { account: 'x' })).status).toBe(403);
    expect((await seller.get(links('wecom'))).status).toBe(403);
    expect((await admin.put(`${links('wecom')}/${other.as.seller.user}`, { account: 'x' })).status).toBe(404);
    const off = await other.as.admin.put(`${links('wecom')}/${other.as.seller.user}`, { account: 'x' });
    expect([off.status, off.body.code]).toEqual([409, 'WORK_APP_OFF']);
    expect((await other.as.admin.delete(`${links('wecom')}/${seller.user}`)).status).toBe(404);
    expect((await colleague.delete(`${links('wecom')}/${seller.user}`)).status).toBe(403);
    expect((await seller.delete(`${links('wecom')}/${seller.user}`)).status).toBe(204);
    const { readOnly } = tenant.as;
    await link('wecom', readOnly, 'free');
    ok(await admin.delete(`/records/user/${readOnly.user}`));
    await link('wecom', colleague, 'free');
    // the same at another company is theirs: an account says nothing across companies
    await connect(other.as.admin, 'wecom');
    await link('wecom', seller);
    ok(await other.as.admin.put(`${links('wecom')}/${other.as.seller.user}`, { account: 'liNa' }));
    ok(await other.as.admin.delete('/work-apps/wecom'));
  });

  it('are found by mobile and e-mail, who is not alone with one is left out, and running again changes nothing', async () => {
    const { admin, seller, colleague, manager, outsider, owner } = tenant.as;
    const set = async (who: Client, values: object) => ok(await admin.patch(`/records/user/${who.user}`, values));
    await set(seller, { phone: '138 0013 0001' });
    await set(colleague, { phone: '13800130002' });
    await set(outsider, { phone: '13900000000' });
    const find = async (platform: Platform) => {
      const { id } = ok(await admin.post(`/work-apps/${platform}/match`)).body;
      await runJob('workApps.match', { tenant: tenant.id, user: admin.user, background: id });
      return ok(await admin.get(`/jobs/${id}`)).body;
    };
    for (const platform of platforms) {
      expect(await find(platform)).toMatchObject({ status: 'done', result: { linked: 2 } });
      const { items } = await people(platform);
      expect(new Map(items.map(({ user, account: at }: never) => [user, at])).get(seller.user)).toBe(account[platform]);
      expect(items.map(({ user }: never) => user).sort()).toEqual([seller.user, colleague.user].sort());
      expect(await find(platform)).toMatchObject({ status: 'done', result: { linked: 0 } });
    }
    await clearPeople();
    await set(manager, { phone: '13800130002' });
    expect((await find('wecom')).result.linked).toBe(1);
    expect((await people('wecom')).items).toMatchObject([{ user: seller.user, linkedBy: 'match' }]);
    await set(manager, { phone: null });
    at.wecom.members.push({ account: 'boss', name: '老板', mobile: '13800130008' });
    await set(owner, { phone: '13800130008' });
    expect((await find('wecom')).result.linked).toBe(1);
    expect((await people('wecom')).items.map(({ user }: never) => user)).not.toContain(owner.user);
    // where the platform wants no more calls the work ends and says so; what was found stays
    at.wecom.failing.set('/cgi-bin/user/getuserid', { json: { errcode: 45009, errmsg: 'api freq out of limit' } });
    const stopped = await find('wecom');
    expect([stopped.status, stopped.error]).toEqual(['failed', '企业微信：调用次数到了上限，稍后会再试（45009 api freq out of limit）']);
    expect((await people('wecom')).items).toHaveLength(2);
    expect((await seller.post('/work-apps/wecom/match')).status).toBe(403);
    expect((await owner.post('/work-apps/wecom/match')).status).toBe(202);
    expect((await other.as.admin.post('/work-apps/wecom/match')).body.code).toBe('WORK_APP_OFF');
  });
});

const tell = async (who: Client, notice: Partial<Notice> = {}, company = tenant) =>
  notify(await app.app.contextFor({ tenant: company.id }), [{ user: who.user, kind: 'mentioned', ...notice }]);
const send = async (company = tenant) => sendAppNotices(await app.app.contextFor({ tenant: company.id }), new AbortController().signal);
const later = (minutes: number) => clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());
const states = async (who: Client): Promise<string[]> => {
  const query = 'select app from notification where user_id = $1 and app is not null order by at desc, id desc';
  return (await app.app.owner.query(query, [who.user])).rows.map((row) => row.app);
};
const sendPath: Record<Platform, string> = {
  wecom: '/cgi-bin/message/send',
  dingtalk: '/topapi/message/corpconversation/asyncsend_v2',
  feishu: '/open-apis/im/v1/messages',
};

describe('notices', () => {
  beforeEach(async () => {
    await clearPeople();
    await app.app.owner.query('delete from notification');
  });

  it('come as a card with a line and a link, to linked people only, at each platform; several are one', async () => {
    const { seller, manager, colleague } = tenant.as;
    const { id } = ok(await seller.post('/records/account', { name: '沧浪仪表厂' })).body;
    for (const platform of platforms) await link(platform, seller);
    await tell(seller, { object: 'account', record: id, data: { by: manager.user } });
    await tell(colleague);
    await send();
    const by = ok(await seller.get(`/records/user/${manager.user}`)).body.name;
    for (const platform of platforms) {
      const [sent, ...more] = at[platform].sent;
      expect(more).toEqual([]);
      expect(sent).toMatchObject({
        account: account[platform],
        title: `${by} 在客户“沧浪仪表厂”中提到了您`,
        line: `${tenant.name} · 03-31 14:00`,
      });
      expect(sent?.url).toMatch(new RegExp(`^http://localhost(:80)?/o/account/${id}#[0-9a-f-]{36}$`));
    }
    expect([await states(seller), await states(colleague)]).toEqual([['sent'], []]);
    later(1);
    for (let n = 0; n < 3; n += 1) await tell(seller, { object: 'account', record: id });
    await Promise.all([send(), send()]);
    for (const platform of platforms) expect(at[platform].sent.slice(1).map(({ title }) => title)).toEqual(['您有 3 条新通知']);
  });

  it('go by what people choose, quiet hours and digests, and not what was read meanwhile', async () => {
    const { seller, admin } = tenant.as;
    const choices = async (who: Client) => ok(await who.get('/notification-choices')).body;
    expect((await choices(seller)).apps).toEqual([]);
    await link('feishu', seller);
    expect((await choices(seller)).apps).toEqual(['feishu']);
    expect(ok(await admin.get('/notification-choices/company')).body.apps).toEqual(['dingtalk', 'feishu', 'wecom']);
    const ways = { bell: true, mail: false, push: false };
    ok(await seller.patch('/notification-choices', { ways: { mention: { ...ways, app: false } } }));
    await tell(seller);
    expect(await states(seller)).toEqual([]);
    ok(await seller.patch('/notification-choices', { ways: { mention: { ...ways, app: true } } }));
    clock.set('2026-03-31T15:30:00.000Z');
    await tell(seller);
    await send();
    clock.set('2026-03-31T22:59:00.000Z');
    await send();
    expect(at.feishu.sent).toEqual([]);
    clock.set('2026-03-31T23:00:00.000Z');
    await send();
    expect(at.feishu.sent).toHaveLength(1);
    await tell(seller);
    ok(await seller.post('/notifications/read', { all: true }));
    await send();
    expect([at.feishu.sent.length, (await states(seller))[0]]).toEqual([1, 'dropped']);
    const wrong = await seller.patch('/notification-choices', { ways: { mention: { ...ways, app: 1 } } });
    expect(wrong.body.errors[0].field).toBe('ways.mention.app');
  });

  it('are tried again where a platform could not take them, and not at those that did', async () => {
    const { seller, admin } = tenant.as;
    await link('wecom', seller);
    await link('dingtalk', seller);
    at.wecom.failing.set(sendPath.wecom, { json: { errcode: 45009, errmsg: 'api freq out of limit' }, times: 2 });
    await tell(seller);
    await send();
    expect([at.wecom.sent.length, at.dingtalk.sent.length, await states(seller)]).toEqual([0, 1, ['waiting']]);
    const failure = async () => ok(await admin.get('/work-apps')).body.items.at(-1).failure;
    expect(await failure()).toContain('45009');
    await send();
    expect(at.wecom.calls.filter((path) => path === sendPath.wecom)).toHaveLength(1);
    later(1);
    await send();
    later(1);
    await send();
    expect(at.wecom.sent).toEqual([]);
    later(1);
    await send();
    expect([at.wecom.sent.length, await states(seller)]).toEqual([1, ['sent']]);
    expect(at.dingtalk.calls.filter((path) => path === sendPath.dingtalk)).toHaveLength(1);
    expect(await failure()).toBe(null);
  });

  it('do not go to whom the platform does not know, until they are linked anew', async () => {
    const { seller } = tenant.as;
    for (const platform of platforms) {
      await link(platform, seller, 'nobody');
      await tell(seller);
      await send();
      expect((await states(seller))[0]).toBe('dropped');
      expect((await people(platform)).items).toMatchObject([{ account: 'nobody', unknownAt: expect.any(String) }]);
      const before = at[platform].calls.length;
      await tell(seller);
      await send();
      expect(at[platform].calls).toHaveLength(before);
      await link(platform, seller);
      await tell(seller);
      await send();
      expect(at[platform].sent).toHaveLength(1);
      ok(await seller.delete(`${links(platform)}/${seller.user}`));
    }
  });

  it('are sent with one token, renewed before it ends and when the platform says it has, once for all who wait', async () => {
    const given = (platform: Platform) =>
      at[platform].calls.filter((path) => ['/cgi-bin/gettoken', '/v1.0/oauth2/accessToken'].includes(path) || path.includes('/auth/v3/'))
        .length;
    const everybody = [tenant.as.seller, tenant.as.colleague];
    for (const platform of platforms) {
      at[platform].endTokens();
      for (const [n, who] of everybody.entries()) await link(platform, who, at[platform].members[n]?.account);
      for (const who of everybody) await tell(who);
      await Promise.all([send(), send()]);
      expect([given(platform), at[platform].sent.length]).toEqual([1, 2]);
      for (const who of everybody) await tell(who, { kind: 'taskDue' });
      await send();
      expect(given(platform)).toBe(1);
      // in its last minutes it is not used any more
      clock.set(new Date(clock.now().getTime() + 7200_000 - 60_000).toISOString());
      for (const who of everybody) await tell(who);
      await send();
      expect([given(platform), at[platform].sent.length]).toEqual([2, 6]);
      clock.set(start);
      await clearPeople();
    }
  });

  it('stay in their company: its app, its people', async () => {
    await connect(other.as.admin, 'wecom', { appId: 'wwOther', secret: 'theirs' });
    await link('wecom', tenant.as.seller);
    await tell(tenant.as.seller);
    await send(other);
    expect(at.wecom.calls).toEqual([]);
    await send();
    expect(at.wecom.sent).toHaveLength(1);
    ok(await other.as.admin.delete('/work-apps/wecom'));
  });
});

describe('signing in', () => {
  const tablet = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36' };
  const entrance = (platform: Platform, company = tenant) => `/auth/work-apps/${company.id}/${platform}`;
  const cookies = (answer: Answer) =>
    [answer.headers['set-cookie'] ?? []]
      .flat()
      .map((line) => String(line).split(';')[0])
      .filter((line) => !line?.endsWith('='))
      .join('; ');
  /** Goes to the platform and comes back, as a browser would; answers where it was sent back to. */
  const goThere = async (platform: Platform, next = '/', headers: Record<string, string> = tablet) => {
    const left = await app.anonymous.get(`${entrance(platform)}?next=${encodeURIComponent(next)}`, headers);
    expect(left.status).toBe(303);
    const page = String(left.headers['location']);
    const back = new URL((await fetch(page, { redirect: 'manual' })).headers.get('location') ?? 'http://none/');
    return { page, cookie: cookies(left), back: `${back.pathname.replace('/api/v1', '')}${back.search}` };
  };
  const comeBack = (back: string, cookie: string) => app.anonymous.get(back, { cookie });
  const signIn = async (platform: Platform, as: string) => {
    at[platform].visitor = as;
    const { back, cookie } = await goThere(platform);
    const answer = await comeBack(back, cookie);
    return { to: answer.headers['location'], cookie: cookies(answer) };
  };
  const me = async (cookie: string) => (await app.anonymous.get('/auth/me', { cookie })).body.user?.id;
  beforeEach(async () => {
    await clearPeople();
    for (const platform of platforms) await connect(tenant.as.admin, platform, { signIn: true });
  });

  it('leads to the page of each platform and lets in who is linked, and whom the platform vouches for', async () => {
    const { seller, admin } = tenant.as;
    const { items } = ok(await app.anonymous.get(`/auth/sso?company=${tenant.id}`)).body;
    expect(items.map(({ start }: never) => start)).toEqual(
      ['dingtalk', 'feishu', 'wecom'].map((one) => `/api/v1${entrance(one as Platform)}`),
    );
    expect(ok(await app.anonymous.get(`/auth/sso?company=${other.id}`)).body.items).toEqual([]);
    for (const platform of platforms) await link(platform, seller);
    for (const platform of platforms) {
      const { to, cookie } = await signIn(platform, account[platform]);
      expect([to, await me(cookie)]).toEqual(['/', seller.user]);
    }
    const pages = await Promise.all(platforms.map(async (platform) => new URL((await goThere(platform)).page).pathname));
    expect(pages).toEqual(['/wwlogin/sso/login', '/oauth2/auth', '/open-apis/authen/v1/authorize']);
    // inside of WeCom nothing is scanned
    const inside = await goThere('wecom', '/', { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/7.0 wxwork/4.1.36' });
    expect(inside.page).toMatch(/\/connect\/oauth2\/authorize\?.*scope=snsapi_base#wechat_redirect$/);
    const { items: log } = ok(await admin.get('/audit?limit=20')).body;
    expect(log).toContainEqual(expect.objectContaining({ event: 'session.started' }));
  });

  it('takes an unknown account for who has its proved mobile, once and for good; WeCom tells no mobile', async () => {
    const { seller, manager, admin } = tenant.as;
    for (const platform of ['dingtalk', 'feishu'] as const) {
      const { cookie } = await signIn(platform, account[platform]);
      expect(await me(cookie)).toBe(seller.user);
      expect((await people(platform)).items).toMatchObject([{ user: seller.user, account: account[platform], linkedBy: 'match' }]);
    }
    expect((await signIn('wecom', 'liNa')).to).toBe('/sign-in?problem=notLinked');
    // two with the same mobile: nobody knows which
    await clearPeople();
    ok(await admin.patch(`/records/user/${manager.user}`, { phone: '13800130001' }));
    expect((await signIn('feishu', 'ou_lina')).to).toBe('/sign-in?problem=notLinked');
    ok(await admin.patch(`/records/user/${manager.user}`, { phone: null }));
    // whoever may write an owner's mobile must not come in as them
    at.feishu.members.push({ account: 'ou_boss', name: '老板', mobile: '13800130009' });
    ok(await admin.patch(`/records/user/${tenant.as.owner.user}`, { phone: '13800130009' }));
    expect((await signIn('feishu', 'ou_boss')).to).toBe('/sign-in?problem=notLinked');
    // who is linked to another account is not taken over by this one
    await link('feishu', seller, 'ou_other');
    expect((await signIn('feishu', 'ou_lina')).to).toBe('/sign-in?problem=notLinked');
  });

  it('refuses strangers, who is switched off, and platforms that are not for signing in', async () => {
    const { seller, outsider, admin } = tenant.as;
    for (const platform of ['wecom', 'dingtalk'] as const) {
      at[platform].members.push({ account: 'far', name: '路人', mobile: '13800130001', isOutside: true });
      expect((await signIn(platform, 'far')).to).toBe('/sign-in?problem=notLinked');
    }
    await link('feishu', outsider, 'ou_wang');
    ok(await admin.patch(`/records/user/${outsider.user}`, { active: false }));
    expect((await signIn('feishu', 'ou_wang')).to).toBe('/sign-in?problem=inactive');
    ok(await admin.patch(`/records/user/${outsider.user}`, { active: true }));
    await link('wecom', seller);
    const { back, cookie } = await goThere('wecom');
    ok(await admin.put('/work-apps/wecom', { appId: 'ww2f8c1d', agentId: '1000002', signIn: false }));
    expect((await comeBack(back, cookie)).headers['location']).toBe('/sign-in?problem=off');
    expect((await app.anonymous.get(entrance('wecom'))).headers['location']).toBe('/sign-in?problem=off');
    expect((await app.anonymous.get(entrance('wecom', other))).headers['location']).toBe('/sign-in?problem=off');
    expect((await app.anonymous.get('/auth/work-apps/1/wechat')).status).toBe(404);
  });

  it('takes an answer once, from the browser that asked, within its time, and leads nowhere else', async () => {
    const { seller } = tenant.as;
    for (const platform of platforms) await link(platform, seller);
    at.feishu.visitor = 'ou_lina';
    const { back, cookie } = await goThere('feishu', 'https://evil.example/');
    expect((await comeBack(back, '')).headers['location']).toBe('/sign-in?problem=failed');
    expect((await comeBack(back, 'huanke_sso=another')).headers['location']).toBe('/sign-in?problem=failed');
    expect((await comeBack(back, cookie)).headers['location']).toBe('/');
    expect((await comeBack(back, cookie)).headers['location']).toBe('/sign-in?problem=failed');
    const late = await goThere('feishu');
    later(11);
    expect((await comeBack(late.back, late.cookie)).headers['location']).toBe('/sign-in?problem=failed');
    // a code of somebody else's sign-in, brought with one's own state
    clock.set(start);
    const [mine, theirs] = [await goThere('feishu'), await goThere('feishu')];
    const code = new URLSearchParams(theirs.back.split('?')[1]).get('code');
    const state = new URLSearchParams(mine.back.split('?')[1]).get('state');
    expect((await comeBack(`/auth/work-apps/callback?code=${code}&state=${state}`, mine.cookie)).headers['location']).toBe(
      '/sign-in?problem=failed',
    );
    for (const platform of ['wecom', 'dingtalk'] as const) {
      at[platform].visitor = account[platform];
      // an answer to somebody else, where no proof goes with the code
      const [ours, foreign] = [await goThere(platform), await goThere(platform)];
      expect((await comeBack(foreign.back, ours.cookie)).headers['location']).toBe('/sign-in?problem=failed');
      const forged = await goThere(platform);
      expect((await comeBack(forged.back.replace(/code-\d+/, 'code-x'), forged.cookie)).headers['location']).toBe(
        '/sign-in?problem=failed',
      );
    }
  });

  it('says who one is there, to the session that asked and nobody else', async () => {
    const { seller, colleague } = tenant.as;
    const ask = async (who: Client) => {
      const asked = ok(await who.post('/auth/work-apps/wecom/link', undefined, tablet));
      const back = new URL((await fetch(asked.body.url, { redirect: 'manual' })).headers.get('location') ?? 'http://none/');
      return { back: `${back.pathname.replace('/api/v1', '')}${back.search}`, cookie: cookies(asked) };
    };
    const finish = async (who: Client, { back, cookie }: { back: string; cookie: string }) =>
      (await app.anonymous.get(back, { cookie: `${cookie}; ${who.cookie}` })).headers['location'];
    at.wecom.visitor = 'liNa';
    expect(await finish(seller, await ask(seller))).toBe('/settings/notifications?workApp=linked');
    expect(ok(await seller.get('/work-apps/mine')).body.items.at(-1)).toEqual({ platform: 'wecom', account: 'liNa', unknownAt: null });
    expect(await finish(colleague, await ask(colleague))).toBe('/settings/notifications?workApp=taken');
    at.wecom.visitor = 'wangNa';
    expect(await finish(colleague, await ask(seller))).toBe('/settings/notifications?workApp=failed');
    expect((await people('wecom')).items).toMatchObject([{ user: seller.user, account: 'liNa', linkedBy: 'self' }]);
    expect((await other.as.seller.post('/auth/work-apps/wecom/link', undefined, tablet)).status).toBe(404);
    expect((await app.anonymous.post('/auth/work-apps/wecom/link', undefined, tablet)).status).toBe(401);
  });
});

describe('importing the directory', () => {
  /** Of each platform others, so that one company can take over all. */
  const sign: Record<Platform, string> = { wecom: '甲', dingtalk: '乙', feishu: '丙' };
  const mobile = (of: Platform, n: number) => `138${platforms.indexOf(of)}111000${n}`;
  const divisions = (of: Platform) => [
    { id: 20, name: `华东${sign[of]}`, parent: 10 },
    { id: 10, name: `销售${sign[of]}`, parent: 1 },
    { id: 30, name: `研发${sign[of]}`, parent: 1 },
  ];
  const staff = (of: Platform) => [
    { account: `${of}-a`, name: `赵敏${sign[of]}`, mobile: mobile(of, 1), position: '经理', department: 10 },
    { account: `${of}-b`, name: `钱进${sign[of]}`, mobile: mobile(of, 2), email: `${of}-b@huanke.cn`, department: 20 },
    { account: `${of}-c`, name: `孙亮${sign[of]}`, department: 20 },
    { account: `${of}-d`, name: `李想${sign[of]}`, mobile: mobile(of, 4), department: 20 },
    { account: `${of}-e`, name: `周总${sign[of]}` },
  ];
  let company: TestTenant;
  beforeAll(async () => {
    company = await app.tenant();
    for (const platform of platforms) {
      at[platform].divisions.splice(0, 9, ...divisions(platform));
      at[platform].members.splice(0, 99, ...staff(platform));
      await connect(company.as.admin, platform, { signIn: true });
    }
  });
  const run = async (platform: Platform, apply: boolean) => {
    const { admin } = company.as;
    const { id } = ok(await admin.post(`/work-apps/${platform}/import`, { apply })).body;
    await runJob('workApps.import', { tenant: company.id, user: admin.user, background: id });
    return ok(await admin.get(`/jobs/${id}`)).body;
  };
  const records = async (object: string, fields: string[]) =>
    ok(await company.as.admin.post(`/records/${object}/query`, { fields, limit: 100 })).body.records;
  const tree = async (): Promise<string[]> => {
    const all = await records('department', ['id', 'name', 'parent']);
    return all.map((one: { name: string; parent: { title: string } | null }) => `${one.parent?.title ?? '-'}/${one.name}`).sort();
  };
  const none = { new: 0, changed: 0, gone: 0 };

  it('counts first, takes over departments before people, and changes nothing when it is run again', async () => {
    for (const platform of ['wecom', 'dingtalk'] as const) {
      const before = await tree();
      const of = sign[platform];
      const counts = { departments: { ...none, new: 3 }, people: { ...none, new: 5, linked: 0 }, names: [] };
      expect((await run(platform, false)).result).toEqual({ ...counts, applied: false, failed: [] });
      expect(await tree()).toEqual(before);
      expect((await run(platform, true)).result).toEqual({ ...counts, applied: true, failed: [] });
      expect((await tree()).filter((line) => !before.includes(line)).sort()).toEqual(
        [`-/研发${of}`, `-/销售${of}`, `销售${of}/华东${of}`].sort(),
      );
      const people = await records('user', ['name', 'department', 'position', 'phone', 'email', 'active']);
      const named = (name: string) => people.find((one: { name: string }) => one.name === name + of);
      const title = `销售${of}`;
      expect(named('赵敏')).toMatchObject({ position: '经理', phone: mobile(platform, 1), active: true, department: { title } });
      expect([named('钱进').department.title, named('钱进').email, named('周总').department]).toEqual([
        `华东${of}`,
        `${platform}-b@huanke.cn`,
        null,
      ]);
      expect((await run(platform, true)).result).toMatchObject({ departments: none, people: { ...none, linked: 0 } });
      expect((await records('user', ['id'])).length).toBe(people.length);
    }
  });

  it('finds who is there already, follows what changes, and only names who is gone', async () => {
    const { admin, seller, owner } = company.as;
    ok(await admin.patch(`/records/user/${seller.user}`, { phone: `+86 ${mobile('feishu', 1)}`, position: '销售' }));
    ok(await owner.patch(`/records/user/${owner.user}`, { phone: mobile('feishu', 4) }));
    const { id: twin } = ok(await admin.post('/records/department', { name: '销售丙' })).body;
    expect((await run('feishu', true)).result).toMatchObject({ departments: { new: 2 }, people: { new: 4, linked: 1 }, failed: [] });
    const mine = ok(await admin.get(`/records/user/${seller.user}`)).body;
    expect([mine.name, mine.position, mine.department.id]).toEqual(['赵敏丙', '经理', twin]);
    // whoever writes an owner's mobile must not come in as them
    expect(ok(await owner.get('/work-apps/mine')).body.items[1]).toEqual({ platform: 'feishu', account: null, unknownAt: null });
    at.feishu.divisions.splice(0, 9, { id: 10, name: '营销丙', parent: 1 }, { id: 20, name: '华东丙', parent: 1 });
    at.feishu.members.splice(0, 99, { account: 'feishu-a', name: '赵敏丙', position: '总监', department: 20 });
    const { result } = await run('feishu', true);
    expect(result).toMatchObject({ departments: { new: 0, changed: 2, gone: 1 }, people: { new: 0, linked: 0, changed: 1, gone: 4 } });
    expect(result.names.toSorted()).toEqual(['孙亮丙', '周总丙', '李想丙', '研发丙', '钱进丙'].toSorted());
    expect(await tree()).toEqual(expect.arrayContaining(['-/营销丙', '-/华东丙', '-/研发丙']));
    const after = ok(await admin.get(`/records/user/${seller.user}`)).body;
    expect([after.position, after.department.title]).toEqual(['总监', '华东丙']);
    const gone = (await records('user', ['name', 'active'])).filter((one: { name: string }) => ['孙亮丙', '钱进丙'].includes(one.name));
    expect(gone.map(({ active }: never) => active)).toEqual([true, true]);
  });

  it('lets in who was imported, whether they have an e-mail or not', async () => {
    for (const who of ['wecom-b', 'wecom-c']) {
      at.wecom.visitor = who;
      const left = await app.anonymous.get(`/auth/work-apps/${company.id}/wecom`);
      const back = new URL((await fetch(String(left.headers['location']), { redirect: 'manual' })).headers.get('location') ?? '');
      const cookie = String(left.headers['set-cookie']).split(';')[0] ?? '';
      const answer = await app.anonymous.get(`${back.pathname.replace('/api/v1', '')}${back.search}`, { cookie });
      expect(answer.headers['location']).toBe('/');
    }
  });

  it('goes on after it was stopped, once for each; stops where the platform does', async () => {
    const { admin, seller } = company.as;
    at.wecom.divisions.push({ id: 40, name: '售后甲', parent: 1 });
    at.wecom.members.push({ account: 'wecom-f', name: '吴越甲', department: 40 });
    const users = '/cgi-bin/user/list';
    at.wecom.failing.set(users, { json: { errcode: -1, errmsg: 'system busy' } });
    const stopped = await run('wecom', true);
    expect([stopped.status, stopped.error]).toEqual(['failed', '企业微信：暂时繁忙，稍后会再试（-1 system busy）']);
    at.wecom.failing.clear();
    const before = await tree();
    const { id } = ok(await admin.post('/work-apps/wecom/import', { apply: true })).body;
    const job = app.app.registry.jobs.get('workApps.import');
    const work = (signal: AbortSignal) =>
      job?.run({ app: app.app, contextFor: app.app.contextFor, signal }, { tenant: company.id, user: admin.user, background: id } as never);
    const stop = new AbortController();
    at.wecom.hold = async (path) => void (path === users && stop.abort());
    await expect(work(stop.signal)).rejects.toThrow();
    delete at.wecom.hold;
    await work(new AbortController().signal);
    expect(ok(await admin.get(`/jobs/${id}`)).body).toMatchObject({ status: 'done', result: { applied: true, people: { new: 1 } } });
    expect((await tree()).filter((line) => !before.includes(line))).toEqual(['-/售后甲']);
    expect((await run('wecom', false)).result.people).toEqual({ ...none, linked: 0 });
    expect((await seller.post('/work-apps/wecom/import', { apply: true })).status).toBe(403);
    expect((await other.as.admin.post('/work-apps/wecom/import')).body.code).toBe('WORK_APP_OFF');
  });
});
