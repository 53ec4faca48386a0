import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

interface Field {
  readonly name: string;
  readonly changed: boolean;
  readonly value: unknown;
  readonly shipped: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of every kind
  readonly input: any;
}
const read = async (client: Client, kind: string): Promise<Map<string, Field>> =>
  new Map(ok(await client.get(`/meta/settings/${kind}`)).body.fields.map((field: Field) => [field.name, field]));
const put = (client: Client, kind: string, name: string, body: object) => client.put(`/meta/parts/${kind}/${name}`, body);
const problem = ({ status, body }: Answer) => [status, body.errors[0].field, body.errors[0].code];

/** Every kind with the name of its part and a change of one setting. */
const changes = [
  ['rejectionSettings', 'assignments', { rejectHours: 4 }],
  ['calendarSettings', 'activities', { checkInRadius: 300 }],
  ['accountSettings', 'accounts', { dormantDays: 90 }],
  ['leadRules', 'company', { firstResponseMinutes: null }],
  ['salesSettings', 'deals', { idleDays: 7 }],
  ['biddingSettings', 'tenders', { bondPercent: '1.5' }],
  ['projectSettings', 'projects', { overdueDays: 0 }],
  ['dispatchSettings', 'dispatch', { antSeconds: 20 }],
] as const;

describe('what modules let a company set', () => {
  it('is listed by module for who may change it, with how much is not as shipped', async () => {
    const list = async (client: Client) =>
      ok(await client.get('/meta/settings'))
        .body.items.map((one: { module: { name: string }; kind: string; changed: number }) => [one.module.name, one.kind, one.changed])
        // other modules have settings of their own
        .filter(([, kind]: [string, string]) => changes.some(([known]) => known === kind));
    const shipped = [
      ['platform', 'rejectionSettings', 0],
      ['base', 'calendarSettings', 0],
      ['base', 'accountSettings', 0],
      ['sales', 'leadRules', 0],
      ['sales', 'salesSettings', 0],
      ['sales', 'biddingSettings', 0],
      ['sales', 'projectSettings', 0],
      ['sales', 'dispatchSettings', 0],
    ];
    expect(await list(tenant.as.admin)).toEqual(shipped);
    for (const [kind, name, body] of changes) ok(await put(tenant.as.admin, kind, name, body));
    expect(await list(tenant.as.admin)).toEqual(shipped.map(([module, kind]) => [module, kind, 1]));
    expect(await list(other.as.admin)).toEqual(shipped);
    for (const [kind, name, body] of changes) {
      const [[key, value]] = Object.entries(body) as [[string, unknown]];
      const fields = await read(tenant.as.admin, kind);
      expect([...fields.values()].filter((field) => field.changed).map((field) => [field.name, field.value])).toEqual([[key, value]]);
      expect((await read(other.as.admin, kind)).get(key)).toMatchObject({ changed: false, value: fields.get(key)?.shipped });
      ok(await tenant.as.admin.delete(`/meta/parts/${kind}/${name}`));
    }
    expect(await list(tenant.as.admin)).toEqual(shipped);
    for (const client of [tenant.as.seller, tenant.as.manager, tenant.as.readOnly]) {
      expect((await client.get('/meta/settings')).status).toBe(403);
      expect((await client.get('/meta/settings/salesSettings')).status).toBe(403);
    }
    expect((await tenant.as.admin.get('/meta/settings/optionSet')).status).toBe(404);
    expect((await app.anonymous.get('/meta/settings')).status).toBe(401);
  });

  it('says how each is entered, in the words of the company', async () => {
    const { admin } = tenant.as;
    ok(await admin.post('/roles', { key: 'x_finance', name: { zh: '财务部', en: 'Finance' }, permissions: [] }));
    const tenders = await read(admin, 'biddingSettings');
    expect(tenders.get('nearHours')).toMatchObject({ shipped: 72, input: { type: 'integer', min: 1, max: 720, unit: { zh: '小时' } } });
    expect(tenders.get('bondPercent')).toMatchObject({ shipped: '2', input: { type: 'decimal', most: '100' } });
    const roles = (fields: Map<string, Field>) => fields.get('financeRole')?.input.choices.map((one: { key: string }) => one.key);
    expect(roles(tenders)).toContain('x_finance');
    expect(roles(await read(other.as.admin, 'biddingSettings'))).not.toContain('x_finance');
    const { input } = (await read(admin, 'salesSettings')).get('stageRoles') as Field;
    expect(input.type).toBe('lists');
    expect(input.rows[0]).toEqual({ key: 'initial', label: { zh: '初步接洽', en: 'First contact' } });
    expect((await read(admin, 'leadRules')).get('firstResponseMinutes')?.input.none).toEqual({ zh: '不限制', en: 'no limit' });
    const required = (await read(admin, 'calendarSettings')).get('required') as Field;
    const fields = required.input.choices.map((one: { key: string }) => one.key);
    expect(fields).toContain('result');
    expect(fields).not.toContain('sequence');
    expect(fields).not.toContain('createdAt');
  });

  it('keeps the milestones of types that were not set, and takes equal decimals for unchanged', async () => {
    const { admin } = tenant.as;
    const hospital = [{ name: '进院', weight: 100, days: 10 }];
    ok(await put(admin, 'projectSettings', 'projects', { templates: { hospital }, costPercent: '110.00' }));
    const fields = await read(admin, 'projectSettings');
    const templates = fields.get('templates')?.value as Record<string, unknown[]>;
    expect([Object.keys(templates).sort(), templates['equipment']?.length, templates['hospital']?.length]).toEqual([
      ['construction', 'equipment', 'hospital'],
      6,
      1,
    ]);
    expect([fields.get('templates')?.changed, fields.get('costPercent')?.changed]).toEqual([true, false]);
    ok(await admin.delete('/meta/parts/projectSettings/projects'));
  });

  it('refuses what does not fit and names the setting', async () => {
    const { admin } = tenant.as;
    const wrong: [string, string, object, string, string][] = [
      ['leadRules', 'company', {}, 'firstResponseMinutes', 'REQUIRED'],
      ['leadRules', 'company', { firstResponseMinutes: 43_201 }, 'firstResponseMinutes', 'INVALID_VALUE'],
      ['leadRules', 'others', { firstResponseMinutes: 5 }, 'name', 'INVALID_VALUE'],
      ['salesSettings', 'deals', { idleDays: '' }, 'idleDays', 'WRONG_TYPE'],
      ['salesSettings', 'deals', { reviewAbove: '1.005' }, 'reviewAbove', 'INVALID_VALUE'],
      ['accountSettings', 'accounts', { levelB: '1000000.01' }, 'levelA', 'INVALID_VALUE'],
      ['biddingSettings', 'tenders', { bondPercent: '100.01' }, 'bondPercent', 'INVALID_VALUE'],
      ['calendarSettings', 'activities', { required: { visit: ['sequence'] } }, 'required.visit', 'INVALID_VALUE'],
      ['projectSettings', 'projects', { idleDays: 366 }, 'idleDays', 'INVALID_VALUE'],
      ['projectSettings', 'projects', { other: 1 }, 'other', 'UNKNOWN_FIELD'],
      ['dispatchSettings', 'dispatch', { antSeconds: 0 }, 'antSeconds', 'INVALID_VALUE'],
      ['dispatchSettings', 'dispatch', { antSeconds: 61 }, 'antSeconds', 'INVALID_VALUE'],
    ];
    for (const [kind, name, body, field, code] of wrong) {
      const [, ...rest] = problem(await put(admin, kind, name, body));
      expect(rest, JSON.stringify(body)).toEqual([field, code]);
    }
    // C exactly at B is no mistake
    ok(await put(admin, 'accountSettings', 'accounts', { levelC: '300000' }));
    ok(await admin.delete('/meta/parts/accountSettings/accounts'));
  });
});

