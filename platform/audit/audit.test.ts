import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { testClock } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { somebody, type TestEngine, testEngine } from '../testing/engine.ts';
import { until } from '../testing/index.ts';
import { audit, chainHead, purgeEntries, sealEntries, verifyChain } from './index.ts';

const clock = testClock('2026-03-01T02:00:00.000Z');
const added: unknown[] = [];
let engine: TestEngine;
let ctx: Context;
let other: Context;

beforeAll(async () => {
  engine = await testEngine([], () => ({ clock, jobs: { add: async (...job) => void added.push(job) } }));
});
afterAll(() => engine.close());
beforeEach(async () => {
  clock.set('2026-03-01T02:00:00.000Z');
  const tenant = await engine.tenant();
  ctx = tenant.as(somebody('管理员'));
  const second = await engine.tenant();
  other = second.as(somebody('别家'));
});

const asOwner = (text: string, values: unknown[] = []): Promise<pg.QueryResult> => engine.owner.query(text, values);

async function write(count: number, into: Context = ctx): Promise<void> {
  for (let n = 1; n <= count; n += 1)
    await audit(into, { event: 'test.done', data: { n, deep: { b: [1, { y: null, x: '甲' }], a: 'é' } } });
}

async function ids(): Promise<string[]> {
  const rows = await ctx.query<{ id: string }>(sql`select id from audit_log where tenant_id = ${ctx.tenant.id} order by id`);
  return rows.map((row) => row.id);
}

