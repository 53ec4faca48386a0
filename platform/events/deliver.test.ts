import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { label, newId } from '../kernel/index.ts';
import { type Context, defineModule, defineObject, defineSubscriber, type EventRecord, type Queryable, text } from '../module/index.ts';
import { type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { until } from '../testing/until.ts';
import { createEventBus, type EventBus } from './bus.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import { beginning, readEvents } from './outbox.ts';
import { purgeEventsJob } from './purge.ts';

const thing = defineObject({
  name: 'thing',
  label: label('物品', 'Thing'),
  title: 'name',
  access: { owned: true, default: 'private' },
  fields: { name: text({ label: label('名称', 'Name') }) },
});

let engine: TestEngine;
let tenant: TestEngineTenant;
const open: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), objects: [thing] })]);
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await (one.stop?.() ?? one.close?.());
});
afterAll(() => engine.close());

const write = (on: Queryable, id: number, record: string, n: number, event = 'thing.updated') =>
  on.query(sql`insert into event (tenant_id, id, at, event, object, record_id, channel, changes)
    values (${id}, ${newId()}, now(), ${event}, 'thing', ${record}, 'api', ${JSON.stringify({ n })}::jsonb)`);

async function bus(): Promise<EventBus> {
  const made = createEventBus({ url: engine.appUrl, log: quiet, gather: 5 });
  await made.start();
  open.push(made);
  return made;
}

function deliverer(
  on: EventBus,
  run: (ctx: Context, events: readonly EventRecord[]) => Promise<void> | void,
  events = ['*'],
  name = 'test',
): Deliverer {
  const made = createDeliverer(engine.app, on, [defineSubscriber({ name, events, run: async (ctx, batch) => run(ctx, batch) })]);
  open.push(made);
  return made;
}

const nOf = (event: EventRecord) => (event.changes as { n: number }).n;

