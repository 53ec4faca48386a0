import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Who may read a file asks for the field it hangs at, not only for the record. */
let t: TestApp;
let a: TestTenant;
let b: TestTenant;

const good = ({ status, body, text }: Answer, expected = 200) => {
  expect(status, text).toBe(expected);
  return body;
};
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

async function upload(who: Client): Promise<string> {
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), png, Buffer.from('\r\n--x--\r\n')]);
  return good(await who.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' }), 201).id;
}
const limit = async (fields: unknown, key = 'member') => {
  const role = good(await a.as.admin.get('/roles')).items.find((one: { key: string }) => one.key === key);
  good(await a.as.admin.patch(`/roles/${role.id}`, { fields }));
};
/** What each way to a file answers. */
async function ways(who: Client, id: string): Promise<number[]> {
  return [
    (await who.get(`/files/${id}`)).status,
    (await who.get(`/files/${id}/preview`)).status,
    (await who.get(`/files/${id}/preview?size=large`)).status,
    (await who.post(`/files/${id}/links`, { use: 'preview' })).status,
    (await who.post(`/files/${id}/links`, { use: 'download' })).status,
  ];
}
const open = [200, 200, 200, 201, 201];
const absent = [404, 404, 404, 404, 404];

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  for (const name of ['x_card', 'x_contract'])
    good(await a.as.admin.post('/meta/objects/account/fields', { name, type: 'attachment', label: `附件${name}` }), 201);
});
afterAll(() => t.close());

let accounts = 0;
/** An account of the seller with files at its fields, uploaded by the administrator. */
async function account(fields: Record<string, string[]>): Promise<string> {
  accounts += 1;
  const values = Object.fromEntries(Object.entries(fields).map(([name, ids]) => [name, ids.map((id) => ({ id }))]));
  return good(await a.as.admin.post('/records/account', { name: `第${accounts}号客户`, owner: a.as.seller.user, ...values }), 201).id;
}

it('a file that hangs only at a hidden field is not there, by no way', async () => {
  const { seller, admin, manager, outsider } = a.as;
  const file = await upload(admin);
  await account({ x_contract: [file] });
  expect(await ways(seller, file)).toEqual(open);
  const link = good(await seller.post(`/files/${file}/links`, { use: 'download' }), 201).url.replace('/api/v1', '');
  expect((await t.anonymous.get(link)).status).toBe(200);
  for (const right of ['hidden', 'masked']) {
    await limit({ account: { x_contract: right } });
    expect([right, await ways(seller, file)]).toEqual([right, absent]);
    // nor by a link made while it was seen
    expect([right, (await t.anonymous.get(link)).status]).toEqual([right, 404]);
    for (const who of [admin, manager]) expect(await ways(who, file)).toEqual(open);
  }
  await limit({ account: { x_contract: 'read' } });
  expect(await ways(seller, file)).toEqual(open);
  expect((await t.anonymous.get(link)).status).toBe(200);
  for (const who of [outsider, b.as.admin]) expect(await ways(who, file)).toEqual(absent);
  await limit({});
});

it('another field, another record or a comment opens it', async () => {
  const { seller, admin, colleague } = a.as;
  await limit({ account: { x_contract: 'hidden' } });
  const [both, twice, spoken, foreign] = [await upload(admin), await upload(admin), await upload(admin), await upload(admin)];
  await account({ x_contract: [both], x_card: [both] });
  expect(await ways(seller, both)).toEqual(open);

  await account({ x_contract: [twice] });
  expect(await ways(seller, twice)).toEqual(absent);
  const second = await account({ x_card: [twice] });
  expect(await ways(seller, twice)).toEqual(open);
  // a record the caller does not see opens nothing
  good(await admin.patch(`/records/account/${second}`, { owner: colleague.user }));
  expect(await ways(seller, twice)).toEqual(absent);
  expect(await ways(colleague, twice)).toEqual(open);

  const commented = await account({ x_contract: [spoken] });
  expect(await ways(seller, spoken)).toEqual(absent);
  const comment = good(await admin.post(`/records/account/${commented}/comments`, { body: '<p>请看</p>', files: [spoken] }), 201);
  expect(await ways(seller, spoken)).toEqual(open);
  good(await admin.delete(`/comments/${comment.id}`), 204);
  expect(await ways(seller, spoken)).toEqual(absent);
  // the field still holds it
  expect(await ways(a.as.manager, spoken)).toEqual(open);

  // who uploaded a file may always read it, and nobody hangs up a file they can not read
  const own = await upload(seller);
  expect(await ways(seller, own)).toEqual(open);
  const stolen = await seller.post('/records/account', { name: '借道', x_card: [{ id: foreign }] });
  expect([stolen.status, stolen.body.errors?.[0]?.field]).toEqual([422, 'x_card']);
  await limit({});
});

it('who may read all files is bound by their fields, too', async () => {
  const permissions = ['*.read', 'files.readAny'];
  const fields = { account: { x_contract: 'hidden' } };
  good(await a.as.admin.post('/roles', { name: '档案员', key: 'x_files', permissions, fields }), 201);
  good(await a.as.admin.put(`/users/${a.as.readOnly.user}/roles`, { roles: ['x_files'] }));
  const [closed, card, loose] = [await upload(a.as.admin), await upload(a.as.admin), await upload(a.as.admin)];
  await account({ x_contract: [closed], x_card: [card] });
  expect(await ways(a.as.readOnly, closed)).toEqual(absent);
  for (const file of [card, loose]) expect(await ways(a.as.readOnly, file)).toEqual(open);
});
