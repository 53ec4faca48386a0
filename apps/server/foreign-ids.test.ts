import { metaOf } from '@huanke/platform/module';
import { createRecord } from '@huanke/platform/records';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from './testing/fingerprint.ts';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/**
 * Every route there is, with what belongs to another company: nothing is found and nothing changed. A new route takes part by itself;
 * where it names something the sweep does not know, the sweep says so.
 */
let t: TestApp;
let a: TestTenant;
let b: TestTenant;
/** What company A holds, by kind. */
let owned: Record<string, string>;
const secret = '绝密资料甲乙丙';
/** Of the device in RFC 8291, appendix A. */
const pushKeys = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};
const objects = ['account', 'contact', 'product', 'activity', 'lead', 'opportunity', 'user', 'department', 'x_secret'];

const made = (answer: Answer, status = 201): Answer['body'] => {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer.body;
};
const rows = (text: string, values: unknown[]) => t.runtime.app.owner.query(text, values);

async function upload(client: Client): Promise<string> {
  const body = `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname\n${secret}\n\r\n--x--\r\n`;
  return made(await client.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' })).id;
}

/** What a request needs to come as far as its record: an encrypted field to look at, a template to print with. */
async function fitted(admin: Client): Promise<void> {
  made(await admin.post('/meta/objects/account/fields', { name: 'x_vault', type: 'encrypted', label: { zh: '密', en: 'Vault' } }));
  const { items } = made(await admin.get('/meta/objects/account/printStarters'), 200);
  const sheet = items.find((one: { name: string }) => one.name === 'sheet');
  made(await admin.put('/meta/objects/account/parts/printTemplate/sheet', sheet.definition), 200);
}

const mailProvider = {
  ...{ name: secret, authorizeUrl: 'https://login.example.cn/a', tokenUrl: 'https://login.example.cn/t', clientId: 'x', scopes: 'mail' },
  ...{ imapHost: '8.8.8.8', smtpHost: '8.8.8.8' },
};
const ruleOf = (company: TestTenant) => ({
  name: secret,
  method: 'roundRobin',
  people: [{ kind: 'user', id: company.as.seller.user, weight: 1 }],
});
const later = (company: TestTenant) => ({
  to: company.as.colleague.user,
  deactivate: false,
  effectiveAt: new Date(Date.now() + 86_400_000).toISOString(),
});

/** Somebody applies for a lead of a pool. */
async function applied(company: TestTenant): Promise<string> {
  const { admin, seller } = company.as;
  const members = [{ kind: 'user', id: seller.user }];
  const pool = await admin.post('/pools', { name: secret, object: 'lead', claimMode: 'apply', members });
  const lead = await admin.post('/records/lead', { name: secret, wechat: 'wx_1017' });
  await admin.post(`/records/lead/${lead.body.id}/actions/return`, { input: { reason: 'noTime', pool: pool.body.id } });
  await seller.post(`/records/lead/${lead.body.id}/actions/claim`, { input: {} });
  return (await seller.get('/pools/requests')).body.items[0].id;
}

/** A record that only code of ours makes. */
async function kept(company: TestTenant, object: string, values: object): Promise<string> {
  const ctx = await t.app.contextFor({ tenant: company.id });
  return (await createRecord(ctx, metaOf(ctx, object), { ...values }, { asSystem: true })).id;
}

/** Fills a company with one of everything that has an id. */
async function furnish(company: TestTenant): Promise<Record<string, string>> {
  const { owner, admin, seller, manager } = company.as;
  const post = async (url: string, body: unknown, status = 201, by = admin) => made(await by.post(url, body), status);
  const record = async (object: string, values: object) => (await post(`/records/${object}`, values)).id as string;
  const label = { zh: '秘密', en: 'Secret' };
  await post('/meta/objects', { name: 'x_secret', label, fields: [{ name: 'x_code', type: 'text', label }] });
  await post('/meta/objects/x_secret/fields', { name: 'x_secret_field', type: 'text', label });
  await fitted(admin);
  const account = await record('account', { name: secret, owner: seller.user });
  const twin = await record('account', { name: `${secret}分厂` });
  const product = await record('product', { name: `${secret}产品` });
  const file = await upload(admin);
  const [winner, loser] = [
    await record('contact', { name: `${secret}一`, account }),
    await record('contact', { name: `${secret}二`, account }),
  ];
  const contact = await record('contact', { name: secret, account });
  const webhook = await post('/webhooks', { name: secret, url: 'https://example.com/hook', events: ['*'] });
  const [delivery, set] = [crypto.randomUUID(), crypto.randomUUID()];
  await rows(
    `insert into webhook_delivery (tenant_id, id, webhook_id, event_id, event, object, record_id, body, next_at, created_at)
     values ($1, $2, $3, gen_random_uuid(), 'account.created', 'account', $4, $5, now(), now())`,
    [company.id, delivery, webhook.id, account, secret],
  );
  await rows(`insert into duplicate_set (tenant_id, id, object, score, kind, size) values ($1, $2, 'account', 90, 'name', 2)`, [
    company.id,
    set,
  ]);
  await rows(`insert into duplicate_member (tenant_id, set_id, record_id, object) select $1, $2, unnest($3::uuid[]), 'account'`, [
    company.id,
    set,
    [account, twin],
  ]);
  await rows(
    `insert into passkey (id, person_id, name, public_key, counter, host, created_at)
     select $1, person_id, $2, '\\x00', 0, 'localhost', now() from membership where tenant_id = $3 and user_id = $4`,
    [`key-${company.id}`, secret, company.id, owner.user],
  );
  await admin.put('/exports/rules', { approveAbove: 0, approvePersonal: false, approvers: [], dailyRows: null, watermark: false });
  const exported = { object: 'account', fields: ['name'], format: 'csv' };
  const exportRequest = (await post('/exports', { ...exported, reason: secret }, 202)).id;
  await admin.put('/exports/rules', { approveAbove: null, approvePersonal: false, approvers: [], dailyRows: null, watermark: false });
  made(await admin.put('/sms/accounts/aliyun', { keyId: secret, secret, signature: '秘密' }), 200);
  const ids: Record<string, string> = {
    account,
    product,
    file,
    contact,
    lead: await record('lead', { name: secret, company: secret, wechat: 'wx_1018' }),
    opportunity: await record('opportunity', { name: secret, account, product, amount: '1.00' }),
    activity: await record('activity', { subject: secret, type: 'task', related: [{ object: 'account', id: account }] }),
    tender: await record('tender', { name: secret, buyer: account }),
    project: await record('project', { name: secret, account }),
    x_secret: await record('x_secret', { x_code: secret }),
    user: seller.user,
    department: company.departments.first,
    view: (await post('/views', { object: 'account', name: secret, shared: true })).id,
    import: (await post('/imports', { object: 'account', fileId: file, mode: 'create', mapping: [{ column: 'name', field: 'name' }] })).id,
    job: (await post('/exports', exported, 202)).id,
    exportRequest,
    role: (await post('/roles', { name: secret, permissions: ['account.read'] })).id,
    session: made(await owner.get('/auth/sessions'), 200).items[0].id,
    passkey: `key-${company.id}`,
    pushDevice: made(await owner.post('/push-devices', { ...pushKeys, endpoint: `https://push.example.net/${company.id}` })).id,
    token: (await post('/api-tokens', { name: secret, scopes: ['account.read'] })).id,
    app: (await post('/api-apps', { name: secret, scopes: ['account.read'], user: manager.user })).id,
    group: (await post('/groups', { name: secret, members: [{ kind: 'user', id: seller.user }] })).id,
    comment: (await post(`/records/account/${account}/comments`, { body: `<p>${secret}</p>` })).id,
    consent: (await post(`/records/contact/${contact}/consents`, { purpose: 'marketingEmail', source: 'form', evidence: secret })).id,
    merge: (await post('/records/contact/merge', { winner, losers: [loser] }, 200)).mergeId,
    sandbox: String((await post('/sandboxes', { name: secret, objects: [] }, 202)).id),
    webhook: webhook.id,
    delivery,
    duplicateSet: set,
    principal: company.as.colleague.user,
    change: made(await admin.get('/meta/changes'), 200).items[0].id,
    pool: (await post('/pools', { name: secret, object: 'lead' })).id,
    poolRequest: await applied(company),
    assignRule: (await post('/assignments/rules/lead', ruleOf(company))).id,
    scoreModel: (await post('/score-models', { groups: [{ name: secret, rules: [{ kind: 'touch', name: secret, points: 1 }] }] })).id,
    dispatchRun: (await post('/dispatch-runs', { people: [{ kind: 'user', id: seller.user }] }, 202)).id,
    handover: (await post(`/users/${seller.user}/handovers`, later(company), 202)).id,
    emailMessage: await kept(company, 'emailMessage', { subject: secret, owner: seller.user }),
    callLog: await kept(company, 'callLog', { subject: secret, owner: seller.user }),
    sentMessage: await kept(company, 'sentMessage', { subject: secret, owner: seller.user }),
    smsTemplate: await record('smsTemplate', { name: secret, provider: 'aliyun', code: 'SMS_1', kind: 'notice', content: secret }),
    emailDraft: (await post('/email-drafts', { subject: secret })).id,
    mailProvider: (await post('/mail-providers', mailProvider)).id,
    telephonyLine: (await post('/telephony/lines', { name: secret })).id,
  };
  await post(`/records/account/${account}/shares`, { principal: { kind: 'user', id: ids.principal }, level: 'read' });
  await post(`/records/account/${account}/team`, { user: ids.principal, level: 'read' });
  await admin.put(`/favourites/account/${account}`);
  return ids;
}

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  owned = await furnish(a);
  await fitted(b.as.admin);
});
afterAll(() => t.close());

