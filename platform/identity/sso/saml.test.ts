import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenant, createUser, type MadeTenant } from '../tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from '../testing.ts';
import { type TestAsked, type TestIdp, type TestSaying, testIdp } from './testing/idp.ts';

const host = 'crm.huabeng.cn';
const mail = 'lina@huabeng.cn';
let t: IdentityTest;
let idp: TestIdp;
let a: MadeTenant;
let b: MadeTenant;
let owner: Browser;

beforeAll(async () => {
  t = await identityTest();
  idp = await testIdp();
  a = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password });
  b = await createTenant(t.app, { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password });
  await createUser(t.app, { tenant: a.tenant, name: '李娜', email: mail, password });
  owner = await t.signedIn('fang@huabeng.cn');
  expect((await save()).status).toBe(200);
});
afterAll(() => t?.close());

function save(changes: object = {}, who = owner) {
  const { entityId, entryPoint, certificate } = idp;
  return who.call('PUT', '/sso/saml', { enabled: true, entityId, entryPoint, certificate, domains: ['huabeng.cn'], ...changes });
}

function visitor() {
  const jar = new Map<string, string>();
  const send = async (method: 'GET' | 'POST', url: string, payload?: string, cookies = true) => {
    const answer = await t.server.inject({
      method,
      url,
      headers: {
        host,
        ...(cookies ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        // the provider's page posts from its own site
        ...(payload === undefined
          ? {}
          : { origin: 'https://idp.huabeng.cn', 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of answer.cookies) jar.set(name, value);
    return { status: answer.statusCode, location: String(answer.headers['location'] ?? ''), text: answer.payload };
  };
  const post = (tenant: number, xml: string, relayState: string) =>
    send(
      'POST',
      `/api/v1/auth/saml/${tenant}/acs`,
      new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState }).toString(),
      false,
    );
  return { jar, get: (url: string) => send('GET', url), post };
}

type Visitor = ReturnType<typeof visitor>;

async function begin(): Promise<{ browser: Visitor; asked: TestAsked }> {
  const browser = visitor();
  const away = await browser.get(`/api/v1/auth/sso/${a.tenant}/saml?next=/o/account`);
  expect(away.location).toContain(`${idp.entryPoint}?SAMLRequest=`);
  return { browser, asked: idp.read(away.location) };
}

const signedResponse = (asked: TestAsked, saying: TestSaying) => idp.response(asked, idp.sign(idp.assertion(asked, saying)));
const refused = { status: 303, location: '/sign-in?problem=failed' };

/** Where a response of this form leads. */
async function arrival(make: (asked: TestAsked) => string) {
  const { browser, asked } = await begin();
  return browser.post(a.tenant, make(asked), asked.relayState);
}

test('a signed response signs in who it speaks of, in the browser that asked', async () => {
  const { browser, asked } = await begin();
  expect(asked).toMatchObject({
    acs: `http://${host}/api/v1/auth/saml/${a.tenant}/acs`,
    issuer: `http://${host}/api/v1/auth/saml/${a.tenant}/metadata`,
  });
  const posted = await browser.post(a.tenant, signedResponse(asked, { email: 'LiNa@huabeng.cn' }), asked.relayState);
  expect(posted.location).toContain('/api/v1/auth/saml/finish?ticket=');
  // the ticket is worth nothing elsewhere, and is then gone
  const second = await begin();
  const other = await second.browser.post(a.tenant, signedResponse(second.asked, { email: mail }), second.asked.relayState);
  expect(await visitor().get(other.location)).toMatchObject(refused);
  expect(await second.browser.get(other.location)).toMatchObject(refused);
  expect(await browser.get(posted.location)).toMatchObject({ status: 303, location: '/o/account' });
  expect(JSON.parse((await browser.get('/api/v1/auth/me')).text).user.name).toBe('李娜');
  expect(await browser.get(posted.location)).toMatchObject(refused);
});

test('a response that was changed, is old, unsigned, or meant for something else is refused', async () => {
  const good: TestSaying = { email: mail };
  const cases: Record<string, (asked: TestAsked) => string> = {
    'one byte changed': (asked) => signedResponse(asked, good).replace('lina@huabeng.cn', 'lina@huabeng.cm'),
    unsigned: (asked) => idp.response(asked, idp.assertion(asked, good)),
    'signature taken out': (asked) => signedResponse(asked, good).replace(/<Signature[\s\S]*<\/Signature>/, ''),
    expired: (asked) => signedResponse(asked, { ...good, from: -30, until: -5 }),
    'not yet valid': (asked) => signedResponse(asked, { ...good, from: 30, until: 60 }),
    'wrong audience': (asked) => signedResponse(asked, { ...good, audience: 'https://other.example' }),
    'wrong issuer': (asked) => signedResponse(asked, { ...good, issuer: 'https://other.example' }),
    'wrong recipient': (asked) => signedResponse(asked, { ...good, recipient: `http://${host}/api/v1/auth/saml/${b.tenant}/acs` }),
    'answers another request': (asked) => signedResponse(asked, { ...good, inResponseTo: '_0123456789' }),
    'whole response to another request': (asked) => signedResponse({ ...asked, id: '_0123456789' }, good),
    'no assertion': (asked) => idp.response(asked, ''),
    'not xml': () => 'hello',
    empty: () => '',
    'an outside entity': (asked) => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${signedResponse(asked, { email: '&e;' })}`,
  };
  for (const [what, make] of Object.entries(cases)) expect(await arrival(make), what).toMatchObject(refused);
  // as it is, it goes through
  expect((await arrival((asked) => signedResponse(asked, good))).location).toContain('/finish?ticket=');
});

test('a signature of another key is refused', async () => {
  const stranger = await testIdp();
  expect(await arrival((asked) => idp.response(asked, stranger.sign(stranger.assertion(asked, { email: mail }))))).toMatchObject(refused);
});

test('a signed assertion wrapped beside, around or inside a false one is refused', async () => {
  const wrapped = (make: (signed: string, forged: string) => string) => (asked: TestAsked) =>
    idp.response(asked, make(idp.sign(idp.assertion(asked, { email: mail })), idp.assertion(asked, { email: 'fang@huabeng.cn' })));
  const object = (inner: string) => `<x:Object xmlns:x="urn:x">${inner}</x:Object>`;
  const withSignature = (signed: string, forged: string) => {
    const signature = /<Signature[\s\S]*<\/Signature>/.exec(signed)?.[0] ?? '';
    const original = signed.replace(signature, '');
    return forged.replace('</saml:Issuer>', `</saml:Issuer>${signature.replace('</Signature>', `${object(original)}</Signature>`)}`);
  };
  const cases: Record<string, (signed: string, forged: string) => string> = {
    'forged first': (signed, forged) => forged + signed,
    'forged last': (signed, forged) => signed + forged,
    'signed inside the forged one': (signed, forged) => forged.replace('</saml:Assertion>', `${object(signed)}</saml:Assertion>`),
    'signed in an extension': (signed, forged) => `<samlp:Extensions>${signed}</samlp:Extensions>${forged}`,
    'original inside the signature': withSignature,
    'same id on the forged one': (signed, forged) => {
      const id = / ID="([^"]+)"/.exec(signed)?.[1] ?? '';
      return forged.replace(/ ID="[^"]+"/, ` ID="${id}"`) + signed;
    },
  };
  for (const [what, make] of Object.entries(cases)) expect(await arrival(wrapped(make)), what).toMatchObject(refused);
  // a comment in the name must not shorten it
  const { location } = await arrival((asked) =>
    idp.response(asked, idp.sign(idp.assertion(asked, { email: 'lina@huabeng.cn<!-- -->.evil.example' }))),
  );
  expect(location).not.toContain('finish');
});

test('a response is taken once, also for another request', async () => {
  const { browser, asked } = await begin();
  const response = signedResponse(asked, { email: mail });
  expect((await browser.post(a.tenant, response, asked.relayState)).location).toContain('finish');
  expect(await browser.post(a.tenant, response, asked.relayState)).toMatchObject(refused);
  const again = await begin();
  expect(await again.browser.post(a.tenant, response, again.asked.relayState)).toMatchObject(refused);
  expect(await browser.post(a.tenant, signedResponse(again.asked, { email: mail }), '')).toMatchObject(refused);
  expect(await browser.post(b.tenant, signedResponse(again.asked, { email: mail }), again.asked.relayState)).toMatchObject(refused);
});

test('the domain, unknown people and settings count as with OpenID', async () => {
  const end = async (saying: TestSaying) => (await arrival((asked) => signedResponse(asked, saying))).location;
  expect(await end({ email: 'lina@evil.example' })).toBe('/sign-in?problem=domain');
  expect(await end({ email: 'new@huabeng.cn' })).toBe('/sign-in?problem=noAccount');
  await save({ createUsers: true });
  const { browser, asked } = await begin();
  const posted = await browser.post(a.tenant, signedResponse(asked, { email: 'new@huabeng.cn', name: '新同事' }), asked.relayState);
  await browser.get(posted.location);
  expect(JSON.parse((await browser.get('/api/v1/auth/me')).text).user).toMatchObject({ name: '新同事', roles: ['member'] });
  for (const [changes, field] of [
    [{ certificate: '' }, 'certificate'],
    [{ certificate: 'nonsense' }, 'certificate'],
    [{ entryPoint: 'http://idp.huabeng.cn' }, 'entryPoint'],
    [{ entityId: '' }, 'entityId'],
  ] as const)
    expect((await save(changes)).body.errors[0].field).toBe(field);
  const bare = idp.certificate.replace(/-----[A-Z ]+-----|\s/g, '');
  expect((await save({ certificate: bare })).status).toBe(200);
  const metadata = await visitor().get(`/api/v1/auth/saml/${a.tenant}/metadata`);
  expect(metadata.text).toContain(`Location="http://${host}/api/v1/auth/saml/${a.tenant}/acs"`);
  expect(metadata.text).toContain('WantAssertionsSigned="true"');
});
