import { sql } from '@huanke/platform/database';
import { notify } from '@huanke/platform/notifications';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

/** Search, timeline, notices, recent records and favourites from outside, with real people and their rights. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

describe('search', () => {
  it('finds a new record at once, for those who may see it, in their own company only', async () => {
    const { seller, manager, outsider, colleague } = tenant.as;
    const created = await seller.post('/records/account', { name: '重庆长沙恒润化工', phone: '13812348899' });
    expect(created.status).toBe(201);
    for (const q of ['恒润', 'zqcs', 'chongqingchangsha', '8899', encodeURIComponent('cs恒润')]) {
      const { status, body } = await seller.get(`/search?q=${encodeURIComponent(decodeURIComponent(q))}`);
      expect(status).toBe(200);
      expect(body.groups[0]?.items[0]?.id, q).toBe(created.body.id);
    }
    const titles = async (who: typeof seller, q = '恒润') =>
      (await who.get(`/search?q=${encodeURIComponent(q)}`)).body.groups.map((group: { object: string }) => group.object);
    expect(await titles(manager)).toEqual(['account']);
    expect(await titles(colleague)).toEqual([]);
    expect(await titles(outsider)).toEqual([]);
    expect(await titles(other.as.owner)).toEqual([]);
    await seller.patch(`/records/account/${created.body.id}`, { name: '改名实业' });
    expect(await titles(seller)).toEqual([]);
    expect(await titles(seller, '改名')).toEqual(['account']);
    await seller.delete(`/records/account/${created.body.id}`);
    expect(await titles(seller, '改名')).toEqual([]);
    await seller.post(`/records/account/${created.body.id}/restore`);
    expect(await titles(seller, '改名')).toEqual(['account']);
  });

  it('finds custom fields and records of custom objects', async () => {
    const { admin, seller } = tenant.as;
    expect(
      (await admin.post('/meta/objects/account/fields', { name: 'x_plate', type: 'text', label: { zh: '车牌', en: 'Plate' } })).status,
    ).toBe(201);
    expect(
      (
        await admin.post('/meta/objects', {
          name: 'x_device',
          label: { zh: '设备', en: 'Device' },
        })
      ).status,
    ).toBeLessThan(300);
    const account = await seller.post('/records/account', { name: '物流公司', x_plate: '沪A88Z66' });
    const device = await seller.post('/records/x_device', { name: '数控机床' });
    expect(device.status).toBe(201);
    expect((await seller.get(`/search?q=${encodeURIComponent('沪A88')}`)).body.groups).toMatchObject([
      { object: 'account', items: [{ id: account.body.id }] },
    ]);
    expect((await seller.get('/search?q=skjc')).body.groups).toMatchObject([
      { object: 'x_device', items: [{ id: device.body.id, title: '数控机床' }] },
    ]);
    expect((await other.as.owner.get('/search?q=skjc')).body.groups).toEqual([]);
  });

  it('refuses what it does not understand', async () => {
    const { seller } = tenant.as;
    expect(await seller.get('/search?q=a&limit=0')).toMatchObject({
      status: 422,
      body: { code: 'INVALID_VALUE', errors: [{ field: 'limit' }] },
    });
    expect(await seller.get('/search?q=a&limit=51')).toMatchObject({ status: 400, body: { code: 'LIMIT_EXCEEDED' } });
    expect(await seller.get('/search?q=a&objects=nothing')).toMatchObject({ status: 404 });
    expect(await seller.get('/search?q=a&what=1')).toMatchObject({
      status: 400,
      body: { code: 'UNKNOWN_FIELD', errors: [{ field: 'what' }] },
    });
    expect(await seller.get(`/search?q=${'a'.repeat(300)}`)).toMatchObject({ status: 422, body: { code: 'TOO_LONG' } });
    expect(await seller.get('/search?q=a&q=b')).toMatchObject({ status: 400, body: { code: 'WRONG_TYPE' } });
    expect((await seller.get('/search?q=%00')).status).toBe(422);
    expect((await seller.get('/search?q=%01%02')).body).toEqual({ groups: [] });
    expect((await app.anonymous.get('/search?q=a')).status).toBe(401);
  });
});

describe('timeline', () => {
  it('tells what happened with a record and with what belongs to it, newest first, page by page', async () => {
    const { seller, colleague, outsider } = tenant.as;
    const account = (await seller.post('/records/account', { name: '时间线公司' })).body.id;
    const deal = (await seller.post('/records/opportunity', { name: '年度采购', account, stage: 'initial' })).body.id;
    await seller.patch(`/records/opportunity/${deal}`, { amount: '1000.00' });
    await seller.patch(`/records/opportunity/${deal}`, { stage: 'qualified' });
    const call = (
      await seller.post('/records/activity', { type: 'call', subject: '电话沟通', related: [{ object: 'opportunity', id: deal }] })
    ).body.id;
    await seller.patch(`/records/account/${account}`, { level: null, website: undefined, name: '时间线集团' });

    const all = (await seller.get(`/records/opportunity/${deal}/timeline`)).body;
    expect(all.items.map((item: { kind: string }) => item.kind)).toEqual(['activity', 'stage', 'change', 'created']);
    expect(all.items[0]).toMatchObject({
      id: call,
      object: 'activity',
      record: { subject: '电话沟通', type: 'call' },
      by: { id: seller.user },
    });
    expect(all.items[1]).toMatchObject({
      stage: { field: 'stage', from: 'initial', to: 'qualified' },
      by: { id: seller.user, title: expect.stringContaining('销售') },
    });
    expect(all.items[2]).toMatchObject({ changes: [{ field: 'amount', old: null, new: '1000.00' }] });
    expect(all.nextCursor).toBeNull();

    const ofAccount = (await seller.get(`/records/account/${account}/timeline`)).body.items;
    // that the deal was made, its stage, and what was done with it, but not its other fields
    expect(ofAccount.map((item: { kind: string; id: string }) => (item.kind === 'activity' ? item.id : item.kind))).toEqual([
      'change',
      call,
      'stage',
      'added',
      'created',
    ]);

    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await seller.get(`/records/opportunity/${deal}/timeline?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(all.items.map((item: { id: string }) => item.id));
    const stages = (await seller.get(`/records/opportunity/${deal}/timeline?kinds=stage,created`)).body.items;
    expect(stages.map((item: { kind: string }) => item.kind)).toEqual(['stage', 'created']);

    expect((await colleague.get(`/records/opportunity/${deal}/timeline`)).status).toBe(404);
    expect((await outsider.get(`/records/account/${account}/timeline`)).status).toBe(404);
    expect((await other.as.owner.get(`/records/account/${account}/timeline`)).status).toBe(404);
  });

  it('leaves out activities the caller may not see', async () => {
    const { seller, manager } = tenant.as;
    const account = (await manager.post('/records/account', { name: '共同客户', owner: seller.user })).body.id;
    await manager.post('/records/activity', { type: 'note', subject: '经理的备注', related: [{ object: 'account', id: account }] });
    const kinds = async (who: typeof seller) =>
      (await who.get(`/records/account/${account}/timeline`)).body.items.map((item: { kind: string }) => item.kind);
    expect(await kinds(manager)).toEqual(['activity', 'created']);
    expect(await kinds(seller)).toEqual(['created']);
  });

  it('refuses bad kinds, cursors and limits', async () => {
    const { seller } = tenant.as;
    const id = (await seller.post('/records/account', { name: '拒绝' })).body.id;
    const url = `/records/account/${id}/timeline`;
    expect(await seller.get(`${url}?kinds=gossip`)).toMatchObject({ status: 422, body: { errors: [{ field: 'kinds' }] } });
    expect(await seller.get(`${url}?cursor=abc`)).toMatchObject({ status: 400, body: { code: 'BAD_CURSOR' } });
    const foreign = Buffer.from(JSON.stringify(['another', '2026-01-01 00:00:00+00', id])).toString('base64url');
    expect(await seller.get(`${url}?cursor=${foreign}`)).toMatchObject({ status: 400, body: { code: 'BAD_CURSOR' } });
    const broken = Buffer.from(JSON.stringify([id, '2026-99-99 00:00:00+00', id])).toString('base64url');
    expect(await seller.get(`${url}?cursor=${broken}`)).toMatchObject({ status: 400, body: { code: 'BAD_CURSOR' } });
    expect(await seller.get(`${url}?limit=201`)).toMatchObject({ status: 400, body: { code: 'LIMIT_EXCEEDED' } });
    expect((await seller.get('/records/account/not-an-id/timeline')).status).toBe(404);
    expect((await seller.get('/records/nothing/x/timeline')).status).toBe(404);
  });
});

describe('notices', () => {
  it('tell the new owner, not the giver, in the reader’s words', async () => {
    const { manager, seller } = tenant.as;
    const id = (await manager.post('/records/account', { name: '交接客户' })).body.id;
    await manager.patch(`/records/account/${id}`, { owner: seller.user });
    const notice = await until(async () =>
      (await seller.get('/notifications')).body.items.find((item: { record: { id: string } | null }) => item.record?.id === id),
    );
    expect(notice).toMatchObject({ kind: 'recordAssigned', object: 'account', read: false, record: { id, title: '交接客户' } });
    expect(notice.text).toMatch(/^经理\d+ 把客户“交接客户”交给了您$/);
    expect((await manager.get('/notifications')).body.items).toEqual([]);
    const before = (await seller.get('/notifications')).body.unread;
    expect((await seller.post('/notifications/read', { ids: [notice.id] })).body).toEqual({ unread: before - 1 });
    expect((await seller.post('/notifications/read', { all: true })).body).toEqual({ unread: 0 });
    expect(await seller.post('/notifications/read', {})).toMatchObject({ status: 422, body: { errors: [{ field: 'ids' }] } });
    expect(await seller.post('/notifications/read', { ids: 'x' })).toMatchObject({ status: 400 });
  });

  it('are told once however often they are tried, and page by page', async () => {
    const { colleague } = tenant.as;
    const ctx = await colleague.context();
    const id = '01890000-0000-7000-8000-000000000001';
    await notify(ctx, [{ user: colleague.user, kind: 'exportDone', data: { file: '客户.xlsx' }, id }]);
    await notify(ctx, [{ user: colleague.user, kind: 'exportDone', data: { file: '客户.xlsx' }, id }]);
    for (let n = 0; n < 4; n += 1) await notify(ctx, [{ user: colleague.user, kind: 'exportDone', data: { file: `${n}.xlsx` } }]);
    const first = (await colleague.get('/notifications?limit=3')).body;
    const second = (await colleague.get(`/notifications?limit=3&cursor=${first.nextCursor}`)).body;
    const texts = [...first.items, ...second.items].map((item: { text: string }) => item.text);
    expect(texts).toEqual(['3', '2', '1', '0', '客户'].map((name) => `导出“${name}.xlsx”已完成，可以下载了`));
    expect(second.nextCursor).toBeNull();
    expect(await colleague.get('/notifications?cursor=zzz')).toMatchObject({ status: 400, body: { code: 'BAD_CURSOR' } });
    expect((await other.as.owner.get('/notifications')).body.items).toEqual([]);
  });
});

describe('recent records and favourites', () => {
  it('keep what was opened and marked, while it is visible', async () => {
    const { seller, manager, outsider } = tenant.as;
    const [a, b] = [
      (await seller.post('/records/account', { name: '甲方' })).body.id,
      (await seller.post('/records/account', { name: '乙方' })).body.id,
    ];
    for (const id of [a, b, a]) expect((await seller.post('/recent', { object: 'account', id })).status).toBe(204);
    expect((await seller.get('/recent')).body.items.map((item: { title: string }) => item.title)).toEqual(['甲方', '乙方']);
    expect((await seller.put(`/favourites/account/${b}`)).status).toBe(204);
    expect((await seller.put(`/favourites/account/${b}`)).status).toBe(204);
    expect((await seller.get('/favourites')).body.items).toMatchObject([{ object: 'account', id: b, title: '乙方' }]);
    await seller.delete(`/records/account/${b}`);
    expect((await seller.get('/favourites')).body.items).toEqual([]);
    expect((await seller.get('/recent')).body.items.map((item: { id: string }) => item.id)).toEqual([a]);
    expect((await seller.delete(`/favourites/account/${b}`)).status).toBe(204);
    expect((await outsider.post('/recent', { object: 'account', id: a })).status).toBe(404);
    expect((await other.as.owner.put(`/favourites/account/${a}`)).status).toBe(404);
    expect((await seller.post('/recent', { object: 'account', id: a, more: 1 })).status).toBe(400);
    expect((await manager.get('/recent')).body.items).toEqual([]);
  });
});

describe('events', () => {
  it('are for administrators, and hold what changed', async () => {
    const { seller, admin } = tenant.as;
    const id = (await seller.post('/records/product', {})).status;
    expect(id).toBeGreaterThanOrEqual(400);
    expect((await seller.get('/events')).status).toBe(403);
    const found = await until(async () => {
      const { body } = await admin.get('/events?limit=1000');
      return body.items.find(
        (item: { event: string; changes: { field: string }[] | null }) =>
          item.event === 'opportunity.updated' && item.changes?.some((change) => change.field === 'stage'),
      );
    });
    expect(found).toMatchObject({ object: 'opportunity', by: { id: seller.user }, channel: 'api' });
  });

  it('of a new record tell its values, none of which were there before', async () => {
    const { seller, admin } = tenant.as;
    const { id } = (await seller.post('/records/account', { name: '新记录事件', region: '浙江' })).body;
    const found = await until(async () =>
      (await admin.get('/events?limit=1000')).body.items.find((item: { record: string }) => item.record === id),
    );
    expect(found).toMatchObject({ event: 'account.created', by: { id: seller.user } });
    expect(found.changes).toEqual(
      expect.arrayContaining([
        { field: 'name', old: null, new: '新记录事件' },
        { field: 'region', old: null, new: '浙江' },
      ]),
    );
  });

  it('are counted in no table of another company', async () => {
    const rows = await (await other.as.owner.context()).query<{ n: number }>(
      sql`select count(*)::int as n from event where object = 'opportunity'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});