/** Which of A's things an id in an address means. */
const kinds: readonly [RegExp, string][] = [
  [/^\/views\/:id/, 'view'],
  [/^\/imports\/:id/, 'import'],
  [/^\/files\/:id/, 'file'],
  [/^\/roles\/:id/, 'role'],
  [/^\/auth\/sessions\/:id/, 'session'],
  [/^\/auth\/passkeys\/:id/, 'passkey'],
  [/^\/push-devices\/:id/, 'pushDevice'],
  [/^\/users\/:id/, 'user'],
  [/^\/jobs\/:id/, 'job'],
  [/^\/exports\/requests\/:id/, 'exportRequest'],
  [/^\/api-tokens\/:id/, 'token'],
  [/^\/api-apps\/:id/, 'app'],
  [/^\/groups\/:id/, 'group'],
  [/^\/comments\/:id/, 'comment'],
  [/^\/merges\/:id/, 'merge'],
  [/^\/meta\/changes\/:id/, 'change'],
  [/^\/sandboxes\/:id/, 'sandbox'],
  [/^\/webhooks\/:id/, 'webhook'],
  [/^\/duplicates\/sets\/:id/, 'duplicateSet'],
  [/^\/pools\/:id/, 'pool'],
  [/^\/pools\/requests\/:id/, 'poolRequest'],
  [/^\/assignments\/rules\/:object\/:id/, 'assignRule'],
  [/^\/assignments\/profiles\/:id/, 'user'],
  [/^\/score-models\/:id/, 'scoreModel'],
  [/^\/leads\/:id/, 'lead'],
  [/^\/accounts\/:id/, 'account'],
  [/^\/opportunities\/:id/, 'opportunity'],
  [/^\/tenders\/:id/, 'tender'],
  [/^\/projects\/:id/, 'project'],
  [/^\/dispatch-runs\/:id/, 'dispatchRun'],
  [/^\/emails\/:id/, 'emailMessage'],
  [/^\/calls\/:id/, 'callLog'],
  [/^\/email-drafts\/:id/, 'emailDraft'],
  [/^\/mail-providers\/:id/, 'mailProvider'],
  [/^\/telephony\/lines\/:id/, 'telephonyLine'],
];
/** Other parts of an address that are ids, wherever they stand. */
const parts: Readonly<Record<string, string>> = {
  delivery: 'delivery',
  consent: 'consent',
  principal: 'principal',
  handover: 'handover',
  file: 'file',
  user: 'user',
};
/** Names: a company's own, which another may have as well. Nothing of A's is told, and what B does to its own is B's. */
const names: Readonly<Record<string, string>> = {
  name: 'x_secret',
  field: 'x_secret_field',
  kind: 'printTemplate',
  key: 'theme',
  type: 'x_secret',
  stage: 'qualified',
  step: 'x_step',
  platform: 'wecom',
  provider: 'aliyun',
};
/** Secrets, not ids of a company: who holds one may use it. Tested where they are made. And the public face of a company's sign-in. */
const secrets = [/:token/, /^\/telephony\/:address/, /^\/sms\/receipts\/:address/, /^\/auth\/(sso|saml|work-apps)\/:tenant/];
/** One's own list of favourites and of what one follows: taking off what is not there is done, and says nothing of the record. */
const ownList = /^DELETE \/(favourites|follows)\//;

