import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let a: TestTenant;
let b: TestTenant;
let account = '';
let contact = '';

const good = ({ status, body, text }: Answer, expected = 200) => {
  expect(status, text).toBe(expected);
  return body;
};
const roleOf = async (tenant: TestTenant, key: string): Promise<{ id: string; fields: unknown }> =>
  good(await tenant.as.admin.get('/roles')).items.find((role: { key: string }) => role.key === key);
const limit = async (key: string, fields: unknown) => good(await a.as.admin.patch(`/roles/${(await roleOf(a, key)).id}`, { fields }));
const query = (client: Client, object: string, body: unknown) => client.post(`/records/${object}/query`, body);
const refusal = ({ status, body }: Answer) => [status, body.code, body.errors?.[0]?.field];

beforeAll(async () => {
  app = await testApp();
  a = await app.tenant();
  b = await app.tenant();
  account = good(await a.as.seller.post('/records/account', { name: '恒润化工', phone: '021-65432198' }), 201).id;
  contact = good(
    await a.as.seller.post('/records/contact', {
      name: '王小明',
      account,
      phone: '13812341234',
      email: 'wang@hengrun.cn',
      title: '总经理',
      wechat: 'wxid-77x',
    }),
    201,
  ).id;
  await limit('member', {
    contact: { phone: 'masked', email: 'hidden', title: 'read', wechat: 'masked' },
    account: { phone: 'hidden' },
  });
});
afterAll(() => app.close());

