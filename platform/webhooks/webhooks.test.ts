import { createHmac } from 'node:crypto';
import { type Client, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDeliverer, type Deliverer } from '../events/index.ts';
import { testClock } from '../kernel/index.ts';
import { until } from '../testing/until.ts';
import { purgeDeliveries } from './jobs.ts';
import { createSender, type Sender } from './sender.ts';
import { type Receiver, receiver } from './testing.ts';

const clock = testClock('2026-03-01T08:00:00Z');
const hour = 3_600_000;
let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let deliverer: Deliverer;
let sender: Sender;
const receivers: Receiver[] = [];
const made: { who: Client; id: string }[] = [];

beforeAll(async () => {
  t = await testApp({ clock, config: { outboundPrivate: true } });
  [a, b] = [await t.tenant(), await t.tenant()];
  deliverer = createDeliverer(t.app, t.runtime.bus);
  sender = createSender(t.app, t.runtime.bus);
  await deliverer.drain(a.id);
});
afterEach(async () => {
  for (const one of receivers.splice(0)) await one.close();
  for (const { who, id } of made.splice(0)) await who.delete(`/webhooks/${id}`);
});
afterAll(() => t.close());

async function hook(input: object = {}, who = a.as.admin): Promise<Receiver & { id: string; secret: string }> {
  const to = await receiver();
  receivers.push(to);
  const { body, status } = await who.post('/webhooks', { name: 'ERP', url: to.url, events: ['*'], ...input });
  expect(status).toBe(201);
  made.push({ who, id: body.id });
  return Object.assign(to, { id: body.id as string, secret: body.secret as string });
}
/** Reads the outbox and sends what is due, until `enough`. */
const flow = (enough: () => boolean | Promise<boolean>, tenant = a) =>
  until(async () => {
    await deliverer.drain(tenant.id);
    await sender.drain(tenant.id);
    return enough();
  });
const deliveries = async (id: string, query = '') => (await a.as.admin.get(`/webhooks/${id}/deliveries${query}`)).body.items;
const account = async (name: string, who = a.as.seller) => (await who.post('/records/account', { name })).body.id as string;