describe('an entry', () => {
  it('says who, when, what, by which way and on what', async () => {
    const from = { address: '10.0.0.7', agent: 'Firefox' };
    await audit(Object.assign(Object.create(ctx) as Context, { client: from }), {
      event: 'role.changed',
      object: 'role',
      record: '01890000-0000-7000-8000-000000000001',
      data: { permissions: ['lead.read'] },
    });
    const rows = await ctx.query(sql`select * from audit_log where tenant_id = ${ctx.tenant.id}`);
    expect(rows).toEqual([
      {
        tenant_id: ctx.tenant.id,
        id: expect.any(String),
        at: '2026-03-01T02:00:00.000Z',
        event: 'role.changed',
        by_user: ctx.user.id,
        channel: 'api',
        ...from,
        object: 'role',
        record_id: '01890000-0000-7000-8000-000000000001',
        data: { permissions: ['lead.read'] },
      },
    ]);
    await audit(await engine.app.contextFor({ tenant: ctx.tenant.id }), { event: 'test.done' });
    const system = await ctx.query(sql`select by_user from audit_log where tenant_id = ${ctx.tenant.id} and event = 'test.done'`);
    expect(system).toEqual([{ by_user: null }]);
  });

  it('goes with the transaction it belongs to, and asks for its seal only after the commit', async () => {
    added.length = 0;
    const failed = ctx.transaction(async (tx) => {
      await audit(tx, { event: 'test.done' });
      throw new Error('taken back');
    });
    await expect(failed).rejects.toThrow('taken back');
    expect(await ids()).toEqual([]);
    expect(added).toEqual([]);
    await write(1);
    await until(() => added.length > 0);
    expect(added[0]).toEqual(['audit.seal', { tenant: ctx.tenant.id }, { key: `audit.seal:${ctx.tenant.id}` }]);
  });

  it('can not be changed or deleted by the application, nor can its seal', async () => {
    // the database asks the real time how old an entry is
    clock.set(new Date().toISOString());
    await write(2);
    await sealEntries(ctx);
    for (const table of ['audit_log', 'audit_seal']) {
      const key = sql.id(table === 'audit_log' ? 'event' : 'seq');
      const update = ctx.transaction((tx) =>
        tx.query(sql`update ${sql.table(table)} set ${key} = ${key} where tenant_id = ${ctx.tenant.id}`),
      );
      await expect(update, table).rejects.toThrow(/permission denied/);
      const deleted = await ctx.transaction((tx) =>
        tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${ctx.tenant.id} returning 1`),
      );
      expect(deleted, table).toEqual([]);
    }
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 2 });
  });

  it('is seen by its own company only', async () => {
    await write(1);
    expect(await other.query(sql`select 1 from audit_log`)).toEqual([]);
    await sealEntries(ctx);
    expect(await chainHead(other)).toBeUndefined();
  });
});

describe('the chain', () => {
  it('grows in order, also when several seal at once, and is one per company', async () => {
    await write(3);
    await write(1, other);
    await Promise.all([sealEntries(ctx), sealEntries(ctx), sealEntries(other)]);
    await write(2);
    await sealEntries(ctx);
    const seals = await ctx.query<{ seq: string; entry: string }>(
      sql`select seq, entry from audit_seal where tenant_id = ${ctx.tenant.id} order by seq`,
    );
    expect(seals.map((seal) => seal.seq)).toEqual(['1', '2', '3', '4', '5']);
    expect(seals.map((seal) => seal.entry)).toEqual(await ids());
    const head = await chainHead(ctx);
    expect(await verifyChain(ctx)).toEqual({ ok: true, entries: 5, head });
    expect(await verifyChain(other)).toMatchObject({ ok: true, entries: 1 });
    expect(await verifyChain((await engine.tenant()).system)).toEqual({ ok: true, entries: 0 });
  });

  it('is the hash of a form that anybody can work out', async () => {
    const { createHash } = await import('node:crypto');
    await write(1);
    await sealEntries(ctx);
    const [id] = await ids();
    // by hand: link before, then format, company, place, entry, with the keys of the data in order
    const canonical = `[1,${ctx.tenant.id},1,"${id}","2026-03-01T02:00:00.000Z","test.done","${ctx.user.id}","api",null,null,null,null,{"deep":{"a":"é","b":[1,{"x":"甲","y":null}]},"n":1}]`;
    const hash = createHash('sha256').update(Buffer.alloc(32)).update(canonical).digest('hex');
    expect(await chainHead(ctx)).toEqual({ seq: 1, hash });
  });

  it('takes in what was committed late', async () => {
    const late = ctx.transaction(async (tx) => {
      await audit(tx, { event: 'test.late' });
      await write(1, other);
      // another connection commits and seals meanwhile
      const { rows } = await asOwner('select 1');
      expect(rows).toHaveLength(1);
      await write(2, await engine.app.contextFor({ tenant: ctx.tenant.id }));
      await sealEntries(await engine.app.contextFor({ tenant: ctx.tenant.id }));
    });
    await late;
    expect(await sealEntries(ctx)).toBe(1);
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 3 });
  });
});

describe('tampering by the owner of the database is found and named', () => {
  let all: string[];
  beforeEach(async () => {
    await write(6);
    await sealEntries(ctx);
    all = await ids();
  });
  const tenant = () => ctx.tenant.id;
  const broken = async () => (await verifyChain(ctx)).broken;

  it.each([
    ['event', "'test.other'"],
    ['at', "at + interval '1 second'"],
    ['by_user', 'null'],
    ['channel', "'web'"],
    ['address', "'1.1.1.1'"],
    ['agent', "'x'"],
    ['object', "'account'"],
    ['record_id', 'id'],
    ['data', `jsonb_set(data, '{deep,b,1,x}', '"乙"')`],
  ])('a changed %s', async (column, value) => {
    await asOwner(`update audit_log set ${column} = ${value} where tenant_id = $1 and id = $2`, [tenant(), all[2]]);
    expect(await broken()).toEqual({ fault: 'changed', seq: 3, entry: all[2] });
  });

  it('a removed entry, with and without its seal, and a removed beginning', async () => {
    await asOwner('delete from audit_log where tenant_id = $1 and id = $2', [tenant(), all[3]]);
    expect(await broken()).toEqual({ fault: 'removed', seq: 4, entry: all[3] });
    await asOwner('delete from audit_seal where tenant_id = $1 and seq = 4', [tenant()]);
    expect(await broken()).toEqual({ fault: 'removed', seq: 4 });
    await asOwner('delete from audit_seal where tenant_id = $1 and seq <= 2', [tenant()]);
    await asOwner('delete from audit_log where tenant_id = $1 and id = any($2)', [tenant(), all.slice(0, 2)]);
    expect(await broken()).toEqual({ fault: 'removed', seq: 1 });
  });

  it('a removed end, by the head that was kept elsewhere', async () => {
    const anchor = await chainHead(ctx);
    if (!anchor) throw new Error('nothing is sealed');
    expect(await verifyChain(ctx, { anchor })).toMatchObject({ ok: true });
    await write(1);
    await sealEntries(ctx);
    expect(await verifyChain(ctx, { anchor })).toMatchObject({ ok: true, entries: 7 });
    await asOwner('delete from audit_seal where tenant_id = $1 and seq > 4', [tenant()]);
    await asOwner('delete from audit_log where tenant_id = $1 and id <> all($2)', [tenant(), all.slice(0, 4)]);
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 4 });
    expect((await verifyChain(ctx, { anchor })).broken).toEqual({ fault: 'removed', seq: 5 });
    // the chain made anew from there on: everything fits but the head
    await write(2);
    await sealEntries(ctx);
    expect((await verifyChain(ctx, { anchor })).broken).toMatchObject({ fault: 'anchor', seq: 6 });
  });

  it('an inserted entry, without a seal and with one', async () => {
    const id = '01890000-0000-7000-8000-000000000009';
    await asOwner("insert into audit_log (tenant_id, id, at, event, channel) values ($1, $2, '2026-03-01', 'test.fake', 'web')", [
      tenant(),
      id,
    ]);
    await sealEntries(ctx);
    expect(await broken()).toEqual({ fault: 'inserted', entry: id });
    await asOwner('update audit_seal set seq = seq + 100 where tenant_id = $1 and seq > 3', [tenant()]);
    await asOwner('update audit_seal set seq = seq - 99 where tenant_id = $1 and seq > 100', [tenant()]);
    await asOwner("insert into audit_seal (tenant_id, seq, entry, hash) values ($1, 4, $2, sha256('x'))", [tenant(), id]);
    expect((await broken())?.seq).toBe(4);
  });

  it('reordered entries', async () => {
    const swap = async () => {
      await asOwner('update audit_seal set seq = -2 where tenant_id = $1 and seq = 2', [tenant()]);
      await asOwner('update audit_seal set seq = 2 where tenant_id = $1 and seq = 4', [tenant()]);
      await asOwner('update audit_seal set seq = 4 where tenant_id = $1 and seq = -2', [tenant()]);
    };
    await swap();
    expect(await broken()).toEqual({ fault: 'reordered', seq: 2, entry: all[1] });
    await swap();
    expect(await broken()).toBeUndefined();
    // the places stay, the entries behind them change
    await asOwner('update audit_seal set entry = $2 where tenant_id = $1 and seq = 2', [tenant(), all[0]?.replace(/^./, 'f')]);
    await asOwner('update audit_seal set entry = $2 where tenant_id = $1 and seq = 4', [tenant(), all[1]]);
    await asOwner('update audit_seal set entry = $2 where tenant_id = $1 and seq = 2', [tenant(), all[3]]);
    expect(await broken()).toEqual({ fault: 'reordered', seq: 2, entry: all[1] });
  });
});

describe('retention', () => {
  it('takes the old away and leaves a chain that can be verified, again and again', async () => {
    await write(4);
    await sealEntries(ctx);
    clock.set('2026-03-02T02:00:00.000Z');
    await write(2);
    await sealEntries(ctx);
    // the policy of the database asks the real time: make what is old in the story old for it too
    await asOwner("update audit_log set at = at - interval '2 years' where tenant_id = $1", [ctx.tenant.id]);
    await asOwner('delete from audit_seal where tenant_id = $1', [ctx.tenant.id]);
    await sealEntries(ctx);
    clock.set('2024-08-28T03:00:00.000Z');
    expect(await purgeEntries(ctx, 180)).toBe(4);
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 2 });
    await sealEntries(ctx);
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 3, head: { seq: 7 } });
    const [told] = await ctx.query<{ data: unknown }>(
      sql`select data from audit_log where tenant_id = ${ctx.tenant.id} and event = 'audit.purged'`,
    );
    expect(told?.data).toEqual({ through: 4, hash: expect.stringMatching(/^[0-9a-f]{64}$/), entries: 4 });
    clock.set('2024-08-29T03:00:00.000Z');
    expect(await purgeEntries(ctx, 180)).toBe(2);
    await sealEntries(ctx);
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 2, head: { seq: 8 } });
    // a beginning that no retention run vouches for
    await asOwner('update audit_seal set hash = sha256(hash) where tenant_id = $1 and seq = 6', [ctx.tenant.id]);
    expect((await verifyChain(ctx)).broken).toMatchObject({ fault: 'removed', seq: 1 });
  });

  it('keeps half a year whatever is asked', async () => {
    await expect(purgeEntries(ctx, 179)).rejects.toThrow('at least 180 days');
    clock.set(new Date().toISOString());
    await write(1);
    await sealEntries(ctx);
    clock.advance(400 * 86_400_000);
    await expect(purgeEntries(ctx, 180)).rejects.toThrow('keeps entries');
    expect(await verifyChain(ctx)).toMatchObject({ ok: true, entries: 1 });
  });
});