describe('rights of a role on fields', () => {
  test('are checked when they are given, naming what is wrong', async () => {
    const { id } = await roleOf(a, 'readOnly');
    const put = (fields: unknown) => a.as.admin.patch(`/roles/${id}`, { fields });
    for (const [fields, status, code, field] of [
      [{ nothing: {} }, 400, 'UNKNOWN_FIELD', 'fields.nothing'],
      [{ contact: { nothing: 'read' } }, 400, 'UNKNOWN_FIELD', 'fields.contact.nothing'],
      [{ contact: { phone: 'none' } }, 422, 'INVALID_VALUE', 'fields.contact.phone'],
      [{ contact: { phone: 1 } }, 400, 'WRONG_TYPE', 'fields.contact.phone'],
      [{ contact: ['phone'] }, 400, 'WRONG_TYPE', 'fields.contact'],
      [{ contact: { name: 'hidden' } }, 422, 'INVALID_VALUE', 'fields.contact.name'],
      [{ contact: { id: 'hidden' } }, 422, 'INVALID_VALUE', 'fields.contact.id'],
      [{ contact: { owner: 'masked' } }, 422, 'INVALID_VALUE', 'fields.contact.owner'],
    ] as const)
      expect([fields, ...refusal(await put(fields))]).toEqual([fields, status, code, field]);
    expect((await a.as.seller.patch(`/roles/${id}`, { fields: {} })).status).toBe(403);
    expect((await b.as.admin.patch(`/roles/${id}`, { fields: {} })).status).toBe(404);
    expect(
      refusal(await a.as.admin.patch(`/roles/${(await roleOf(a, 'admin')).id}`, { fields: { contact: { phone: 'hidden' } } }))[1],
    ).toBe('STATE');
    expect((await roleOf(b, 'member')).fields).toEqual({});
  });

  test('a hidden field is not there, a masked and a read one are marked', async () => {
    const fields = async (client: Client) =>
      new Map<string, { masked?: string; readOnly: boolean }>(
        good(await client.get('/meta/objects/contact')).fields.map((field: { name: string }) => [field.name, field]),
      );
    const seen = await fields(a.as.seller);
    expect(seen.has('email')).toBe(false);
    expect(seen.get('phone')).toMatchObject({ masked: 'phone', readOnly: true });
    expect(seen.get('title')).toMatchObject({ readOnly: true });
    expect(seen.get('name')).toMatchObject({ readOnly: false });
    for (const client of [a.as.admin, a.as.owner, a.as.manager, a.as.readOnly, b.as.seller]) {
      const all = await fields(client);
      expect([all.has('email'), all.get('phone')?.masked]).toEqual([true, undefined]);
    }
    const { body } = await a.as.seller.get('/openapi.json');
    expect(Object.keys(body.components.schemas.Contact.properties)).not.toContain('email');
    expect(Object.keys(body.components.schemas.ContactUpdate.properties)).not.toContain('phone');
  });

  test('reading: get, list, what is reached through a lookup', async () => {
    const record = good(await a.as.seller.get(`/records/contact/${contact}`));
    expect(record).toMatchObject({ name: '王小明', phone: '138****1234', title: '总经理', wechat: '******' });
    expect('email' in record).toBe(false);
    expect(good(await a.as.manager.get(`/records/contact/${contact}`))).toMatchObject({ phone: '13812341234', email: 'wang@hengrun.cn' });
    expect(good(await query(a.as.seller, 'contact', { fields: ['name', 'phone'] })).records).toMatchObject([{ phone: '138****1234' }]);
    expect(refusal(await query(a.as.seller, 'contact', { fields: ['email'] }))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
    expect(refusal(await query(a.as.seller, 'contact', { fields: ['account.phone'] }))).toEqual([400, 'UNKNOWN_FIELD', 'account.phone']);
    expect(refusal(await a.as.seller.get(`/records/contact/${contact}?fields=email`))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
  });

  test('nothing is found out by filters, orders, groups or search', async () => {
    const { seller, manager } = a.as;
    const by = (field: string, op: string, value?: unknown) => ({ filter: { field, op, ...(value === undefined ? {} : { value }) } });
    for (const op of ['eq', 'ne', 'contains', 'startsWith', 'gt'])
      expect(refusal(await query(seller, 'contact', by('phone', op, '13812341234')))).toEqual([403, 'FORBIDDEN', 'phone']);
    expect(refusal(await query(seller, 'contact', { filter: { not: { field: 'phone', op: 'in', value: ['1'] } } }))[0]).toBe(403);
    expect(good(await query(seller, 'contact', by('phone', 'isNotNull'))).records).toHaveLength(1);
    expect(refusal(await query(seller, 'contact', by('email', 'isNotNull')))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
    expect(refusal(await query(seller, 'contact', { sort: [{ field: 'phone' }] }))).toEqual([403, 'FORBIDDEN', 'phone']);
    expect(refusal(await query(seller, 'contact', { sort: [{ field: 'email' }] }))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
    const aggregate = (body: unknown) => seller.post('/records/contact/aggregate', body);
    expect(refusal(await aggregate({ groupBy: [{ field: 'phone' }] }))).toEqual([403, 'FORBIDDEN', 'phone']);
    expect(refusal(await aggregate({ groupBy: [{ field: 'email' }] }))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
    expect(refusal(await aggregate({ measures: [{ fn: 'countDistinct', field: 'phone' }] }))).toEqual([403, 'FORBIDDEN', 'phone']);
    for (const q of ['1234', '13812341234', 'wang@hengrun.cn', 'wxid-77x']) {
      expect([q, (await seller.get(`/search?q=${encodeURIComponent(q)}`)).body.groups]).toEqual([q, []]);
      expect([q, good(await query(seller, 'contact', { search: q })).records]).toEqual([q, []]);
    }
    expect((await manager.get('/search?q=13812341234')).body.groups).toMatchObject([{ object: 'contact' }]);
    expect(good(await query(manager, 'contact', { search: '1234' })).records).toHaveLength(1);
    expect((await seller.get(`/search?q=${encodeURIComponent('小明')}`)).body.groups).toMatchObject([{ object: 'contact' }]);
  });

  test('writing: what may not be written is refused by name on every path, what was read may come back', async () => {
    const { seller } = a.as;
    const patch = (values: unknown, headers?: Record<string, string>) => seller.patch(`/records/contact/${contact}`, values, headers);
    expect(refusal(await patch({ email: 'x@y.cn' }))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
    for (const values of [
      { phone: '13900000000' },
      { phone: '13812341234' },
      { phone: null },
      { title: '采购' },
      { name: 1, title: '采购' },
    ])
      expect([values, (await patch(values)).status]).toEqual([values, 'name' in values ? 400 : 403]);
    expect(refusal(await patch({ title: '采购' }))).toEqual([403, 'FORBIDDEN', 'title']);
    expect(refusal(await seller.post('/records/contact', { name: '新人', phone: '13911112222' }))).toEqual([403, 'FORBIDDEN', 'phone']);
    const whole = good(await seller.get(`/records/contact/${contact}`));
    expect(good(await patch({ ...whole, birthday: '1990-01-02' }))).toMatchObject({ phone: '138****1234', birthday: '1990-01-02' });
    const stale = await patch({ phone: '13812341234', email: 'a@b.cn', birthday: '1991-01-02' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.errors.map((problem: { field: string }) => problem.field)]).toEqual([412, ['birthday']]);
    const bulk = await seller.post('/records/contact/bulk', {
      operation: 'update',
      records: [
        { id: contact, title: '采购' },
        { id: contact, email: 'x@y.cn' },
        { id: contact, nothing: 1 },
      ],
    });
    expect(good(bulk).results.map((result: { error: { code: string } }) => result.error.code)).toEqual([
      'FORBIDDEN',
      'UNKNOWN_FIELD',
      'UNKNOWN_FIELD',
    ]);
    expect(good(await a.as.admin.get(`/records/contact/${contact}`))).toMatchObject({
      phone: '13812341234',
      email: 'wang@hengrun.cn',
      title: '总经理',
    });
  });

  test('history and timeline tell nothing of hidden and the masks of masked fields', async () => {
    good(await a.as.admin.patch(`/records/contact/${contact}`, { email: 'new@hengrun.cn' }));
    good(await a.as.admin.patch(`/records/contact/${contact}`, { phone: '13700005678', wechat: 'wxid-88y' }));
    for (const part of ['history', 'timeline']) {
      const { text, body } = await a.as.seller.get(`/records/contact/${contact}/${part}`);
      for (const secret of ['new@hengrun.cn', 'wang@hengrun.cn', '13700005678', '13812341234', 'wxid', 'email'])
        expect([part, secret, text.includes(secret)]).toEqual([part, secret, false]);
      expect(JSON.stringify(body)).toContain('137****5678');
      expect((await a.as.manager.get(`/records/contact/${contact}/${part}`)).text).toContain('new@hengrun.cn');
    }
  });

  test('a view that somebody shared with a filter on a hidden field is not offered', async () => {
    const definition = { columns: ['name', 'email'], filter: { field: 'email', op: 'contains', value: 'hengrun' } };
    good(await a.as.manager.post('/views', { object: 'contact', name: '邮箱', shared: true, definition }), 201);
    const columns = { columns: ['name', 'email', 'phone'] };
    good(await a.as.manager.post('/views', { object: 'contact', name: '列', shared: true, definition: columns }), 201);
    const { items, views } = good(await a.as.seller.get('/views?object=contact'));
    expect((items ?? views).map((view: { name: string; definition: unknown }) => [view.name, view.definition])).toEqual([
      ['列', { columns: ['name', 'phone'] }],
    ]);
  });

  test('several roles: the widest wins, but a role that only reads lets nobody write', async () => {
    const roles = (names: string[]) => a.as.admin.put(`/users/${a.as.colleague.user}/roles`, { roles: names });
    const fields = async () => good(await a.as.colleague.get('/meta/objects/contact')).fields;
    const of = async (name: string) => (await fields()).find((field: { name: string }) => field.name === name);
    good(await roles(['member', 'readOnly']));
    expect(await of('phone')).toMatchObject({ readOnly: true });
    expect((await of('phone')).masked).toBeUndefined();
    good(
      await a.as.admin.post('/roles', {
        name: '回访',
        key: 'x_calls',
        kind: 'set',
        permissions: [],
        fields: { contact: { phone: 'edit' } },
      }),
      201,
    );
    good(await roles(['member', 'x_calls']));
    expect((await of('phone')).masked).toBe('phone');
    const set = await roleOf(a, 'x_calls');
    good(await a.as.admin.patch(`/roles/${set.id}`, { permissions: ['contact.read', 'contact.edit'] }));
    expect(await of('phone')).toMatchObject({ readOnly: false });
    expect(await of('email')).toBeUndefined();
    good(await roles(['member']));
  });

  test('nobody gives a right on a field that they lack, by no detour', async () => {
    const fields = { contact: { phone: 'hidden' } };
    const permissions = ['*.read', 'users.manage', 'roles.manage', 'contact.edit'];
    const helper = good(await a.as.admin.post('/roles', { name: '助理', key: 'x_helper', permissions, fields }), 201);
    good(await a.as.admin.put(`/users/${a.as.outsider.user}/roles`, { roles: ['x_helper'] }));
    const { outsider } = a.as;
    expect(refusal(await outsider.patch(`/roles/${helper.id}`, { fields: {} }))).toEqual([403, 'FORBIDDEN', 'fields.contact.phone']);
    expect(refusal(await outsider.post('/roles', { name: '旁路', permissions: ['contact.read'] }))).toEqual([
      403,
      'FORBIDDEN',
      'fields.contact.phone',
    ]);
    expect(refusal(await outsider.put(`/users/${outsider.user}/roles`, { roles: ['x_helper', 'readOnly'] }))[0]).toBe(403);
    expect((await outsider.post('/roles', { name: '同样', permissions: ['contact.read'], fields })).status).toBe(201);
  });
});

describe('actions that write other records', () => {
  test('write no field the caller may not, whatever the input is called; without that input they go through', async () => {
    const { seller, manager } = a.as;
    const before = (await roleOf(a, 'member')).fields;
    const made = async (object: string, values: object) => good(await seller.post(`/records/${object}`, values), 201).id;
    const act = (object: string, id: string, action: string, input: object = {}) =>
      seller.post(`/records/${object}/${id}/actions/${action}`, { input });
    const lead = await made('lead', { name: '周工', company: '远大机电有限公司', source: 'ads', wechat: 'wx_1001' });
    const deal = await made('opportunity', { name: '取水泵站', account, amount: '100' });
    good(await act('account', account, 'saveBilling', { invoiceTitle: '恒润化工', taxNo: '91310000607337582P', bank: '工行' }));
    await limit('member', {
      opportunity: { amount: 'read', stage: 'read', name: 'read' },
      activity: { dueOn: 'read' },
      billingProfile: { bank: 'hidden', bankAccount: 'read' },
      opportunitySplit: { percent: 'read' },
      contact: { account: 'read' },
    });
    const task = { subject: '发报价', owner: seller.user, dueOn: '2026-04-01' };
    for (const [object, id, action, input, status, code, field] of [
      ['lead', lead, 'convert', { amount: '9' }, 403, 'FORBIDDEN', 'amount'],
      ['lead', lead, 'convert', { opportunityName: '大单' }, 403, 'FORBIDDEN', 'opportunityName'],
      ['lead', lead, 'convert', { account }, 403, 'FORBIDDEN', 'account'],
      ['opportunity', deal, 'minutes', { name: '例会', tasks: [task] }, 403, 'FORBIDDEN', 'tasks[0].dueOn'],
      ['opportunity', deal, 'split', { splits: [{ user: seller.user, percent: 100 }] }, 403, 'FORBIDDEN', 'splits[0].percent'],
      ['opportunity', deal, 'win', {}, 403, 'FORBIDDEN', 'stage'],
      ['account', account, 'saveBilling', { invoiceTitle: '甲', bank: '建行' }, 400, 'UNKNOWN_FIELD', 'bank'],
      ['account', account, 'saveBilling', { invoiceTitle: '甲', bankAccount: null }, 403, 'FORBIDDEN', 'bankAccount'],
      ['contact', contact, 'leave', {}, 403, 'FORBIDDEN', 'account'],
    ] as const)
      expect([action, ...refusal(await act(object, id, action, input))]).toEqual([action, status, code, field]);
    const { items } = good(await seller.get(`/records/opportunity/${deal}/actions`));
    expect(items.find(({ name }: { name: string }) => name === 'win')).toEqual({ name: 'win', available: false });
    // minutes have a name of their own; what is left out of the invoice details stays there
    good(await act('opportunity', deal, 'minutes', { name: '例会' }));
    const { profile } = good(await act('account', account, 'saveBilling', { invoiceTitle: '恒润化工股份' })).result;
    expect(good(await a.as.admin.get(`/records/billingProfile/${profile}`))).toMatchObject({ bank: '工行', invoiceTitle: '恒润化工股份' });
    // what is closed to them nobody asks of them
    const item = good(await a.as.admin.post('/records/product', { name: '磁力泵' }), 201).id;
    expect(refusal(await act('lead', lead, 'convert', { product: item }))).toEqual([422, 'REQUIRED', 'closeOn']);
    const { opportunity } = good(await act('lead', lead, 'convert', { closeOn: '2026-06-30', product: item })).result;
    expect(good(await manager.get(`/records/opportunity/${opportunity}`)).amount).toBeNull();
    expect((await b.as.admin.post(`/records/lead/${lead}/actions/convert`, { input: {} })).status).toBe(404);
    await limit('member', before);
  });
});

describe('masked fields', () => {
  test('mask: a field is masked for who may not see it in full; a mask that comes back never overwrites', async () => {
    const { admin, seller, manager } = b.as;
    good(await admin.post('/meta/objects/account/fields', { name: 'x_bank', type: 'text', label: '银行账号', mask: 'bankAccount' }), 201);
    good(await admin.post('/meta/objects/account/fields', { name: 'x_boss', type: 'text', label: '法人', mask: 'name' }), 201);
    const values = { name: '海天', x_bank: '6222020200112340', x_boss: '欧阳明' };
    const { id, x_bank } = good(await seller.post('/records/account', values), 201);
    expect(x_bank).toBe('****2340');
    const masked = { x_bank: '****2340', x_boss: '欧**' };
    expect(good(await seller.get(`/records/account/${id}`))).toMatchObject(masked);
    expect(good(await manager.get(`/records/account/${id}`))).toMatchObject(values);
    const patch = (body: unknown) => seller.patch(`/records/account/${id}`, body);
    expect(good(await patch({ ...masked, name: '海天贸易' }))).toMatchObject(masked);
    expect(refusal(await patch({ x_bank: '****9999' }))).toEqual([422, 'INVALID_VALUE', 'x_bank']);
    expect(good(await manager.get(`/records/account/${id}`))).toMatchObject({ ...values, name: '海天贸易' });
    good(await patch({ x_bank: '6222020200115678' }));
    expect(good(await manager.get(`/records/account/${id}`))).toMatchObject({ x_bank: '6222020200115678' });
    expect(refusal(await query(seller, 'account', { sort: [{ field: 'x_bank' }] }))).toEqual([403, 'FORBIDDEN', 'x_bank']);
    expect((await seller.get('/search?q=6222020200115678')).body.groups).toEqual([]);
  });

  test('unmask: one value for who may, written down, and not without end', async () => {
    const unmask = (client: Client, field: unknown, id = contact) => client.post(`/records/contact/${id}/unmask`, { field });
    const role = await roleOf(a, 'manager');
    good(await a.as.admin.patch(`/roles/${role.id}`, { fields: { contact: { phone: 'masked', email: 'hidden' } } }));
    expect(good(await a.as.manager.get(`/records/contact/${contact}`)).phone).toBe('137****5678');
    expect(good(await unmask(a.as.manager, 'phone'))).toEqual({ value: '13700005678' });
    expect((await unmask(a.as.seller, 'phone')).status).toBe(403);
    expect(refusal(await unmask(a.as.manager, 'email'))).toEqual([400, 'UNKNOWN_FIELD', 'email']);
    expect(refusal(await unmask(a.as.manager, 'name'))).toEqual([400, 'UNKNOWN_FIELD', 'name']);
    expect((await unmask(a.as.manager, 'phone', account)).status).toBe(404);
    expect((await unmask(b.as.manager, 'phone')).status).toBe(400);
    const { items } = good(await a.as.admin.get(`/records/contact/${contact}/history`));
    expect(items[0]).toMatchObject({
      operation: 'revealed',
      by: { id: a.as.manager.user },
      changes: [{ field: 'phone', old: null, new: null }],
    });
    const { rows } = await app.app.owner.query(
      "select event, by_user, data from audit_log where tenant_id = $1 and event = 'field.revealed'",
      [a.id],
    );
    expect(rows).toEqual([{ event: 'field.revealed', by_user: a.as.manager.user, data: { field: 'phone' } }]);
    const answers = [];
    for (let n = 0; n < 32; n += 1) answers.push((await unmask(a.as.manager, 'phone')).status);
    expect(answers).toContain(429);
    good(await a.as.admin.patch(`/roles/${role.id}`, { fields: {} }));
  });
});