describe('a message', () => {
  it('of a webhook that a program made says what its scopes let it see, masks included', async () => {
    expect((await a.as.admin.patch('/meta/objects/account/fields/phone', { mask: 'phone' })).status).toBe(200);
    const { token } = (await a.as.admin.post('/api-tokens', { name: 'ERP', scopes: ['api.manage', 'account.read'] })).body;
    const to = await receiver();
    receivers.push(to);
    const key = { authorization: `Bearer ${token}` };
    const { id } = (await t.anonymous.post('/webhooks', { name: 'ERP', url: to.url, events: ['*.updated', '*.created'] }, key)).body;
    made.push({ who: a.as.admin, id });
    const firm = await account('天成仪表');
    await a.as.seller.post('/records/contact', { name: '不在范围', account: firm });
    await a.as.seller.patch(`/records/account/${firm}`, { phone: '13958274016' });
    await flow(() => to.got.length === 2);
    expect(to.got.map(({ body }) => body.event)).toEqual(['account.created', 'account.updated']);
    expect(to.got[1]?.body.changes).toContainEqual({ field: 'phone', old: null, new: '139****4016' });
    // changed by a person it says what its person sees, and by a program again what that one may
    for (const [change, shown] of [
      [() => a.as.admin.patch(`/webhooks/${id}`, { objects: ['account'] }), '13958270000'],
      [() => t.anonymous.patch(`/webhooks/${id}`, { name: 'ERP 2' }, key), '139****1111'],
    ] as const) {
      expect((await change()).status).toBe(200);
      const told = to.got.length;
      await a.as.seller.patch(`/records/account/${firm}`, { phone: shown.replace('****', '5827') });
      await flow(() => to.got.length > told);
      expect(JSON.stringify(to.got.at(-1)?.body.changes)).toContain(`"new":"${shown}"`);
    }
    await a.as.admin.patch('/meta/objects/account/fields/phone', { mask: null });
  });

  it('is the event, signed, with ids to tell it by', async () => {
    const to = await hook({ events: ['account.created', '*.updated'], objects: ['account'] });
    const id = await account('恒润化工');
    await a.as.seller.post('/records/contact', { name: '不要这个', account: id });
    await a.as.seller.patch(`/records/account/${id}`, { name: '恒润化工集团' });
    await flow(() => to.got.length === 2);
    const [created, updated] = to.got;
    expect(created?.body).toMatchObject({
      event: 'account.created',
      object: 'account',
      record: id,
      by: { id: a.as.seller.user },
      channel: 'api',
    });
    expect(Object.keys(created?.body).sort()).toEqual(['at', 'by', 'changes', 'channel', 'event', 'id', 'object', 'record']);
    expect(updated?.body.changes).toContainEqual({ field: 'name', old: '恒润化工', new: '恒润化工集团' });
    const at = Math.floor(clock.now().getTime() / 1000);
    const by = createHmac('sha256', to.secret).update(`${at}.${created?.text}`).digest('hex');
    expect(created?.headers).toMatchObject({
      'huanke-signature': `t=${at},v1=${by}`,
      'huanke-event-id': created?.body.id,
      'huanke-event': 'account.created',
      'huanke-delivery-id': expect.any(String),
    });
    expect(await deliveries(to.id)).toMatchObject([
      { event: 'account.updated', status: 'delivered', tries: 1, log: [{ status: 200, body: '谢谢' }] },
      { event: 'account.created', status: 'delivered', tries: 1 },
    ]);
  });

  it('shows only what the chosen user sees, and nothing of another company', async () => {
    const all = await hook();
    const narrow = await hook({ user: a.as.outsider.user });
    const other = await hook({}, b.as.admin);
    const hidden = await account('一部的客户');
    const shown = await account('二部的客户', a.as.outsider);
    await flow(() => all.got.some(({ body }) => body.record === shown) && narrow.got.some(({ body }) => body.record === shown));
    expect(all.got.some(({ body }) => body.record === hidden)).toBe(true);
    expect(narrow.got.some(({ body }) => body.record === hidden)).toBe(false);
    await flow(() => true, b);
    expect(other.got.map(({ body }) => body.record)).not.toContain(shown);
  });

  it('never carries an encrypted text', async () => {
    const field = { name: 'x_card', label: { zh: '卡号', en: 'Card' }, type: 'encrypted' };
    expect((await a.as.admin.post('/meta/objects/account/fields', field)).status).toBe(201);
    const to = await hook({ events: ['account.created'] });
    await a.as.seller.post('/records/account', { name: '有卡的', x_card: '6222020200112340' });
    await flow(() => to.got.length === 1);
    expect(to.got[0]?.text).not.toMatch(/6222020200112340|e1\./);
  });

  it('goes in order for each record', async () => {
    const to = await hook({ events: ['account.updated'] });
    const ids = [await account('甲'), await account('乙')];
    for (let n = 1; n <= 10; n += 1) for (const id of ids) await a.as.seller.patch(`/records/account/${id}`, { employees: n });
    await flow(() => to.got.length === 20);
    for (const id of ids) {
      const names = to.got.filter(({ body }) => body.record === id).map(({ body }) => body.changes[0].new);
      expect(names).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
    }
  });
});