interface Try {
  readonly method: string;
  readonly route: string;
  readonly url: string;
  readonly kind: string;
}

/** All requests to which a route comes, or what the sweep does not know in it. */
function triesOf(method: string, route: string): Try[] | string {
  const unknown: string[] = [];
  const wholeObject = !/:(?!object\b|list\b|action\b)\w+/.test(route) || /^\/meta\/objects\/:object/.test(route);
  const fittedOnly = /\/(unmask|print)$/.test(route);
  const ownObjects = !route.includes(':object')
    ? ['']
    : wholeObject && !/:(list|action)\b/.test(route)
      ? ['x_secret']
      : fittedOnly
        ? ['account']
        : objects;
  const all = ownObjects.flatMap((object) => {
    const named = [...(t.app.registry.actionsOf(object) ?? [])].map((action) => action.token.verb);
    // actions have routes of their own as well, where the object stands in the address
    const verbs = route.includes(':action') ? named : [''];
    const lists = route.includes(':list') ? listsOf(object) : [''];
    return verbs.flatMap((action) => lists.map((list) => fill({ method, route, object, action, list }, unknown)));
  });
  return unknown.length > 0 ? `${method} ${route}: ${[...new Set(unknown)].join(', ')}` : all;
}

const listsOf = (object: string): string[] => [...(t.app.registry.objects.get(object)?.page?.related ?? [])].map(String);

