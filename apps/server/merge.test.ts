import { sql } from '@huanke/platform/database';
import { followStragglers, settleKeys } from '@huanke/platform/duplicates';
import { type Clock, newId } from '@huanke/platform/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let now = new Date('2026-03-02T01:00:00Z');
const clock: Clock = { now: () => now };
let t: TestApp;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testApp({ clock });
  a = await t.tenant();
  b = await t.tenant();
  const { admin } = a.as;
  await admin.post('/meta/objects', {
    name: 'x_site',
    label: '站点',
    fields: [
      { name: 'x_name', type: 'text', label: '名称' },
      { name: 'x_account', type: 'lookup', object: 'account', label: '客户' },
      { name: 'x_about', type: 'lookup', objects: ['account', 'contact'], label: '关于' },
    ],
    title: 'x_name',
  });
  await admin.post('/meta/objects/account/fields', { name: 'x_tags', type: 'tags', label: '标签' });
  await admin.post('/meta/objects/account/fields', {
    name: 'x_contacts',
    type: 'rollup',
    label: '联系人数',
    rollup: { object: 'contact', field: 'account', function: 'count' },
  });
});
afterAll(() => t.close());

const make = async (as: Client, object: string, values: object): Promise<string> => {
  now = new Date(now.getTime() + 60_000);
  const answer = await as.post(`/records/${object}`, values);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};
const read = async (as: Client, object: string, id: string) => (await as.get(`/records/${object}/${id}`)).body;
let names = 0;
const company = (rest: object = {}) => {
  names += 1;
  return { name: `合并测试${names}号有限公司`, ...rest };
};
const merge = (as: Client, winner: string, losers: string[], rest: object = {}) =>
  as.post('/records/account/merge', { winner, losers, ...rest });

test('12 and 7 contacts make 19, the old id leads to the winner, and an undo gives the 7 back', async () => {
  const { manager } = a.as;
  const [winner, loser] = [await make(manager, 'account', company()), await make(manager, 'account', company())];
  for (let n = 0; n < 12; n += 1) await make(manager, 'contact', { name: `甲${n}`, account: winner });
  for (let n = 0; n < 7; n += 1) await make(manager, 'contact', { name: `乙${n}`, account: loser });
  const of = async (id: string) =>
    (await manager.post('/records/contact/query', { filter: { field: 'account', op: 'eq', value: id }, count: 'exact' })).body.count.value;
  const merged = await merge(manager, winner, [loser]);
  expect(merged.status, merged.text).toBe(200);
  expect(merged.body.record.id).toBe(winner);
  expect(await of(winner)).toBe(19);
  expect((await read(manager, 'account', winner)).x_contacts).toBe(19);
  const followed = await manager.get(`/records/account/${loser}`);
  expect([followed.status, followed.body.id]).toEqual([200, winner]);
  // lists, search and the recycle bin do not show it, and it can not be restored past the merge
  const listed = await manager.post('/records/account/query', { filter: { field: 'id', op: 'in', value: [winner, loser] } });
  expect(listed.body.records).toHaveLength(1);
  expect((await manager.get('/records/account/deleted')).body.records.map((one: { id: string }) => one.id)).not.toContain(loser);
  expect((await manager.post(`/records/account/${loser}/restore`)).status).toBe(409);
  // what is written to the old id lands on the winner
  const late = await make(manager, 'contact', { name: '后来的', account: loser });
  expect((await read(manager, 'contact', late)).account.id).toBe(winner);
  expect((await manager.patch(`/records/account/${loser}`, { employees: 30 })).body).toMatchObject({ id: winner, employees: 30 });
  expect((await manager.get(`/records/account/${loser}/history`)).body.items.map((one: { operation: string }) => one.operation)).toContain(
    'merge',
  );
  const [listedMerge] = (await manager.get(`/records/account/${winner}/merges`)).body.items;
  expect(listedMerge).toMatchObject({ id: merged.body.mergeId, undoUntil: expect.any(String) });

  const undone = await manager.post(`/merges/${merged.body.mergeId}/undo`);
  expect(undone.status, undone.text).toBe(200);
  expect(undone.body).toMatchObject({ restored: [loser], left: { fields: [], records: [] } });
  expect([await of(winner), await of(loser)]).toEqual([13, 7]);
  expect((await read(manager, 'account', loser)).x_contacts).toBe(7);
  expect((await manager.post(`/merges/${merged.body.mergeId}/undo`)).status).toBe(409);
});

