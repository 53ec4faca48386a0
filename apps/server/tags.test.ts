import { newId } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Tags of records and the company's list of them, from outside. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
  // an object of the company's own, whose tags lie among the custom values
  await tenant.as.admin.post('/meta/objects', { name: 'x_device', label: { zh: '设备', en: 'Device' } });
  await tenant.as.admin.post('/meta/objects/x_device/fields', { name: 'x_tags', type: 'tags', label: { zh: '标签', en: 'Tags' } });
});
afterAll(() => app.close());

const names = async (who: Client) => (await who.get('/tags')).body.items.map((tag: { name: string }) => tag.name);
const tagsOf = async (id: string, object = 'account') =>
  (await tenant.as.admin.get(`/records/${object}/${id}`)).body[object === 'account' ? 'tags' : 'x_tags'];
const uses = async (who: Client, name: string) => {
  const { items } = (await who.get('/tags?counts=true')).body;
  return Object.fromEntries(
    items
      .find((tag: { name: string }) => tag.name === name)
      ?.uses.map((use: { object: string; count: number }) => [use.object, use.count]) ?? [],
  );
};

describe('tags', () => {
  it('that people write come to the list of the company; lists are filtered by them', async () => {
    const { seller } = tenant.as;
    const a = (await seller.post('/records/account', { name: '标签甲', tags: ['重点', '展会'] })).body.id;
    await seller.post('/records/account', { name: '标签乙', tags: ['展会'] });
    await until(async () => (await names(seller)).includes('重点') || undefined);
    expect((await seller.get('/tags')).body.items).toEqual([
      { name: '展会', color: 'grey', active: true },
      { name: '重点', color: 'grey', active: true },
    ]);
    const found = (
      await seller.post('/records/account/query', { fields: ['name', 'tags'], filter: { field: 'tags', op: 'contains', value: '重点' } })
    ).body.records;
    expect(found).toMatchObject([{ name: '标签甲', tags: ['重点', '展会'] }]);
    const bulk = await seller.post('/records/account/bulk', { operation: 'update', records: [{ id: a, tags: ['重点', '老客户'] }] });
    expect(bulk.body.results[0].error).toBeUndefined();
    await until(async () => (await names(seller)).includes('老客户') || undefined);
    expect(await names(other.as.seller)).toEqual([]);
  });

  it('are counted as far as the caller may see', async () => {
    const { seller, manager, outsider } = tenant.as;
    await seller.post('/records/account', { name: '甲', tags: ['计数'] });
    await manager.post('/records/account', { name: '乙', tags: ['计数'] });
    const gone = (await manager.post('/records/account', { name: '丙', tags: ['计数'] })).body.id;
    await manager.delete(`/records/account/${gone}`);
    await seller.post('/records/x_device', { name: '机床', x_tags: ['计数'] });
    await until(async () => (await names(seller)).includes('计数') || undefined);
    expect(await uses(manager, '计数')).toEqual({ account: 2, x_device: 1 });
    expect(await uses(seller, '计数')).toEqual({ account: 1, x_device: 1 });
    expect((await uses(outsider, '计数')).account).toBeUndefined();
  });

  it('are renamed, merged, coloured and retired by administrators; records follow', async () => {
    const { admin, seller } = tenant.as;
    const account = (await seller.post('/records/account', { name: '改名', tags: ['旧名', '留下'] })).body.id;
    const device = (await seller.post('/records/x_device', { name: '改名', x_tags: ['旧名'] })).body.id;
    await until(async () => (await names(seller)).includes('留下') || undefined);
    expect((await admin.patch(`/tags/${encodeURIComponent('旧名')}`, { name: '新名', color: 'blue' })).body).toEqual({
      name: '新名',
      color: 'blue',
      active: true,
    });
    await until(async () => (await tagsOf(account)).includes('新名') || undefined);
    expect(await tagsOf(account)).toEqual(['新名', '留下']);
    await until(async () => (await tagsOf(device, 'x_device')).includes('新名') || undefined);
    // both on one record become one
    expect((await admin.post(`/tags/${encodeURIComponent('新名')}/merge`, { into: '留下' })).body.name).toBe('留下');
    await until(async () => (await tagsOf(account)).length === 1 || undefined);
    expect(await tagsOf(account)).toEqual(['留下']);
    await until(async () => (await tagsOf(device, 'x_device')).includes('留下') || undefined);
    await until(async () => !(await names(seller)).includes('新名') || undefined, 'the old name to go');
    const history = (await admin.get(`/records/account/${account}/history`)).body.items[0];
    expect(history.changes).toEqual([{ field: 'tags', old: ['新名', '留下'], new: ['留下'] }]);
    await admin.patch(`/tags/${encodeURIComponent('留下')}`, { active: false });
    expect((await seller.get('/tags')).body.items.at(-1)).toEqual({ name: '留下', color: 'grey', active: false });
  });

  it('do not come back by an event that is told after they were renamed', async () => {
    const { admin, seller } = tenant.as;
    const account = (await seller.post('/records/account', { name: '迟到', tags: ['早先'] })).body.id;
    await until(async () => (await names(seller)).includes('早先') || undefined);
    await admin.patch(`/tags/${encodeURIComponent('早先')}`, { name: '后来' });
    await until(async () => (await tagsOf(account)).includes('后来') || undefined);
    const late = {
      id: newId(),
      at: new Date().toISOString(),
      event: 'account.created',
      object: 'account',
      record: account,
      by: seller.user,
      channel: 'web',
      changes: [{ field: 'tags', old: null, new: ['早先', '后来'] }],
    };
    const subscriber = app.app.registry.subscribers.find(({ name }) => name === 'tags.new');
    await subscriber?.run(await app.app.contextFor({ tenant: tenant.id, channel: 'automation' }), [late]);
    expect(await names(seller)).toContain('后来');
    expect(await names(seller)).not.toContain('早先');
  });

  it('refuse what is not right', async () => {
    const { admin, seller } = tenant.as;
    const made = await admin.post('/tags', { name: ' 定制 ', color: 'red' });
    expect(made).toMatchObject({ status: 201, body: { name: '定制', color: 'red' } });
    const at = `/tags/${encodeURIComponent('定制')}`;
    for (const call of [
      seller.post('/tags', { name: 'x' }),
      seller.patch(at, { color: 'blue' }),
      seller.post(`${at}/merge`, { into: '重点' }),
    ])
      expect((await call).status).toBe(403);
    for (const call of [
      other.as.admin.patch(at, { color: 'blue' }),
      other.as.admin.post(`${at}/merge`, { into: '重点' }),
      admin.patch('/tags/none', {}),
    ])
      expect((await call).status).toBe(404);
    const wrong: [Promise<{ body: unknown }>, string][] = [
      [admin.post('/tags', {}), 'name'],
      [admin.post('/tags', { name: '定制' }), 'name'],
      [admin.post('/tags', { name: '长'.repeat(51) }), 'name'],
      [admin.post('/tags', { name: 'x', color: 'gold' }), 'color'],
      [admin.patch(at, { name: '重点' }), 'name'],
      [admin.patch(at, { active: 'no' }), 'active'],
      [admin.post(`${at}/merge`, { into: '定制' }), 'into'],
      [admin.post(`${at}/merge`, { into: '没有' }), 'into'],
      [admin.post(`${at}/merge`, {}), 'into'],
    ];
    for (const [call, field] of wrong) expect((await call).body, field).toMatchObject({ errors: [{ field }] });
  });
});
