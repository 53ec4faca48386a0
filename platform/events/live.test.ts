import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { createHttp } from '../http/server.ts';
import { label, newId } from '../kernel/index.ts';
import { type Context, defineModule, defineObject, text, type UserInfo } from '../module/index.ts';
import { insertRecord, somebody, type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { until } from '../testing/until.ts';
import { createEventBus, type EventBus, type LiveMessage } from './bus.ts';
import { liveRoutes } from './routes.ts';

const thing = defineObject({
  name: 'thing',
  label: label('物品', 'Thing'),
  title: 'name',
  access: { owned: true, default: 'private' },
  fields: { name: text({ label: label('名称', 'Name') }) },
});
const user = defineObject({
  name: 'user',
  label: label('用户', 'User'),
  title: 'name',
  table: 'app_user',
  access: { owned: false, default: 'read' },
  fields: { name: text({ label: label('姓名', 'Name') }) },
});
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let engine: TestEngine;
let tenant: TestEngineTenant;
let bus: EventBus;
let server: FastifyInstance;
let address: string;
/** Who may call, by the name in the header. */
const callers = new Map<string, Context>();
const seller = somebody('李娜');
const other = somebody('王强');

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), objects: [thing, user] })]);
  bus = createEventBus({ url: engine.appUrl, log: quiet, gather: 5 });
  await bus.start();
  server = await createHttp({ log: quiet, resolveCaller: async (request) => callers.get(String(request.headers['x-who'])) });
  await server.register(async (api) => liveRoutes(api, engine.app, bus), { prefix: '/api/v1' });
  await server.listen({ port: 0, host: '127.0.0.1' });
  address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/api/v1`;
});
/** A company of its own: what others on this database server hold open may bring its events late, after the test they belong to. */
async function company(): Promise<void> {
  tenant = await engine.tenant();
  callers.set('seller', tenant.as(seller, { kind: 'owners', owners: [seller.id] }, ['thing.read']));
  callers.set('admin', tenant.as(other));
}
afterAll(async () => {
  await server.close();
  await bus.close();
  await engine.close();
});

interface Listener {
  readonly heard: LiveMessage[];
  readonly ended: () => boolean;
  stop(): void;
}

async function listen(who: string, headers: Record<string, string> = {}): Promise<Listener> {
  const stop = new AbortController();
  const answer = await fetch(`${address}/live`, { headers: { 'x-who': who, ...headers }, signal: stop.signal });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const heard: LiveMessage[] = [];
  let ended = false;
  void (async () => {
    let rest = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      rest += chunk;
      const parts = rest.split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts)
        for (const line of part.split('\n')) if (line.startsWith('data: ')) heard.push(JSON.parse(line.slice(6)) as LiveMessage);
    }
    ended = true;
  })().catch(() => {
    ended = true;
  });
  return { heard, ended: () => ended, stop: () => stop.abort() };
}

async function save(name: string, owner: UserInfo, event = 'thing.created', changes: unknown = null): Promise<string> {
  const id = await insertRecord(tenant.system, 'thing', { name, owner: owner.id });
  await tell([id], event, changes);
  return id;
}

async function tell(ids: readonly string[], event: string, changes: unknown = null): Promise<void> {
  await tenant.system.transaction((tx) =>
    tx.query(sql`
      insert into event (tenant_id, id, at, event, object, record_id, channel, changes, by_user)
      select ${tenant.id}, gen_random_uuid(), now(), ${event}, 'thing', r, 'api', ${changes === null ? null : JSON.stringify(changes)}::jsonb, ${other.id}
      from unnest(${ids}::uuid[]) r`),
  );
  bus.committed(tenant.id);
}

describe('GET /live', () => {
  beforeEach(company);

  it('tells each of what they may see, and of nothing else', async () => {
    const [one, all] = [await listen('seller'), await listen('admin')];
    const mine = await save('我的', seller);
    const theirs = await save('别人的', other);
    await until(() => all.heard.length === 2 && one.heard.length === 1);
    expect(all.heard.map((message) => message.record)).toEqual([mine, theirs]);
    expect(one.heard).toEqual([{ event: 'thing.created', object: 'thing', record: mine }]);
    const foreign = await engine.tenant();
    await foreign.system.transaction((tx) =>
      tx.query(
        sql`insert into event (tenant_id, id, at, event, object, record_id, channel) values (${foreign.id}, ${newId()}, now(), 'thing.created', 'thing', ${newId()}, 'api')`,
      ),
    );
    bus.committed(foreign.id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(all.heard.length).toBe(2);
    one.stop();
    all.stop();
  });

  it('lets somebody see a record go that was given away or deleted', async () => {
    const one = await listen('seller');
    const given = await save('送走', other, 'thing.updated', [{ field: 'owner', old: seller.id, new: other.id }]);
    const deleted = await insertRecord(tenant.system, 'thing', { name: '删掉', owner: seller.id, deleted_at: new Date() });
    await tell([deleted], 'thing.deleted');
    await until(() => one.heard.length === 2);
    expect(one.heard.map((message) => message.record)).toEqual([given, deleted]);
    one.stop();
  });

  it('says "load anew" after a burst instead of naming each record', async () => {
    const one = await listen('seller');
    await tell(
      Array.from({ length: 1000 }, () => newId()),
      'thing.created',
    );
    await until(() => one.heard.length > 0);
    expect(one.heard).toEqual([{ event: 'refresh', object: 'thing' }]);
    one.stop();
  });

  it('asks a browser that comes back to load anew', async () => {
    const one = await listen('seller', { 'last-event-id': '1.1' });
    await until(() => one.heard.length > 0);
    expect(one.heard).toEqual([{ event: 'refresh', object: 'thing' }]);
    one.stop();
  });

  it('passes on notices to the person they are for', async () => {
    const [one, all] = [await listen('seller'), await listen('admin')];
    bus.push(tenant.id, seller.id, { event: 'notification', unread: 3 });
    await until(() => one.heard.length === 1);
    expect(one.heard).toEqual([{ event: 'notification', unread: 3 }]);
    expect(all.heard).toEqual([]);
    one.stop();
    all.stop();
  });

  it('ends with the session, and rights of now hold', async () => {
    callers.set('leaver', tenant.as(somebody('离职'), { kind: 'all' }));
    const one = await listen('leaver');
    // signed out before the two seconds for which a stream trusts what it knew are over: no look in between finds them still there
    callers.delete('leaver');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await save('之后', seller);
    await until(one.ended);
    expect(one.heard).toEqual([]);
  });

  it('refuses somebody who is not signed in', async () => {
    expect((await fetch(`${address}/live`)).status).toBe(401);
  });

  it('gives up the oldest stream of somebody who opens many', async () => {
    const many: Listener[] = [];
    for (let count = 0; count < 9; count += 1) many.push(await listen('seller'));
    await until(() => many.filter((one) => one.ended()).length === 1);
    expect(many[0]?.ended()).toBe(true);
    for (const one of many) one.stop();
  });
});

describe('GET /events', () => {
  beforeAll(async () => {
    await company();
    await tell(
      Array.from({ length: 1200 }, () => newId()),
      'thing.created',
    );
    for (const name of ['一', '二', '三', '四']) await save(name, seller);
  });

  const get = async (query: string, who = 'admin') => {
    const answer = await server.inject({ url: `/api/v1/events${query}`, headers: { 'x-who': who } });
    return {
      status: answer.statusCode,
      body: answer.json() as { items: { record: string; by: { id: string; title: string } | null }[]; nextCursor: string; code?: string },
    };
  };

  it('gives everything in order, page by page, and then what is new', async () => {
    // what is settled is told: other tests of this server may have held a transaction open meanwhile
    const first = await until(async () => {
      const answer = await get('?limit=3');
      expect(answer.status).toBe(200);
      return answer.body.items.length === 3 ? answer : undefined;
    }, 'the first events');
    expect(first.body.items[0]).toMatchObject({ event: 'thing.created', object: 'thing', channel: 'api', by: { id: other.id } });
    let { nextCursor } = first.body;
    const seen = new Set(first.body.items.map((item) => item.record));
    await until(async () => {
      const page = await get(`?since=${nextCursor}&limit=1000`);
      for (const item of page.body.items) expect(seen.has(item.record)).toBe(false);
      for (const item of page.body.items) seen.add(item.record);
      nextCursor = page.body.nextCursor;
      return page.body.items.length === 0 && seen.size >= 1204;
    }, 'all events');
    expect(seen.size).toBe(1204);
    const fresh = await save('新的', seller);
    let found: string[] = [];
    await until(async () => {
      found = (await get(`?since=${nextCursor}`)).body.items.map((item) => item.record);
      return found.length > 0;
    });
    expect(found).toEqual([fresh]);
  });

  it('refuses bad cursors, bad limits and people without the permission', async () => {
    expect(await get('?since=abc')).toMatchObject({ status: 400, body: { code: 'BAD_CURSOR' } });
    expect(await get('?since=99999999999999999999.1')).toMatchObject({ status: 400, body: { code: 'BAD_CURSOR' } });
    expect(await get('?limit=5000')).toMatchObject({ status: 400, body: { code: 'LIMIT_EXCEEDED' } });
    expect(await get('?limit=-1')).toMatchObject({ status: 422, body: { code: 'INVALID_VALUE' } });
    expect(await get('?other=1')).toMatchObject({ status: 400, body: { code: 'UNKNOWN_FIELD' } });
    expect(await get('', 'seller')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await get('', 'nobody')).status).toBe(401);
  });
});
