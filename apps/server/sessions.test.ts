import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type TestApp, type TestTenant, testApp } from './testing.ts';

/** What a browser holds never outlives what it was given for, and nobody can give somebody else a session they know. */
let t: TestApp;
let a: TestTenant;
const password = 'correct horse 42';

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
});
afterAll(() => t.close());

/** The session a browser is left with. */
const given = (answer: Answer): string | undefined =>
  [answer.headers['set-cookie']]
    .flat()
    .map((one) => /^huanke_session=([^;]*)/.exec(String(one ?? ''))?.[1])
    .find((one) => one !== undefined);
const cookie = (token: string | undefined) => ({ cookie: `huanke_session=${token ?? ''}` });
const me = async (token: string | undefined) => (await t.anonymous.get('/auth/me', cookie(token))).status;
const mailOf = async (user: string): Promise<string> =>
  (await t.app.owner.query<{ email: string }>('select email from app_user where id = $1', [user])).rows[0]?.email ?? '';

async function signIn(email: string, before?: string): Promise<string> {
  const answer = await t.anonymous.post('/auth/login', { email, password }, before === undefined ? {} : cookie(before));
  expect(answer.status, answer.text).toBe(200);
  expect(String(answer.headers['set-cookie'])).toMatch(/huanke_session=[^;]+;.*HttpOnly.*SameSite=Lax/);
  return given(answer) ?? '';
}

describe('the session', () => {
  it('takes nobody’s word but a proxy’s of ours for the connection being encrypted', async () => {
    const email = await mailOf(a.as.colleague.user);
    const answer = await t.anonymous.post('/auth/login', { email, password }, { 'x-forwarded-proto': 'https' });
    expect([answer.status, String(answer.headers['set-cookie'])]).toEqual([200, expect.not.stringContaining('Secure')]);
  });

  it('is a new one at every sign-in, whatever the browser came with', async () => {
    const email = await mailOf(a.as.colleague.user);
    const planted = 'A'.repeat(43);
    const first = await signIn(email, planted);
    expect(first).not.toBe(planted);
    expect([await me(planted), await me(first)]).toEqual([401, 200]);
    // signing in over a session one has ends it: an attacker who knows it is left with nothing
    const second = await signIn(email, first);
    expect(second).not.toBe(first);
    expect([await me(first), await me(second)]).toEqual([401, 200]);
    // also over somebody else's, whose owner signs in anew
    const foreign = await signIn(await mailOf(a.as.outsider.user));
    const third = await signIn(email, foreign);
    expect([await me(foreign), await me(third)]).toEqual([401, 200]);
    // a refused sign-in gives nothing and changes nothing
    const refused = await t.anonymous.post('/auth/login', { email, password: 'wrong horse 42' }, cookie(third));
    expect([refused.status, given(refused), await me(third)]).toEqual([401, undefined, 200]);
  });

  it('begins after the second step, not before, and is a new one', async () => {
    const email = await mailOf(a.as.manager.user);
    const own = await signIn(email);
    const { secret } = (await t.anonymous.post('/auth/two-step/start', undefined, cookie(own))).body;
    const confirmed = await t.anonymous.post('/auth/two-step/confirm', { code: await generate({ secret }) }, cookie(own));
    expect(confirmed.status, confirmed.text).toBe(200);
    const [code] = confirmed.body.codes;
    const half = await t.anonymous.post('/auth/login', { email, password }, cookie(own));
    expect([half.status, given(half)]).toEqual([202, undefined]);
    // the half session opens nothing, and what the browser held before is still all it holds
    expect([await me(half.body.flow), await me(own)]).toEqual([401, 200]);
    const done = await t.anonymous.post('/auth/login/code', { flow: half.body.flow, code }, cookie(own));
    expect(done.status, done.text).toBe(200);
    const fresh = given(done);
    expect(fresh).not.toBe(own);
    expect(fresh).not.toBe(half.body.flow);
    expect([await me(own), await me(fresh)]).toEqual([401, 200]);
  });

  it('changes with the password; every other device is out, by old cookies, too', async () => {
    const email = await mailOf(a.as.seller.user);
    const [here, there, phone] = [await signIn(email), await signIn(email), await signIn(email)];
    const sessions = async (token: string | undefined) => (await t.anonymous.get('/auth/sessions', cookie(token))).body.items;
    const refused = await t.anonymous.post('/auth/password', { current: 'wrong horse 42', new: 'better horse 43' }, cookie(here));
    expect([refused.status, given(refused)]).toEqual([422, undefined]);
    expect([await me(here), await me(there), await me(phone)]).toEqual([200, 200, 200]);
    const changed = await t.anonymous.post('/auth/password', { current: password, new: 'better horse 43' }, cookie(here));
    expect(changed.status).toBe(204);
    const fresh = given(changed);
    expect(fresh).not.toBe(here);
    expect(await me(fresh)).toBe(200);
    for (const old of [here, there, phone, a.as.seller.cookie.split('=')[1]]) expect(await me(old)).toBe(401);
    expect(await sessions(fresh)).toHaveLength(1);
    // nobody else is signed out
    expect((await a.as.admin.get('/auth/me')).status).toBe(200);
    expect((await t.anonymous.post('/auth/login', { email, password })).status).toBe(401);
  });

  it('of a person who is switched off ends at once, and does not come back with them', async () => {
    const token = await signIn(await mailOf(a.as.outsider.user));
    expect((await a.as.owner.post(`/users/${a.as.outsider.user}/deactivate`)).status).toBe(200);
    expect(await me(token)).toBe(401);
  });
});

describe('pages of other sites', () => {
  it('make no browser change anything: every unsafe route refuses them before it looks at what was sent', async () => {
    const { owner } = a.as;
    const unsafe = t.server.routeList.filter(({ method, url }) => method !== 'GET' && url.startsWith('/api/'));
    expect(unsafe.length).toBeGreaterThan(150);
    // a sign-in service posts its answer by the browser; nothing there happens by cookies
    const across = ['/api/v1/auth/saml/:tenant/acs', '/api/v1/mail/unsubscribe/:token', '/api/v1/oauth/token'];
    const open: string[] = [];
    for (const { method, url } of unsafe) {
      const path = url.replace('/api/v1', '').replace(/:\w+/g, '0');
      for (const from of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost.evil.example' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'http://localhost:80', 'sec-fetch-site': 'cross-site' },
      ] as Record<string, string>[]) {
        // as a form can send it, which needs no leave of the server
        const answer = await owner.send(method, path, '{}', { 'content-type': 'text/plain', ...from });
        const known = answer.status === 403 && answer.body.code === 'FORBIDDEN' && answer.body.errors.length === 0;
        if (!known) open.push(`${method} ${url} ${JSON.stringify(from)} → ${answer.status}`);
      }
    }
    expect(open.filter((one) => !across.some((url) => one.includes(url)))).toEqual([]);
    expect((await owner.get('/auth/me')).status).toBe(200);
  }, 60_000);

  it('read nothing either: no answer says that other sites may', async () => {
    for (const url of ['/auth/me', '/openapi.json', '/settings']) {
      const answer = await a.as.owner.get(url, { origin: 'https://evil.example' });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
    const asked = await t.server.inject({
      method: 'OPTIONS',
      url: '/api/v1/records/account',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(asked.headers['access-control-allow-origin']).toBeUndefined();
  });
});