test('fields: the newest value, the record with a credit code first, the choice of the caller above all', async () => {
  const { manager } = a.as;
  const coded = await make(manager, 'account', company({ uscc: '91310000MA0000015F', phone: '0571-11112222', employees: 10 }));
  const middle = await make(manager, 'account', company({ phone: '0571-33334444', country: '中国', x_tags: ['老客户'] }));
  const newest = await make(
    manager,
    'account',
    company({ phone: '0571-55556666', country: '德国', annualRevenue: '5.00', x_tags: ['展会'], level: 'A' }),
  );
  const merged = await merge(manager, middle, [newest, coded], { fields: { level: middle } });
  expect(merged.body.record).toMatchObject({
    id: middle,
    uscc: '91310000MA0000015F',
    phone: '0571-11112222',
    employees: 10,
    country: '德国',
    annualRevenue: '5.00',
    level: null,
    x_tags: expect.arrayContaining(['老客户', '展会']),
  });
  expect(
    (await merge(manager, middle, [await make(manager, 'account', company())], { fields: { nothing: middle } })).body.errors[0].field,
  ).toBe('fields.nothing');
  expect((await merge(manager, middle, [await make(manager, 'account', company())], { fields: { phone: coded } })).status).toBe(422);
});

test('everything that names a record moves: own objects, lookups to several objects, lists, favourites, subsidiaries', async () => {
  const { manager } = a.as;
  const [winner, loser] = [await make(manager, 'account', company()), await make(manager, 'account', company())];
  const child = await make(manager, 'account', company({ parent: loser }));
  const site = await make(manager, 'x_site', { x_name: '一号站', x_account: loser, x_about: { object: 'account', id: loser } });
  const activity = await make(manager, 'activity', {
    type: 'note',
    subject: '电话',
    related: [
      { object: 'account', id: loser },
      { object: 'account', id: winner },
    ],
  });
  const deal = await make(manager, 'opportunity', { name: '一单', account: loser });
  const binned = await make(manager, 'contact', { name: '已删', account: loser });
  await manager.delete(`/records/contact/${binned}`);
  const ctx = await t.app.contextFor({ tenant: a.id });
  await ctx.transaction((tx) =>
    tx.query(sql`insert into favourite (tenant_id, user_id, record_id, object) values (${a.id}, ${manager.user}, ${loser}, 'account')`),
  );
  await ctx.transaction(async (tx) => {
    const [said, answered] = [newId(), newId()];
    await tx.query(sql`
      insert into comment (tenant_id, id, object, record_id, parent_id, body, created_by, created_at)
      values (${a.id}, ${said}, 'account', ${loser}, null, '谈过了', ${manager.user}, now()),
        (${a.id}, ${answered}, 'account', ${loser}, ${said}, '好', ${manager.user}, now())`);
    await tx.query(sql`
      insert into follow (tenant_id, user_id, record_id, object, at) values (${a.id}, ${a.as.seller.user}, ${loser}, 'account', now()),
        (${a.id}, ${a.as.colleague.user}, ${loser}, 'account', now()), (${a.id}, ${a.as.colleague.user}, ${winner}, 'account', now())
      on conflict do nothing`);
    await tx.query(sql`
      insert into record_share (tenant_id, record_id, source, principal, kind, object, level, at)
      values (${a.id}, ${loser}, 'manual', ${a.as.outsider.user}, 'user', 'account', 'read', now())`);
  });
  const about = async () => ({
    comments: await ctx.query(sql`select record_id from comment where tenant_id = ${a.id} and record_id in (${winner}, ${loser})`),
    follows: await ctx.query(sql`
      select user_id, record_id from follow where tenant_id = ${a.id} and record_id in (${winner}, ${loser}) order by 1, 2`),
    shares: await ctx.query(sql`select record_id from record_share where tenant_id = ${a.id} and record_id in (${winner}, ${loser})`),
  });
  const before = await about();
  const { mergeId } = (await merge(manager, winner, [loser])).body;
  const after = await about();
  expect(after.comments).toEqual([{ record_id: winner }, { record_id: winner }]);
  expect(after.shares).toEqual([{ record_id: winner }]);
  expect(new Set(after.follows.map((row) => row['record_id']))).toEqual(new Set([winner]));
  expect((await read(manager, 'account', child)).parent.id).toBe(winner);
  expect(await read(manager, 'x_site', site)).toMatchObject({ x_account: { id: winner }, x_about: { object: 'account', id: winner } });
  expect((await read(manager, 'activity', activity)).related.map((one: { id: string }) => one.id)).toEqual([winner]);
  expect((await read(manager, 'opportunity', deal)).account.id).toBe(winner);
  await manager.post(`/records/contact/${binned}/restore`);
  expect((await read(manager, 'contact', binned)).account.id).toBe(winner);
  expect(await ctx.query(sql`select record_id from favourite where tenant_id = ${a.id} and user_id = ${manager.user}`)).toEqual([
    { record_id: winner },
  ]);
  const events = await ctx.query<{ event: string }>(
    sql`select event from event where tenant_id = ${a.id} and record_id = ${winner} and event like '%merged'`,
  );
  expect(events.map(({ event }) => event)).toEqual(['account.merged']);
  expect((await manager.post(`/merges/${mergeId}/undo`)).status).toBe(200);
  expect(await about()).toEqual(before);
});

