import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

interface Change {
  readonly id: string;
  readonly [property: string]: unknown;
}
const changes = async (client: Client, query = ''): Promise<Change[]> => (await client.get(`/meta/changes?${query}`)).body.items;
const newest = async (client: Client, query = '') => (await changes(client, query))[0] as Change;
const undo = (client: Client, change: Change) => client.post(`/meta/changes/${change.id}/undo`);
const field = (name: string, object = 'account') => `/meta/objects/${object}/fields/${name}`;
const fieldOf = async (client: Client, name: string, object = 'account') =>
  (await client.get(`/meta/objects/${object}`)).body.fields.find((one: { name: string }) => one.name === name);

it('lists who changed what, newest first, page by page and filtered; for administrators of this company only', async () => {
  const { admin, owner, seller } = tenant.as;
  await admin.post('/meta/objects/account/fields', { name: 'x_level', type: 'text', label: { zh: '等级', en: 'Level' } });
  await owner.patch(field('x_level'), { label: { zh: '客户等级', en: 'Level' } });
  await admin.patch('/meta/objects/contact', { label: { zh: '联系人员', en: 'Contact' } });
  await admin.put('/meta/parts/optionSet/colours', { label: '颜色', options: [{ key: 'red', label: '红' }] });
  const all = await changes(admin);
  expect(all.map((one) => [one.kind, one.object, one.name, one.operation])).toEqual([
    ['optionSet', '', 'colours', 'create'],
    ['object', 'contact', 'contact', 'update'],
    ['field', 'account', 'x_level', 'update'],
    ['field', 'account', 'x_level', 'create'],
  ]);
  expect(all[2]).toMatchObject({
    by: { id: owner.user },
    channel: 'api',
    label: { zh: '客户等级' },
    objectLabel: { zh: '客户' },
    kindLabel: { zh: '字段' },
    before: { label: { zh: '等级' } },
    after: { label: { zh: '客户等级' } },
    undone: false,
    canUndo: true,
  });
  const names = async (query: string) => (await changes(admin, query)).map((one) => `${one.kind} ${one.operation}`);
  expect(await names('object=account')).toEqual(['field update', 'field create']);
  expect(await names('kind=optionSet')).toEqual(['optionSet create']);
  expect(await names(`by=${owner.user}`)).toEqual(['field update']);
  expect(await names('object=account&name=x_level&limit=1')).toEqual(['field update']);
  expect(await names(`to=${encodeURIComponent('2001-01-01T00:00:00Z')}`)).toEqual([]);
  expect(await names(`from=${encodeURIComponent('2001-01-01T00:00:00Z')}`)).toHaveLength(4);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: Change[]; nextCursor: string | null } = (
      await admin.get(`/meta/changes?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    ).body;
    seen.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(all.map((one) => one.id));
  expect((await admin.get('/meta/changes/facets')).body).toMatchObject({
    people: expect.arrayContaining([{ id: admin.user, title: expect.any(String) }]),
    kinds: [{ kind: 'field', label: { zh: '字段' } }, { kind: 'object' }, { kind: 'optionSet', label: { zh: '选项集' } }],
  });

  expect((await seller.get('/meta/changes')).status).toBe(403);
  expect((await undo(seller, all[0] as Change)).status).toBe(403);
  expect(await changes(other.as.admin)).toEqual([]);
  expect((await undo(other.as.admin, all[0] as Change)).status).toBe(404);
  for (const [query, code] of [
    ['cursor=x', 'BAD_CURSOR'],
    ['by=x', 'INVALID_VALUE'],
    ['from=yesterday', 'INVALID_VALUE'],
  ])
    expect((await admin.get(`/meta/changes?${query}`)).body.code, query).toBe(code);
  expect((await admin.get('/meta/changes?limit=0')).status).toBe(422);
  expect((await admin.post('/meta/changes/nonsense/undo')).status).toBe(404);
});

it('undoes changes of fields, shipped and own, unless later ones stand on them', async () => {
  const { admin, seller } = tenant.as;
  await admin.post('/meta/objects/account/fields', { name: 'x_note', type: 'text', label: '备注一' });
  const made = await newest(admin);
  await admin.patch(field('x_note'), { label: '备注二' });
  const second = await newest(admin);
  await admin.patch(field('x_note'), { label: '备注三', help: '说明' });
  const third = await newest(admin);
  const blocked = await undo(admin, second);
  expect(blocked).toMatchObject({ status: 409, body: { code: 'STATE', errors: [{ field: 'id' }] } });
  expect(blocked.body.errors[0].message).toMatch(/又改动过，请先撤销那次改动$/);
  expect((await undo(admin, third)).status).toBe(200);
  expect(await fieldOf(admin, 'x_note')).toMatchObject({ label: { zh: '备注二' } });
  expect((await fieldOf(admin, 'x_note')).help).toBeUndefined();
  expect((await undo(admin, third)).body.errors[0].message).toBe('这项改动已经撤销过了');
  expect((await undo(admin, second)).status).toBe(200);
  expect(await fieldOf(admin, 'x_note')).toMatchObject({ label: { zh: '备注一' } });
  expect(await newest(admin)).toMatchObject({ undoOf: second.id, operation: 'update' });
  // an undo is a change like others
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect(await fieldOf(admin, 'x_note')).toMatchObject({ label: { zh: '备注二' } });

  const record = await seller.post('/records/account', { name: '有值', x_note: '写了' });
  expect((await undo(admin, made)).body.errors[0].message).toBe('有 1 条记录填写了这个字段，无法撤销');
  await seller.patch(`/records/account/${record.body.id}`, { x_note: null });
  expect((await undo(admin, made)).status).toBe(200);
  expect(await fieldOf(admin, 'x_note')).toBeUndefined();
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect(await fieldOf(admin, 'x_note')).toMatchObject({ label: { zh: '备注二' } });
  await admin.delete(field('x_note'));
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect(await fieldOf(admin, 'x_note')).toBeDefined();

  // a shipped field goes back to what is shipped
  const before = await fieldOf(admin, 'phone');
  await admin.patch(field('phone'), { label: '总机', mask: 'phone' });
  // what is shipped is what it was before
  expect(await newest(admin)).toMatchObject({ before: { label: before.label }, after: { label: { zh: '总机' }, mask: 'phone' } });
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect(await fieldOf(admin, 'phone')).toEqual(before);
});

it('does not take away options that records hold, nor values that a property decides', async () => {
  const { admin, seller } = tenant.as;
  const options = [{ key: 'a', label: '甲' }];
  await admin.post('/meta/objects/account/fields', { name: 'x_pick', type: 'picklist', label: '选', options });
  await admin.patch(field('x_pick'), { options: [...options, { key: 'b', label: '乙' }] });
  const added = await newest(admin);
  const record = await seller.post('/records/account', { name: '乙方', x_pick: 'b' });
  expect((await undo(admin, added)).body.errors[0]).toMatchObject({ field: 'options', code: 'STATE' });
  await seller.patch(`/records/account/${record.body.id}`, { x_pick: 'a' });
  expect((await undo(admin, added)).status).toBe(200);
  expect((await fieldOf(admin, 'x_pick')).options).toHaveLength(1);
  await admin.post('/meta/objects/account/fields', { name: 'x_no', type: 'text', label: '编码' });
  await admin.patch(field('x_no'), { unique: true });
  expect((await undo(admin, await newest(admin))).body.errors[0].message).toBe('这项改动牵涉到已有的数据，请到字段设置里修改');
});

it('undoes changes of objects and of every kind of part', async () => {
  const { admin, seller } = tenant.as;
  const icon = (await admin.get('/meta/objects/contact')).body.icon;
  await admin.patch('/meta/objects/contact', { icon: 'star' });
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect((await admin.get('/meta/objects/contact')).body.icon).toBe(icon);

  await admin.post('/meta/objects', { name: 'x_device', label: '设备', fields: [{ name: 'x_code', type: 'text', label: '编号' }] });
  const made = await newest(admin);
  const device = await admin.post('/records/x_device', { x_code: 'D-1' });
  expect((await undo(admin, made)).body.errors[0].message).toBe('对象里有 1 条记录，无法撤销');
  await admin.delete(`/records/x_device/${device.body.id}`);
  await admin.patch('/meta/objects/x_device', { label: '机器' });
  expect((await undo(admin, made)).body.errors[0].message).toMatch(/请先撤销那次改动$/);
  await admin.delete('/meta/objects/x_device');
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect((await admin.get('/meta/objects/x_device')).body.label.zh).toBe('机器');

  const set = '/meta/parts/optionSet/sizes';
  await admin.put(set, { label: '尺寸', options: [{ key: 's', label: '小' }] });
  const created = await newest(admin);
  await admin.put(set, { label: '大小', options: [{ key: 's', label: '小' }] });
  expect((await undo(admin, created)).status).toBe(409);
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect((await undo(admin, created)).status).toBe(200);
  expect((await admin.get('/meta/parts/optionSet')).body.items.map((part: { name: string }) => part.name)).not.toContain('sizes');

  const type = (name: string) => `/meta/objects/opportunity/parts/recordType/${name}`;
  await admin.put(type('one'), { label: '一' });
  await admin.put(type('two'), { label: '二' });
  await admin.put('/meta/objects/opportunity/parts/recordType', { names: ['two', 'one'] });
  const ordered = await newest(admin);
  expect(ordered).toMatchObject({ kind: 'recordType.order', kindLabel: { zh: '业务类型顺序' } });
  const order = async () => (await seller.get('/meta/objects/opportunity')).body.recordTypes.map((one: { name: string }) => one.name);
  expect(await order()).toEqual(['two', 'one']);
  expect((await undo(admin, ordered)).status).toBe(200);
  expect(await order()).toEqual(['one', 'two']);
  await admin.delete(type('two'));
  expect((await undo(admin, await newest(admin))).status).toBe(200);
  expect(await order()).toEqual(['one', 'two']);
});