function fill(at: { method: string; route: string; object: string; action: string; list: string }, unknown: string[]): Try {
  let kind = at.object;
  const url = at.route.replace(/:(\w+)/g, (_all, part: string) => {
    if (part === 'object' || part === 'action' || part === 'list') return at[part];
    if (part === 'id') {
      const own = kinds.find(([pattern]) => pattern.test(at.route))?.[1];
      const inRecord = /^\/(records|favourites|follows|assignments\/(?:decisions|rejectable|reject))\/([^/]+)\/:id/.exec(at.route)?.[2];
      kind = own ?? (inRecord === ':object' ? at.object : (inRecord ?? ''));
      if (owned[kind] === undefined) unknown.push(':id');
      return owned[kind] ?? '';
    }
    const found = parts[part] === undefined ? names[part] : owned[parts[part]];
    if (found === undefined) unknown.push(`:${part}`);
    return found ?? '';
  });
  return { method: at.method, route: at.route, url, kind };
}

/** What an action asks for, made from its description. */
function inputOf(object: string, url: string, own: TestTenant): object {
  const action = t.app.registry.actionsOf(object).find(({ token }) => url.endsWith(`/${token.verb}`));
  const { required = [], properties = {} } = (action?.input ?? {}) as {
    required?: string[];
    properties?: Record<string, { enum?: unknown[]; format?: string }>;
  };
  const chosen = (name: string) => properties[name]?.enum?.[0] ?? (properties[name]?.format === 'date' ? '2030-01-01' : own.as.seller.user);
  return Object.fromEntries(required.map((name) => [name, chosen(name)]));
}