test('what a save that overlapped with the merge left behind follows within the hour', async () => {
  const { manager } = a.as;
  const [winner, loser] = [await make(manager, 'account', company()), await make(manager, 'account', company())];
  const late = await make(manager, 'contact', { name: '赶上合并', account: winner });
  await merge(manager, winner, [loser]);
  const ctx = await t.app.contextFor({ tenant: a.id });
  await ctx.transaction((tx) =>
    tx.query(sql`update contact set account = ${loser}::uuid where tenant_id = ${a.id} and id = ${late}::uuid`),
  );
  expect(await followStragglers(ctx)).toBe(1);
  expect((await read(manager, 'contact', late)).account.id).toBe(winner);
  expect(await followStragglers(ctx)).toBe(0);
});

test('two companies, branches, strangers and too many are refused, and nothing is changed', async () => {
  const { manager, seller, outsider, readOnly } = a.as;
  const one = await make(seller, 'account', company({ uscc: '91350100M000100Y43' }));
  const two = await make(seller, 'account', company({ uscc: '91310000MA00003490' }));
  const branch = await make(seller, 'account', { name: '合并测试有限公司宁波分公司' });
  expect((await merge(manager, one, [two])).body).toMatchObject({ status: 422, code: 'RULE' });
  expect((await merge(manager, one, [branch])).body.code).toBe('RULE');
  expect((await merge(seller, one, [two])).status).toBe(403);
  expect((await merge(readOnly, one, [two])).status).toBe(403);
  const theirs = await make(outsider, 'account', company());
  expect((await merge(manager, one, [theirs])).status).toBe(404);
  expect((await merge(b.as.manager, one, [two])).status).toBe(404);
  expect((await merge(manager, one, [one])).status).toBe(422);
  expect((await merge(manager, one, [])).status).toBe(422);
  expect((await merge(manager, one, [two, two, two, two, two])).status).toBe(400);
  expect((await merge(manager, one, ['nonsense'])).status).toBe(404);
  expect((await manager.post('/records/user/merge', { winner: one, losers: [two] })).status).toBe(403);
  expect((await manager.post('/merges/nonsense/undo')).status).toBe(404);
  expect((await read(manager, 'account', two)).id).toBe(two);
});

test('the preview says whose values win, what would move, and why not', async () => {
  const { manager, seller } = a.as;
  const older = await make(manager, 'account', company({ phone: '0571-11112222' }));
  const newer = await make(manager, 'account', company({ level: 'B' }));
  await make(manager, 'contact', { name: '丙', account: older });
  const preview = await manager.post('/records/account/merge/preview', { records: [older, newer] });
  expect(preview.body).toMatchObject({ winner: newer, refusal: null, moves: { [older]: [{ object: 'contact', count: 1 }], [newer]: [] } });
  expect(preview.body.fields).toMatchObject({ phone: older, level: newer });
  expect((await seller.post('/records/account/merge/preview', { records: [older, newer] })).status).toBe(403);
});

test('what was changed since stays and is reported; after thirty days, or merged on, there is no way back', async () => {
  const { manager } = a.as;
  const [x, y, z] = [
    await make(manager, 'account', company()),
    await make(manager, 'account', company({ phone: '0571-99990000' })),
    await make(manager, 'account', company()),
  ];
  const moved = await make(manager, 'contact', { name: '走了', account: y });
  const first = (await merge(manager, x, [y])).body.mergeId;
  const second = (await merge(manager, z, [x])).body.mergeId;
  expect((await manager.get(`/records/account/${y}`)).body.id).toBe(z);
  expect((await manager.post(`/merges/${first}/undo`)).status).toBe(409);
  expect((await manager.post(`/merges/${second}/undo`)).status).toBe(200);
  expect((await manager.get(`/records/account/${y}`)).body.id).toBe(x);
  await manager.patch(`/records/contact/${moved}`, { account: z });
  await manager.patch(`/records/account/${x}`, { phone: '0571-12121212' });
  const undone = (await manager.post(`/merges/${first}/undo`)).body;
  expect(undone.left).toEqual({ fields: ['phone'], records: [{ object: 'contact', id: moved, field: 'account' }] });
  expect((await read(manager, 'account', y)).phone).toBe('0571-99990000');
  const third = (await merge(manager, x, [y])).body.mergeId;
  const ctx = await t.app.contextFor({ tenant: a.id });
  await ctx.transaction((tx) =>
    tx.query(sql`update record_merge set at = at - interval '30 days' where tenant_id = ${a.id} and id = ${third}::uuid`),
  );
  expect((await manager.post(`/merges/${third}/undo`)).status).toBe(409);
});

