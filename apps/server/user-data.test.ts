import { tableOf } from '@huanke/platform/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Everything kept about a user of the company: told without secrets, gone with the account. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

const query = async (text: string, values: unknown[] = []) => (await app.app.owner.query(text, values)).rows;
const belongings = () => app.app.registry.modules.flatMap(({ belongings: own = [] }) => own);

/** Tables that name a user and keep that name when they leave, each with the reason. */
const kept: Readonly<Record<string, string>> = {
  // how somebody signs in, in whatever company: shown to themselves under 账号安全, no company's to hand out or delete
  membership: 'closed, not deleted: who comes back from the recycle bin signs in as before',
  sign_in_mobile: 'the phone of the user, as signing in compares it; goes with the account (identity.mobilesFollow)',
  person_totp: 'of the person',
  recovery_code: 'of the person',
  passkey: 'of the person',
  known_device: 'of the person',
  sign_in_flow: 'minutes',
  one_time_token: 'ends with the account (identity.sessionsFollow)',
  sso_identity: 'who the company’s sign-in says it is; comes back with the account',
  // who did what: accountability, and evidence for the company (个人信息保护法 第十三条)
  audit_log: 'evidence, sealed by hashes',
  record_history: 'evidence',
  meta_change: 'evidence',
  event: 'goes after 30 days',
  pool_log: 'evidence of who had which customer',
  assign_decision: 'evidence of who was given what',
  record_merge: 'evidence; undo needs it',
  duplicate_decision: 'evidence of who said that two are not the same',
  record_tag: 'evidence of who put a tag on',
  stage_entry: 'evidence of who moved a deal',
  export_request: 'evidence',
  handover: 'evidence of what went to whom',
  handover_item: 'evidence of what went to whom',
  // the company's records and settings that somebody made: no data about them but their name
  comment: 'part of the record it hangs at',
  record_share: 'rights on records, which go with the records',
  record_team: 'rights on records; handed over',
  webhook: 'of the company',
  api_app: 'of the company',
  background_job: 'goes after days',
  idempotency_key: 'goes after a day',
  import: 'of the company',
  // counters and work lists without content
  user_role: 'rights; come back with the account',
  pool_counter: 'numbers of a day',
  export_usage: 'numbers of a day',
  assign_state: 'whose turn it is',
  assign_rejection: 'who is not asked again',
  pool_request: 'evidence of who asked for what',
  dispatch_line: 'plan of a run',
  mailbox_folder: 'goes with the mailbox',
};

it('every table that names a user is told and goes with them, or is listed with the reason why not', async () => {
  const rows = await query(`
    select distinct c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'uuid'
      and (c.column_name in ('user', 'user_id', 'person_id', 'chosen') or c.column_name like '%\\_user')`);
  const objects = [...app.app.registry.objects.values()].map((object) => tableOf(object));
  const known = new Set([...belongings().map(({ table }) => table), ...Object.keys(kept), ...objects]);
  expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

it('is told to the person and to who protects data, without secrets, and goes with the account', async () => {
  const { admin, colleague, seller, manager } = tenant.as;
  const [id, theirs] = [colleague.user, other.as.colleague.user];
  for (const [company, user] of [
    [tenant.id, id],
    [tenant.id, seller.user],
    [other.id, theirs],
  ] as const) {
    const [session] = await query('select id from session where tenant_id = $1 and user_id = $2', [company, user]);
    await query("insert into push_device values ($1, gen_random_uuid(), $2, $3, $4, 'P256-KEY', 'AUTH-KEY', now())", [
      company,
      user,
      session.id,
      `https://push.example/${user}`,
    ]);
  }
  ok(await colleague.post('/views', { object: 'account', name: '我的客户', definition: {} }));
  ok(await colleague.post('/views', { object: 'account', name: '大家的', definition: {} }));
  await query("update saved_view set shared = true where tenant_id = $1 and name = '大家的'", [tenant.id]);
  for (const who of [colleague, admin]) {
    const { body, text } = ok(await who.get(`/users/${id}/data`));
    const told = new Map<string, unknown>(body.belongings.map(({ table, rows }: { table: string; rows: unknown[] }) => [table, rows]));
    expect(body.user).toMatchObject({ id });
    expect(told.get('push_device')).toHaveLength(1);
    const views = told.get('saved_view') as { name: string }[];
    expect(views.map(({ name }) => name).sort()).toEqual(['大家的', '我的客户']);
    expect(told.get('session')).toHaveLength(1);
    expect(text).not.toMatch(/P256-KEY|AUTH-KEY|push\.example|token_hash|secret/);
    const { items } = ok(await who.get(`/users/${id}/data/counts`)).body;
    const counted = new Map(items.map(({ table, label: _, ...counts }: { table: string; label: object }) => [table, counts]));
    expect(counted.get('push_device')).toEqual({ count: { value: 1, capped: false }, shared: 0, told: true });
    expect(counted.get('saved_view')).toEqual({ count: { value: 2, capped: false }, shared: 1, told: true });
    expect(counted.get('mail_removed')).toEqual({ count: { value: 0, capped: false }, shared: 0, told: false });
    expect([...counted.keys()].sort()).toEqual(
      belongings()
        .map(({ table }) => table)
        .sort(),
    );
  }
  for (const path of [`/users/${id}/data`, `/users/${id}/data/counts`]) {
    expect((await seller.get(path)).status).toBe(403);
    expect((await manager.get(path)).status).toBe(403);
    expect((await other.as.admin.get(path)).status).toBe(404);
  }

  ok(await admin.delete(`/records/user/${id}`));
  const left: [string, number][] = [];
  for (const { table, user = 'user_id' } of belongings()) {
    const [row] = await query(`select count(*)::int as count from ${table} where tenant_id = $1 and ${user} = $2`, [tenant.id, id]);
    if (row.count > 0) left.push([table, row.count]);
  }
  // what others use stays
  expect(left).toEqual([['saved_view', 1]]);
  expect(await query('select user_id from push_device order by created_at')).toEqual([{ user_id: seller.user }, { user_id: theirs }]);
});