describe('a receiver that fails', () => {
  it('gets the same message again later, and what follows on the same record only after it', async () => {
    const to = await hook({ events: ['account.*', 'account.created', 'account.updated'].slice(1) });
    let failing = true;
    to.answer = ({ body }) => (failing && body.changes?.[0]?.new !== '另一家' ? 500 : 200);
    const id = await account('甲公司');
    await a.as.seller.patch(`/records/account/${id}`, { name: '乙公司' });
    const free = await account('另一家');
    await flow(() => to.got.some(({ body }) => body.record === free));
    expect(to.got.filter(({ body }) => body.record === id).map(({ body }) => body.event)).toEqual(['account.created']);
    expect((await deliveries(to.id, '?status=waiting')).map((one: { tries: number }) => one.tries)).toEqual([0, 1]);
    failing = false;
    // before the first wait of 5 s is over nothing is sent
    clock.advance(4_000);
    await sender.drain(a.id);
    expect(to.got.filter(({ body }) => body.record === id)).toHaveLength(1);
    clock.advance(1_000);
    await flow(() => to.got.filter(({ body }) => body.record === id).length === 3);
    const again = to.got.filter(({ body }) => body.record === id);
    expect(again.map(({ body }) => body.event)).toEqual(['account.created', 'account.created', 'account.updated']);
    expect(again[1]?.headers['huanke-delivery-id']).toBe(again[0]?.headers['huanke-delivery-id']);
  });

  it('holds up nobody else', async () => {
    const hanging = await hook({ events: ['account.created'] });
    hanging.answer = () => 'never';
    const quick = await hook({ events: ['account.created'] });
    await account('谁也不等');
    await until(async () => {
      await deliverer.drain(a.id);
      void sender.drain(a.id);
      return quick.got.length === 1 && hanging.got.length === 1;
    });
    expect(await deliveries(hanging.id)).toMatchObject([{ status: 'waiting', tries: 0 }]);
  });

  it('gets no redirect followed', async () => {
    const to = await hook({ events: ['account.created'] });
    to.answer = () => 302;
    await account('别跳转');
    await flow(() => to.got.length === 1);
    expect(await deliveries(to.id)).toMatchObject([{ status: 'waiting', log: [{ status: 302 }] }]);
  });

  it('loses a message after a day to the dead letters, from where it is sent again', async () => {
    const to = await hook({ events: ['account.created'] });
    to.answer = () => 503;
    await account('会死的');
    await flow(() => to.got.length === 1);
    for (let passed = 0; passed < 24; passed += 1) {
      clock.advance(hour);
      await sender.drain(a.id);
    }
    const [dead] = await deliveries(to.id);
    expect(dead).toMatchObject({ status: 'dead', log: expect.any(Array) });
    // looked at every hour: after 1, 2, 3, 4, 5 and 6 h, then 2 and 3 h apart, the last time when the day is over
    expect(dead).toMatchObject({ tries: 14 });
    expect(dead.log).toHaveLength(10);
    expect((await a.as.admin.get('/webhooks')).body.items.find((one: { id: string }) => one.id === to.id)).toMatchObject({
      dead: 1,
      waiting: 0,
    });
    const tries = to.got.length;
    clock.advance(4 * hour);
    await sender.drain(a.id);
    expect(to.got).toHaveLength(tries);
    to.answer = () => 204;
    expect((await a.as.admin.post(`/webhooks/${to.id}/replay`, { deliveries: [dead.id] })).body).toEqual({ count: 1 });
    await flow(async () => (await deliveries(to.id, '?status=delivered')).length === 1);
    expect(to.got.at(-1)?.headers['huanke-delivery-id']).toBe(dead.id);
    expect((await a.as.admin.post(`/webhooks/${to.id}/replay`, { from: '2026-03-01T00:00:00Z' })).body).toEqual({ count: 1 });
    expect((await a.as.admin.post(`/webhooks/${to.id}/replay`, {})).status).toBe(422);
  });

  it('is switched off after five days, with a notice, and goes on where it stood', async () => {
    const to = await hook({ events: ['account.created'] });
    to.answer = () => 500;
    for (let day = 0; day < 5; day += 1) {
      await account(`第 ${day} 天`);
      await flow(async () => (await deliveries(to.id)).length === day + 1);
      clock.advance(24 * hour);
      await sender.drain(a.id);
    }
    const view = async () => (await a.as.admin.get(`/webhooks/${to.id}`)).body;
    expect(await view()).toMatchObject({ active: false, paused: 'failing' });
    const notices = (await a.as.admin.get('/notifications')).body.items;
    expect(notices).toMatchObject([{ kind: 'webhookFailing', text: 'Webhook“ERP”连续多天发送失败，已自动停用' }]);
    const before = (await deliveries(to.id, '?status=waiting')).length;
    expect(before).toBeGreaterThan(0);
    to.answer = () => 200;
    await a.as.admin.patch(`/webhooks/${to.id}`, { active: true });
    await flow(async () => (await deliveries(to.id, '?status=waiting')).length === 0);
    expect(await view()).toMatchObject({ active: true, paused: null, failures: 0 });
  });

  it('is switched off with its user', async () => {
    const to = await hook({ events: ['account.created'], user: a.as.colleague.user });
    to.answer = () => 500;
    await account('同事的', a.as.colleague);
    await flow(() => to.got.length === 1);
    await a.as.owner.post(`/users/${a.as.colleague.user}/deactivate`);
    clock.advance(hour);
    await sender.drain(a.id);
    expect((await a.as.admin.get(`/webhooks/${to.id}`)).body).toMatchObject({ active: false, paused: 'user' });
    expect(to.got).toHaveLength(1);
    await a.as.owner.post(`/users/${a.as.colleague.user}/activate`);
  });
});