/** A body that would do something if the id were one's own. */
function bodyOf({ method, route, url, kind }: Try, own: TestTenant): unknown {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const bodies: readonly [RegExp, unknown][] = [
    [/^\/users\/:id\/roles$/, { roles: ['admin'] }],
    [/^\/users\/:id\/handover$/, { to: own.as.colleague.user }],
    [/^\/users\/:id\/handovers$/, later(own)],
    [/^\/roles\/:id\/networks$/, { networks: [] }],
    [/^\/files\/:id\/links$/, { use: 'download' }],
    [/^\/assignments\/rules\/:object/, ruleOf(own)],
    [/^\/assignments\/profiles\//, { weight: 1 }],
    [/^\/assignments\/reject\//, { reason: 'other', note: secret }],
    [/\/playbook\//, { done: true }],
    [/\/card$/, { text: secret }],
    [/^\/pools\/:id\/claim$/, { records: [owned.lead] }],
    [/\/unmask$/, { field: 'x_vault' }],
    [/\/comments$/, { body: '<p>看看</p>' }],
    [/^\/comments\/:id$/, { body: '<p>被改了</p>' }],
    [/\/consents$/, { purpose: 'profiling', source: 'form' }],
    [/\/person\/erase$/, { mode: 'delete', reason: '试试' }],
    [/\/shares$/, { principal: { kind: 'user', id: own.as.seller.user }, level: 'edit' }],
    [/\/team$/, { user: own.as.seller.user, level: 'edit' }],
    [/\/requests\/:id\/deny$/, { reason: '不行' }],
    [/\/actions\/split$/, { input: { splits: [{ user: own.as.seller.user, percent: '100' }] } }],
    [/\/actions\/confirm$/, { input: { records: [] } }],
    [/\/actions\/setPrivate$/, { input: { private: true } }],
    [/\/actions\/lose$/, { input: { lossReason: 'price' } }],
    [/\/actions\//, { input: inputOf(kind, url, own) }],
    [/\/bulk$/, { operation: 'delete', records: [{ id: owned.x_secret }] }],
    [/\/merge$/, { winner: owned.x_secret, losers: [owned.x_secret] }],
    [/\/merge\/preview$/, { records: [owned.x_secret, owned.x_secret] }],
    [/\/aggregate$/, { measures: [{ fn: 'count' }] }],
    [/^\/api-apps\/:id$/, { name: '被改了' }],
    [/^\/(groups|roles|views|webhooks|pools)\/:id$/, { name: '被改了' }],
    [/\/print$/, { template: 'sheet' }],
    [/^\/meta\/(objects\/:object\/)?parts\/:kind$/, { names: [] }],
  ];
  const found = bodies.find(([pattern]) => pattern.test(route) || pattern.test(url));
  if (found) return found[1];
  if (method === 'PATCH' && route === '/records/:object/:id')
    return { [kind === 'activity' ? 'subject' : kind === 'x_secret' ? 'x_code' : 'name']: '被改了' };
  return {};
}

const queryOf = ({ route }: Try, own: TestTenant): string =>
  route === '/users/:id/fields' ? '?object=contact' : route.endsWith('/:id/access') ? `?user=${own.as.seller.user}` : '';

const send = (who: Client, at: Try, own: TestTenant) => {
  const body = bodyOf(at, own);
  return who.send(
    at.method,
    `${at.url}${queryOf(at, own)}`,
    body === undefined ? undefined : JSON.stringify(body),
    body === undefined ? {} : { 'content-type': 'application/json' },
  );
};
const told = (at: Try, answer: Answer) => `${at.method} ${at.route} (${at.url}) → ${answer.status} ${answer.text.slice(0, 200)}`;

function allTries(): { tries: Try[]; unknown: string[] } {
  const routes = t.server.routeList
    .filter(({ url }) => url.startsWith('/api/v1') && url.includes('/:'))
    .map(({ method, url }) => [method, url.replace('/api/v1', '')] as const)
    .filter(([, route]) => !secrets.some((pattern) => pattern.test(route)));
  const unique = [...new Map(routes.map((one) => [one.join(' '), one])).values()];
  const found = unique.map(([method, route]) => triesOf(method, route));
  return { tries: found.flatMap((one) => (typeof one === 'string' ? [] : one)), unknown: found.filter((one) => typeof one === 'string') };
}

test('every route with the other company’s ids finds nothing and changes nothing', async () => {
  const { tries, unknown } = allTries();
  // say what it is in `kinds`, `parts` or `names`
  expect(unknown).toEqual([]);
  expect(tries.length).toBeGreaterThan(250);
  const before = await fingerprint(t, a.id);
  const wrong: string[] = [];
  for (const at of tries) {
    const byName = at.kind === '' || (at.kind === 'x_secret' && !at.route.includes('/:id'));
    for (const who of [b.as.owner, b.as.admin, b.as.seller]) {
      const answer = await send(who, at, b);
      const refused = answer.status === 404 || answer.status === 403;
      const isOwn = ownList.test(`${at.method} ${at.route}`) || (byName && !at.route.includes(':object') && answer.status < 500);
      // who may do everything else in their company is told that there is no such thing
      const plain = who === b.as.seller || answer.status === 404 || at.route.startsWith('/exports/requests');
      if (answer.text.includes(secret) || !(isOwn || (refused && plain))) wrong.push(told(at, answer));
    }
  }
  expect(wrong).toEqual([]);
  expect(await fingerprint(t, a.id)).toEqual(before);
});

test('the same requests do find the things for company A: the ids were right', async () => {
  const { tries } = allTries();
  const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const rank = ({ method, route }: Try) =>
    order.indexOf(method) + (/deactivate|handover|erase|merge|undo|restore|purge/.test(route) ? 10 : 0);
  const found = new Set<string>();
  for (const at of tries.filter(({ kind }) => kind !== '').toSorted((one, other) => rank(one) - rank(other))) {
    if (found.has(at.kind)) continue;
    const answer = await send(a.as.owner, at, a);
    if (answer.status !== 404 && answer.status < 500) found.add(at.kind);
    if (answer.status === 404 && ['token', 'session', 'passkey', 'import', 'job', 'file'].includes(at.kind)) {
      const own = await send(a.as.admin, at, a);
      if (own.status !== 404) found.add(at.kind);
    }
  }
  const kindsTried = new Set(tries.map(({ kind }) => kind).filter((kind) => kind !== ''));
  expect([...found].sort()).toEqual([...kindsTried].sort());
});
