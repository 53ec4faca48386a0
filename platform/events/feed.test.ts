import type { AddressInfo } from 'node:net';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

interface Told {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of any form
  readonly data: any;
}

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let url = '';
let token = '';

beforeAll(async () => {
  t = await testApp();
  await t.runtime.bus.start();
  [a, b] = [await t.tenant(), await t.tenant()];
  await t.server.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(t.server.server.address() as AddressInfo).port}/api/v1/events`;
  token = await tokenOf(a.as.admin, ['events.read', 'account.read']);
});
afterAll(() => t.close());

const tokenOf = async (who: TestTenant['as']['admin'], scopes: string[]): Promise<string> =>
  (await who.post('/api-tokens', { name: '流', scopes })).body.token;

/** Reads the stream until `enough`, then hangs up. */
async function listen(key: string, enough: (told: Told[]) => boolean, headers: Record<string, string> = {}): Promise<Told[]> {
  const ending = new AbortController();
  const answer = await fetch(url, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${key}`, ...headers },
    signal: ending.signal,
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const told: Told[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const parts = rest.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const lines = new Map(part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
      if (lines.has('data'))
        told.push({ id: lines.get('id') ?? '', event: lines.get('event') ?? '', data: JSON.parse(lines.get('data') ?? '') });
    }
    if (enough(told)) break;
  }
  ending.abort();
  return told;
}

const make = async (name: string, who = a.as.seller): Promise<string> => (await who.post('/records/account', { name })).body.id;

it('streams what happens in order, and goes on where a reader stopped', async () => {
  const ids = [await make('甲'), await make('乙')];
  const first = await listen(token, (told) => told.length === 2);
  expect(first.map(({ event, data }) => [event, data.record])).toEqual(ids.map((id) => ['account.created', id]));
  // while nobody listens, and while somebody does
  const third = await make('丙');
  const waiting = listen(token, (told) => told.length === 2, { 'last-event-id': first[1]?.id ?? '' });
  const fourth = await make('丁');
  expect((await waiting).map(({ data }) => data.record)).toEqual([third, fourth]);
});

it('is the same as the pages of GET /events, and shows what the key may see', async () => {
  await a.as.seller.post('/records/contact', { name: '不在范围内' });
  await make('别家的', b.as.seller);
  const last = await make('最后');
  const told = await listen(token, (seen) => seen.at(-1)?.data.record === last);
  const { items } = (await t.anonymous.get('/events?limit=1000', { authorization: `Bearer ${token}` })).body;
  expect(told.map(({ data }) => data)).toEqual(items);
  expect(new Set(items.map((item: { object: string }) => item.object))).toEqual(new Set(['account']));
});

it('is refused without the right, with a bad cursor, and ends with the key', async () => {
  const stream = { accept: 'text/event-stream' };
  const seller = await tokenOf(a.as.seller, ['*']);
  expect((await t.anonymous.get('/events', { ...stream, authorization: `Bearer ${seller}` })).status).toBe(403);
  expect((await t.anonymous.get('/events', stream)).status).toBe(401);
  const bad = await t.anonymous.get('/events', { ...stream, authorization: `Bearer ${token}`, 'last-event-id': 'x' });
  expect(bad.body.code).toBe('BAD_CURSOR');
  const { token: short, id } = (await a.as.admin.post('/api-tokens', { name: '短', scopes: ['events.read', 'account.read'] })).body;
  const ended = fetch(url, { headers: { ...stream, authorization: `Bearer ${short}` } }).then((answer) => answer.text());
  await make('还在');
  await a.as.admin.delete(`/api-tokens/${id}`);
  await make('结束了');
  expect(await ended).not.toContain('结束了');
});