describe('deliverer', () => {
  it('tells a subscriber of what was committed, soon, and of what it asked for only', async () => {
    tenant = await engine.tenant();
    const on = await bus();
    const seen: string[] = [];
    deliverer(on, (_ctx, events) => void seen.push(...events.map((event) => event.event)), ['lead.converted', '*.created']).start();
    for (const name of ['thing.created', 'thing.updated', 'lead.converted', 'lead.closed']) {
      await tenant.system.transaction((tx) => write(tx, tenant.id, newId(), 1, name));
    }
    on.committed(tenant.id);
    await until(() => seen.length === 2);
    expect(seen).toEqual(['thing.created', 'lead.converted']);
  });

  it('finds what nobody was told of when it starts', async () => {
    tenant = await engine.tenant();
    await tenant.system.transaction((tx) => write(tx, tenant.id, newId(), 7));
    const seen: number[] = [];
    deliverer(await bus(), (ctx, events) => void (ctx.tenant.id === tenant.id && seen.push(...events.map(nOf)))).start();
    await until(() => seen.length === 1);
    expect(seen).toEqual([7]);
  });

  it('tells an event with the configuration that was made before it', async () => {
    tenant = await engine.tenant();
    const before = tenant.system.meta.version;
    await tenant.system.transaction((tx) => write(tx, tenant.id, newId(), 1));
    const seen: (readonly [n: number, version: number])[] = [];
    const changing = async (ctx: Context, events: readonly EventRecord[]) => {
      if (ctx.tenant.id !== tenant.id) return;
      seen.push(...events.map((event) => [nOf(event), ctx.meta.version] as const));
      if (nOf(events[0] as EventRecord) > 1) return;
      // in the same run: the configuration changes, and after it a record
      await ctx.transaction(async (tx) => {
        await tx.query(sql`update tenant set metadata_version = metadata_version + 1 where id = ${tenant.id}`);
        await write(tx, tenant.id, newId(), 2);
      });
    };
    deliverer(await bus(), changing, ['*'], 'changing').start();
    await until(() => seen.length === 2);
    expect(seen).toEqual([
      [1, before],
      [2, before + 1],
    ]);
  });

  it('delivers again what a killed process had handled but not ticked off', async () => {
    tenant = await engine.tenant();
    await tenant.system.transaction((tx) => write(tx, tenant.id, newId(), 1));
    const first = await bus();
    const seen: string[] = [];
    let killed = false;
    const dying = createDeliverer(engine.app, first, [
      defineSubscriber({
        name: 'dying',
        events: ['*'],
        // handled, and then the process is gone: this never returns
        run: (ctx, events) => {
          if (ctx.tenant.id === tenant.id) {
            seen.push(...events.map((event) => event.id));
            killed = true;
            return new Promise(() => undefined);
          }
          return Promise.resolve();
        },
      }),
    ]);
    dying.start();
    await until(() => killed);
    await first.close();
    const again: string[] = [];
    const second = deliverer(
      await bus(),
      (ctx, events) => void (ctx.tenant.id === tenant.id && again.push(...events.map((event) => event.id))),
      ['*'],
      'dying',
    );
    second.start();
    await until(() => again.length > 0);
    expect(again).toEqual(seen);
    await second.drain(tenant.id);
    expect(again).toEqual(seen);
  });

  it('leaves delivering to one process, and another takes over', async () => {
    const [a, b] = [await bus(), await bus()];
    expect(await a.tryLock('one')).toBe(true);
    expect(await b.tryLock('one')).toBe(false);
    await a.close();
    expect(await until(() => b.tryLock('one'))).toBe(true);
  });

  it('keeps the order of each record under eight concurrent writers and skips nothing', async () => {
    tenant = await engine.tenant();
    const records = [newId(), newId(), newId()];
    await engine.owner.query('create table if not exists counter (record uuid primary key, n int not null default 0)');
    await engine.owner.query('grant all on counter to huanke_app');
    for (const record of records) await engine.owner.query('insert into counter (record) values ($1)', [record]);
    const on = await bus();
    const seen = new Map<string, number[]>(records.map((record) => [record, []]));
    deliverer(on, (_ctx, events) => {
      for (const event of events) seen.get(event.record)?.push(nOf(event));
    }).start();
    const writer = async (seed: number) => {
      for (let round = 0; round < 25; round += 1) {
        await tenant.system.transaction(async (tx) => {
          // what takes a transaction number early, long before the records it will write are free
          if ((seed + round) % 2 === 0) await write(tx, tenant.id, newId(), 0, 'other.event');
          const chosen = records.filter((_record, index) => (seed + round) % 3 !== index);
          for (const record of chosen) {
            const [row] = await tx.query<{ n: number }>(sql`select n from counter where record = ${record} for update`);
            await new Promise((resolve) => setTimeout(resolve, (seed * 7 + round) % 4));
            await tx.query(sql`update counter set n = n + 1 where record = ${record}`);
            await write(tx, tenant.id, record, (row?.n ?? 0) + 1);
          }
        });
        on.committed(tenant.id);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, seed) => writer(seed)));
    const { rows } = await engine.owner.query<{ record: string; n: number }>('select record, n from counter');
    await until(() => rows.every(({ record, n }) => (seen.get(record)?.length ?? 0) >= n));
    for (const { record, n } of rows) expect(seen.get(record)).toEqual(Array.from({ length: n }, (_, index) => index + 1));
  });

  it('waits for open transactions instead of stepping over them', async () => {
    tenant = await engine.tenant();
    const record = newId();
    const seen: number[] = [];
    const on = await bus();
    deliverer(on, (_ctx, events) => void seen.push(...events.filter((event) => event.record === record).map(nOf))).start();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const written = Promise.withResolvers<void>();
    const slow = tenant.system.transaction(async (tx) => {
      await write(tx, tenant.id, record, 1);
      written.resolve();
      await held;
    });
    await written.promise;
    await tenant.system.transaction((tx) => write(tx, tenant.id, record, 2));
    on.committed(tenant.id);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(seen).toEqual([]);
    release();
    await slow;
    // nobody says that the slow one has ended: the deliverer looks again by itself
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual([1, 2]);
  });

  it('puts a later change behind an earlier one though its transaction began first', async () => {
    tenant = await engine.tenant();
    const record = newId();
    await tenant.system.transaction(async (first) => {
      await write(first, tenant.id, newId(), 0);
      await tenant.system.transaction((second) => write(second, tenant.id, record, 1));
      await write(first, tenant.id, record, 2);
    });
    let events: EventRecord[] = [];
    await until(async () => {
      events = await readEvents(tenant.system, tenant.id, beginning, { limit: 10 });
      return events.length === 3;
    });
    expect(events.filter((event) => event.record === record).map(nOf)).toEqual([1, 2]);
  });

  it('tries a failing subscriber again without holding up the others', async () => {
    tenant = await engine.tenant();
    const record = newId();
    const on = await bus();
    const seen: Record<string, number> = { weak: 0, strong: 0 };
    const subscriber = (name: string, fails: number) =>
      defineSubscriber({
        name,
        events: ['*'],
        run: async (_ctx, events) => {
          if (!events.some((event) => event.record === record)) return;
          seen[name] = (seen[name] ?? 0) + 1;
          if ((seen[name] ?? 0) <= fails) throw new Error('not yet');
        },
      });
    const both = createDeliverer(engine.app, on, [subscriber('weak', 2), subscriber('strong', 0)]);
    open.push(both);
    both.start();
    await tenant.system.transaction((tx) => write(tx, tenant.id, record, 1));
    on.committed(tenant.id);
    await until(() => seen.weak === 3);
    expect(seen).toEqual({ weak: 3, strong: 1 });
  });
});

describe('purge', () => {
  it('takes events older than 30 days', async () => {
    tenant = await engine.tenant();
    const add = (at: string) =>
      tenant.system.transaction((tx) =>
        tx.query(
          sql`insert into event (tenant_id, id, at, event, object, record_id, channel) values (${tenant.id}, ${newId()}, ${at}, 'thing.updated', 'thing', ${newId()}, 'api')`,
        ),
      );
    await add('2020-01-01T00:00:00Z');
    await add('2020-01-02T00:00:00Z');
    await add(new Date().toISOString());
    await purgeEventsJob.run({ app: engine.app, signal: new AbortController().signal, contextFor: engine.app.contextFor }, undefined);
    expect(await tenant.system.query(sql`select count(*)::int as n from event where tenant_id = ${tenant.id}`)).toEqual([{ n: 1 }]);
  });
});