describe('history of settings', () => {
  it('tells the second of two who change at once what the first has changed, and overwrites nothing (If-Match)', async () => {
    const { admin, owner } = tenant.as;
    const versionOf = async (client: Client) => ok(await client.get('/meta/settings/salesSettings')).body.version;
    const save = (client: Client, body: object, version: number) =>
      client.put('/meta/parts/salesSettings/deals', body, { 'if-match': `"${version}"` });
    const held = async () => {
      const fields = await read(admin, 'salesSettings');
      return [fields.get('idleDays')?.value, fields.get('reviewDays')?.value];
    };
    const [shippedIdle, shippedReview] = await held();
    const seen = await versionOf(admin);
    expect(await versionOf(owner)).toBe(seen);
    const both = await Promise.all([save(admin, { idleDays: 8 }, seen), save(owner, { idleDays: 9 }, seen)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const won = both[0]?.status === 200 ? 8 : 9;
    const lost = both.find(({ status }) => status === 409);
    expect(lost?.body).toMatchObject({ code: 'VERSION_CONFLICT', errors: [{ field: 'idleDays', code: 'VERSION_CONFLICT', current: won }] });
    expect(await held()).toEqual([won, shippedReview]);
    const now = await versionOf(owner);
    expect(now).toBe(seen + 1);
    expect((await admin.delete('/meta/parts/salesSettings/deals', { 'if-match': `"${seen}"` })).status).toBe(409);
    ok(await save(owner, { idleDays: won, reviewDays: 5 }, now));
    // what was changed and taken back meanwhile is nobody's loss
    ok(await save(owner, { idleDays: won }, now + 1));
    ok(await save(admin, { idleDays: 11 }, now));
    expect(await held()).toEqual([11, shippedReview]);
    expect(await versionOf(other.as.admin)).toBe(0);
    ok(await admin.delete('/meta/parts/salesSettings/deals', { 'if-match': `"${await versionOf(admin)}"` }));
    expect(await held()).toEqual([shippedIdle, shippedReview]);
  });

  it('tells a change with names and shipped values, and takes it back', async () => {
    const { owner, admin } = tenant.as;
    ok(await put(owner, 'salesSettings', 'deals', { idleDays: 10 }));
    const [last] = ok(await admin.get('/meta/changes?kind=salesSettings&limit=1')).body.items;
    expect(last).toMatchObject({
      by: { id: owner.user },
      label: { zh: '商机规则' },
      kindLabel: { zh: '商机规则' },
      names: { idleDays: { zh: '停滞天数' } },
      before: { idleDays: 14, reviewDays: 10 },
      after: { idleDays: 10, reviewDays: 10 },
      canUndo: true,
    });
    ok(await admin.post(`/meta/changes/${last.id}/undo`));
    expect((await read(admin, 'salesSettings')).get('idleDays')).toMatchObject({ value: 14, changed: false });
    // back to what is shipped, and back from there
    ok(await put(admin, 'leadRules', 'company', { firstResponseMinutes: 60 }));
    ok(await admin.delete('/meta/parts/leadRules/company'));
    expect((await read(admin, 'leadRules')).get('firstResponseMinutes')?.value).toBe(30);
    const [gone] = (await admin.get('/meta/changes?kind=leadRules&limit=1')).body.items;
    ok(await admin.post(`/meta/changes/${gone.id}/undo`));
    expect((await read(admin, 'leadRules')).get('firstResponseMinutes')?.value).toBe(60);
    ok(await admin.delete('/meta/parts/leadRules/company'));
  });
});

it('is found by the search of the settings, by name, pinyin and the name of the group', async () => {
  const found = async (client: Client, q: string): Promise<string[]> =>
    ok(await client.get(`/meta/search?q=${encodeURIComponent(q)}`))
      .body.items.filter((one: { kind: string }) => one.kind === 'setting')
      .map((one: { object: string; name: string }) => `${one.object}.${one.name}`);
  for (const words of ['停滞天数', 'tzts', 'Stalled after', 'idleDays', '商机规则 停滞'])
    expect(await found(tenant.as.admin, words), words).toContain('salesSettings.idleDays');
  expect(await found(tenant.as.admin, '投标规则')).toEqual(['biddingSettings.']);
  expect(await found(tenant.as.admin, '没有这样的规则')).toEqual([]);
});
