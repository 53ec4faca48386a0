import { createHash } from 'node:crypto';
import { sql } from '@huanke/platform/database';
import { run, word, zip } from '@huanke/platform/print/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let a: TestTenant;
let b: TestTenant;
beforeAll(async () => {
  app = await testApp();
  [a, b] = [await app.tenant(), await app.tenant()];
});
afterAll(() => app.close());

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text.slice(0, 600)).toBe(status);
  return answer;
}
const label = (zh: string) => ({ zh, en: zh });
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64');
const contract = zip(word(`<w:p>${run('客户：{{name}}，{{x_score}}')}</w:p>`));
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const part = (kind: string, name: string) => `/meta/objects/account/parts/${kind}/${name}`;

async function upload(who: Client, name: string, content: Buffer): Promise<string> {
  const head = `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--b--\r\n')]);
  return good(await who.send('POST', '/files', payload, { 'content-type': 'multipart/form-data; boundary=b' }), 201).body.id;
}
const exported = async (who: Client) =>
  good(await who.post('/packages/export', { name: 'forms', version: '1', label: '表单', views: false })).text;
const packed = (content: Buffer, type: string, name: string) => ({
  hash: createHash('sha256').update(content).digest('hex'),
  name,
  type,
  content: content.toString('base64'),
});
const filesOf = async (tenant: TestTenant) => {
  const ctx = await tenant.as.admin.context();
  return ctx.query<{ id: string; name: string }>(sql`
    select f.id, f.name from file f join file_use u on u.tenant_id = f.tenant_id and u.file_id = f.id where f.tenant_id = ${tenant.id} order by f.name`);
};

it('rules, formula fields and print templates travel with their files; twice is no change; removal leaves nothing', async () => {
  const { admin } = a.as;
  const before = await exported(b.as.admin);
  const formula = { name: 'x_score', type: 'formula', formula: 'employees * 0.6', result: 'number', scale: 2, label: '得分' };
  good(await admin.post('/meta/objects/account/fields', formula), 201);
  good(
    await admin.put(part('validation', 'score'), {
      condition: 'x_score > 600 && ISCHANGED(employees)',
      message: '太大',
      field: 'employees',
    }),
  );
  const [seal, template] = [await upload(admin, '公章.png', png), await upload(admin, '合同.docx', contract)];
  const seals = {
    label: label('盖章'),
    format: 'pdf',
    blocks: [
      { type: 'seal', source: 'file', file: seal, width: 30 },
      {
        type: 'condition',
        when: { field: 'x_score', op: 'gt', value: '1' },
        blocks: [{ type: 'image', source: 'file', file: seal, width: 20 }],
      },
    ],
  };
  good(await admin.put(part('printTemplate', 'sealed'), seals));
  good(await admin.put(part('printTemplate', 'contract'), { label: label('合同'), format: 'word', file: template }));

  const text = await exported(admin);
  const file = JSON.parse(text).package ?? JSON.parse(text);
  expect(file.files).toEqual(
    [packed(contract, docx, '合同.docx'), packed(png, 'image/png', '公章.png')].sort((x, y) => (x.hash < y.hash ? -1 : 1)),
  );
  expect(text).not.toContain(seal);
  expect(JSON.parse(text).left ?? []).toEqual([]);

  const target = b.as.admin;
  const dry = good(await target.post('/packages/install', { package: file, dryRun: true })).body;
  expect(dry.counts).toMatchObject({ new: 4, conflict: 0 });
  expect(await filesOf(b)).toEqual([]);
  good(await target.post('/packages/install', { package: file }));
  expect((await filesOf(b)).map(({ name }) => name)).toEqual(['公章.png', '合同.docx']);
  expect(await exported(target)).toBe(text);
  const again = good(await target.post('/packages/install', { package: file })).body;
  expect(again.counts).toMatchObject({ new: 0, changed: 0, same: 4 });
  expect(await filesOf(b)).toHaveLength(2);

  const account = good(await target.post('/records/account', { name: '恒润化工', employees: 10 }), 201).body;
  expect(account.x_score).toBe('6.00');
  expect((await target.patch(`/records/account/${account.id}`, { employees: 2000 })).body.errors[0].field).toBe('employees');
  for (const name of ['sealed', 'contract']) good(await target.post(`/records/account/${account.id}/print`, { template: name }));

  good(await target.post('/packages/forms/uninstall'));
  expect(await exported(target)).toBe(before);
  expect(await filesOf(b)).toEqual([]);
  // what another template still prints stays
  expect(await filesOf(a)).toHaveLength(2);
});

it('a package with files that are too large, harmful or not what they say is refused, and nothing of it is kept', async () => {
  const { admin } = b.as;
  const definition = (hash: string) => ({
    label: label('盖章'),
    format: 'pdf',
    blocks: [{ type: 'seal', source: 'file', file: `@file:${hash}`, width: 30 }],
  });
  const install = async (one: ReturnType<typeof packed>, more: object = {}) => {
    const parts = [{ kind: 'printTemplate', object: 'account', name: 'bad', definition: definition(one.hash) }];
    const body = { format: 1, name: 'bad', version: '1', label: label('坏'), objects: [], parts, files: [one], ...more };
    const answer = await admin.post('/packages/install', { package: body });
    return [answer.status, answer.body.errors?.[0]?.field];
  };
  const good1 = packed(png, 'image/png', 'a.png');
  expect(await install({ ...good1, hash: '0'.repeat(64) })).toEqual([422, 'files[0].content']);
  expect(await install({ ...good1, type: 'image/svg+xml' })).toEqual([422, 'files[0].type']);
  expect(await install(packed(Buffer.from('<svg/>'), 'image/png', 'a.png'))).toEqual([422, 'files[0].type']);
  const large = packed(Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)]), 'image/png', 'a.png');
  expect(await install(large)).toEqual([400, 'files[0].content']);
  expect(await install(good1, { files: [] })).toEqual([422, expect.stringContaining('parts[0]')]);
  const macro = packed(zip(word('<w:p/>', { 'word/vbaProject.bin': 'x' })), docx, 'a.docx');
  const parts = [
    {
      kind: 'printTemplate',
      object: 'account',
      name: 'bad',
      definition: { label: label('宏'), format: 'word', file: `@file:${macro.hash}` },
    },
  ];
  expect(await install(macro, { parts })).toEqual([422, expect.stringContaining('parts[0]')]);
  const ctx = await admin.context();
  expect(await ctx.query(sql`select id from file where tenant_id = ${b.id} and name in ('a.png', 'a.docx')`)).toEqual([]);
  const seller = await a.as.seller.post('/packages/install', {
    package: { format: 1, name: 'x', version: '1', label: '坏', objects: [], parts: [], files: [good1] },
  });
  expect(seller.status).toBe(403);
});

it('the scores of the medical pack, the hours of the manufacturing pack and their rules', async () => {
  const { admin } = (await app.tenant()).as;
  good(await admin.post('/packages/install', { pack: 'medical' }));
  good(await admin.post('/packages/install', { pack: 'manufacturing' }));
  const hospital = good(
    await admin.post('/records/account', { name: '江城一院', x_medical_volumeRank: '0.9', x_medical_gapRank: '0.5' }),
    201,
  ).body;
  expect(hospital).toMatchObject({ x_medical_score: '0.7400', x_medical_missing: true });
  const tier = () => admin.patch(`/records/account/${hospital.id}`, { x_medical_tier: 'A' });
  expect((await tier()).body.errors[0].field).toBe('x_medical_tier');
  const today = new Date().toISOString().slice(0, 10);
  good(await admin.post('/records/x_medical_metric', { name: 'Q', x_hospital: hospital.id, x_submittedOn: today }), 201);
  expect(good(await tier()).body.x_medical_missing).toBe(false);
  const refused = async (object: string, values: object) =>
    (await admin.post(`/records/${object}`, { name: '某', ...values })).body.errors?.[0]?.field;
  expect(await refused('x_medical_gift', { x_amount: '500.01' })).toBe('x_amount');
  expect(await refused('x_medical_gift', { x_amount: '500.01', x_approved: true })).toBeUndefined();
  expect(await refused('x_medical_invoice', { x_match: 'ok', x_first: '1' })).toBe('x_match');
  expect(await refused('x_manufacturing_protection', { x_from: '2026-05-01', x_until: '2026-04-30' })).toBe('x_until');
  expect(await refused('x_manufacturing_fulfilment', { x_amount: '10', x_paid: '10.01' })).toBe('x_paid');
  const machine = good(
    await admin.post('/records/x_manufacturing_machine', {
      name: '泵',
      x_account: hospital.id,
      x_serial: 'S1',
      x_hours: '3120.5',
      x_paidHours: 3500,
    }),
    201,
  ).body;
  expect(machine.x_hoursLeft).toBe('379.5');
  good(await admin.post('/records/x_manufacturing_renewal', { name: '续', x_machine: machine.id, x_hours: 2000, x_state: 'paid' }), 201);
  expect(good(await admin.get(`/records/x_manufacturing_machine/${machine.id}`)).body.x_hoursLeft).toBe('2379.5');
});