test('random merges and their undo leave everything as it was', async () => {
  const { manager } = a.as;
  const random = generator(20260302);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const accounts: string[] = [];
  for (let n = 0; n < 8; n += 1)
    accounts.push(
      await make(
        manager,
        'account',
        company({
          phone: pick([null, '0571-81818181', '13700137000']),
          level: pick([null, 'A', 'B']),
          x_tags: pick([null, ['甲'], ['甲', '乙']]),
          parent: n > 2 && random() < 0.5 ? pick(accounts) : null,
        }),
      ),
    );
  for (let n = 0; n < 12; n += 1)
    await make(manager, 'contact', { name: `随机${n}`, account: pick(accounts), phone: pick([null, '13600136000']) });
  for (let n = 0; n < 8; n += 1)
    await make(manager, 'x_site', { x_name: `站${n}`, x_account: pick(accounts), x_about: { object: 'account', id: pick(accounts) } });
  for (let n = 0; n < 8; n += 1) {
    const related = [...new Set([pick(accounts), pick(accounts)])].map((id) => ({ object: 'account', id }));
    await make(manager, 'activity', { type: 'note', subject: `随机${n}`, related });
  }
  await settle();
  for (let round = 0; round < 12; round += 1) {
    const before = await dump();
    const chosen = [...accounts].sort(() => random() - 0.5).slice(0, 2 + Math.floor(random() * 4));
    const merged = await merge(manager, chosen[0] ?? '', chosen.slice(1), random() < 0.5 ? { fields: { phone: pick(chosen) } } : {});
    // a ring of parents can not be merged; nothing may have changed then either
    if (merged.status === 200) {
      expect(await dump()).not.toEqual(before);
      const undone = await manager.post(`/merges/${merged.body.mergeId}/undo`);
      expect(undone.status, undone.text).toBe(200);
      expect(undone.body.left).toEqual({ fields: [], records: [] });
    } else expect(merged.status, merged.text).toBe(422);
    expect(await dump()).toEqual(before);
  }
});

async function settle(): Promise<void> {
  const ctx = await t.app.contextFor({ tenant: a.id });
  for (const object of ['account', 'contact']) {
    const meta = ctx.meta.object(object);
    if (meta) await settleKeys(ctx, meta);
  }
}

/** All that records hold, but for what tells of the changes themselves: versions and times. */
async function dump(): Promise<unknown> {
  const ctx = await t.app.contextFor({ tenant: a.id });
  const tables = ['account', 'contact', 'opportunity', 'activity', 'custom_record'];
  const rows = await Promise.all([
    ...tables.map((table) =>
      ctx.query(sql`
      select to_jsonb(x) - '{version,updated_at,updated_by,deleted_at,deleted_by}'::text[] as row, x.deleted_at is null as live
      from ${sql.table(table)} x where tenant_id = ${a.id} order by id`),
    ),
    ctx.query(sql`select record_id, field, target_id from record_link where tenant_id = ${a.id} order by 1, 2, 3`),
    ctx.query(sql`select kind, hash, record_id from match_key where tenant_id = ${a.id} order by 1, 2, 3`),
    ctx.query(sql`select record_id, target_id from record_redirect where tenant_id = ${a.id} order by 1`),
    ctx.query(sql`select user_id, record_id from favourite where tenant_id = ${a.id} order by 1, 2`),
    ctx.query(sql`select user_id, record_id, active from follow where tenant_id = ${a.id} order by 1, 2`),
    ctx.query(sql`select file_id, record_id from file_use where tenant_id = ${a.id} order by 1, 2`),
    ctx.query(sql`select record_id, title from record_search where tenant_id = ${a.id} order by 1`),
  ]);
  return rows;
}

/** Numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