describe('configuration', () => {
  it('is for who may manage interfaces, and logged without the secret', async () => {
    const to = await hook();
    expect((await a.as.manager.get('/webhooks')).status).toBe(403);
    expect((await a.as.manager.post('/webhooks', { name: 'x', url: to.url, events: ['*'] })).status).toBe(403);
    for (const path of ['', '/deliveries']) expect((await b.as.owner.get(`/webhooks/${to.id}${path}`)).status).toBe(404);
    for (const path of ['/test', '/secret', '/replay']) expect((await b.as.owner.post(`/webhooks/${to.id}${path}`, {})).status).toBe(404);
    await a.as.admin.patch(`/webhooks/${to.id}`, { name: '仓库' });
    const changes = await a.as.owner.get('/meta/changes?kind=webhook');
    expect(changes.body.items.slice(0, 2)).toMatchObject([
      { operation: 'update', name: to.id, before: { label: 'ERP' }, after: { label: '仓库' }, canUndo: false },
      { operation: 'create' },
    ]);
    expect(changes.text + (await a.as.admin.get('/webhooks')).text).not.toContain(to.secret);
  });

  it('names what is wrong', async () => {
    const { body } = await a.as.admin.post('/webhooks', { name: ' ', url: 'ftp://x', events: ['*', 'Lead!'], objects: ['nothing'] });
    expect(body.errors.map((one: { field: string }) => one.field)).toEqual(['name', 'url', 'events[1]', 'objects[0]']);
  });

  it('changes its secret without losing a message: both sign for a day', async () => {
    const to = await hook({ events: ['account.created'] });
    const { secret } = (await a.as.admin.post(`/webhooks/${to.id}/secret`)).body;
    const signs = (message = to.got.at(-1)) => {
      const [t = '', ...signatures] = String(message?.headers['huanke-signature']).split(',');
      const of = (key: string) =>
        `v1=${createHmac('sha256', key)
          .update(`${t.slice(2)}.${message?.text}`)
          .digest('hex')}`;
      return [signatures, [of(secret), of(to.secret)]];
    };
    await account('两个签名');
    await flow(() => to.got.length === 1);
    const [both, expected] = signs();
    expect(both).toEqual(expected);
    clock.advance(24 * hour);
    await account('一个签名');
    await flow(() => to.got.length === 2);
    const [one, wanted] = signs();
    expect(one).toEqual(wanted?.slice(0, 1));
  });

  it('can be tried at once', async () => {
    const to = await hook({ events: ['account.created'] });
    expect((await a.as.admin.post(`/webhooks/${to.id}/test`)).body).toMatchObject({ status: 200, body: '谢谢' });
    expect(to.got[0]?.body).toMatchObject({ event: 'webhook.tested', record: to.id });
    await to.close();
    receivers.splice(receivers.indexOf(to), 1);
    expect((await a.as.admin.post(`/webhooks/${to.id}/test`)).body).toMatchObject({ error: 'refused' });
    expect(await deliveries(to.id)).toEqual([]);
  });

  it('forgets deliveries after a month', async () => {
    const to = await hook({ events: ['account.created'] });
    await account('旧的');
    await flow(() => to.got.length === 1);
    // twice, or the sessions of this test would end as well
    clock.advance(20 * 24 * hour);
    expect(await deliveries(to.id)).toHaveLength(1);
    clock.advance(11 * 24 * hour);
    await purgeDeliveries.run({ app: t.app, signal: new AbortController().signal, contextFor: t.app.contextFor }, undefined);
    expect(await deliveries(to.id)).toEqual([]);
  });
});
