import { withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { testClock } from '@huanke/platform/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

/** What a database of before holds of leads, and what it holds after the migrations. */
let app: TestApp;
let tenant: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: testClock('2026-03-20T02:00:00.000Z') });
  tenant = await app.tenant();
});
afterAll(() => app.close());

it('contacted is called following in records, history, views, parts, mappings and own options', async () => {
  const { admin, seller } = tenant.as;
  const lead = (await seller.post('/records/lead', { name: '老线索', wechat: 'wx_1016' })).body;
  await seller.patch(`/records/lead/${lead.id}`, { status: 'following' });
  const filter = { field: 'status', op: 'in', value: ['following', 'new'] };
  const view = (await seller.post('/views', { object: 'lead', name: '联系过的', definition: { filter } })).body;
  const options = [
    { key: 'new', label: { zh: '新', en: 'New' }, next: ['contacted'] },
    { key: 'contacted', label: { zh: '打过电话', en: 'Called' } },
  ];
  await withClient(app.runtime.ownerUrl, async (client) => {
    const back = `replace(%::text, '"following"', '"contacted"')::jsonb`;
    const set = (table: string, column: string) =>
      client.query(`update ${table} set ${column} = ${back.replace('%', column)} where tenant_id = ${tenant.id} and object = 'lead'`);
    await client.query(`update lead set status = 'contacted' where tenant_id = ${tenant.id}`);
    await set('record_history', 'changes');
    await set('saved_view', 'definition');
    await client.query(
      `insert into meta_field (tenant_id, object, name, custom, definition) values ($1, 'lead', 'status', false, $2::jsonb)
       on conflict (tenant_id, object, name) do update set definition = excluded.definition`,
      [tenant.id, JSON.stringify({ options })],
    );
    await client.query(
      `insert into import_mapping (tenant_id, object, header_hash, mapping) values ($1, 'lead', 'x', '{"columns": [{"valueMap": {"contacted": "contacted"}}]}')`,
      [tenant.id],
    );
    await client.query('begin');
    await migrations.find(({ id }) => id === '0046-lead-life')?.up(client);
    await client.query('commit');
    // a migration ends before the server starts: nothing of before is in its memory
    await client.query('update tenant set metadata_version = metadata_version + 1');
    const { rows } = await client.query(`select mapping from import_mapping where tenant_id = ${tenant.id}`);
    expect(rows[0].mapping).toEqual({ columns: [{ valueMap: { contacted: 'following' } }] });
  });
  expect((await admin.get(`/records/lead/${lead.id}`)).body.status).toBe('following');
  const { items } = (await admin.get(`/records/lead/${lead.id}/history`)).body;
  const moves = items
    .flatMap((item: { changes: { field: string; new: string }[] }) => item.changes)
    .filter((one: { field: string }) => one.field === 'status');
  expect(moves.map((one: { new: string }) => one.new)).toEqual(['following']);
  const saved = (await seller.get('/views')).body.items.find((one: { id: string }) => one.id === view.id);
  expect(saved.definition.filter).toEqual(filter);
  const meta = (await admin.get('/meta/objects/lead')).body;
  const status = meta.fields.find((one: { name: string }) => one.name === 'status');
  expect(status.options.map((one: { key: string }) => one.key)).toEqual(['new', 'following', 'assigned', 'recycled']);
  expect(status.options[0].next).toEqual(['following']);
  expect(status.options[1].label.zh).toBe('打过电话');
});

it('every channel leads come by is a source, also where the company has a list of its own', async () => {
  const own = await app.tenant();
  const { admin, seller } = own.as;
  const listOf = async (who = admin, object = 'lead', name = 'source') => {
    const { fields } = (await who.get(`/meta/objects/${object}`)).body;
    return fields.find((one: { name: string }) => one.name === name).options as { key: string; label: { zh: string } }[];
  };
  const channels = ['form', 'ads', 'qrCode', 'exhibition', 'call', 'wecom', 'partner', 'import', 'api', 'businessCard', 'lookAlike'];
  for (const source of channels) {
    const answer = await seller.post('/leads/capture', { source, lead: { name: `来自${source}`, wechat: `by_${source}` } });
    expect([source, answer.status]).toEqual([source, 201]);
  }
  const shipped = await listOf();
  for (const [object, name] of [
    ['account', 'source'],
    ['opportunity', 'source'],
    ['opportunity', 'firstSource'],
    ['leadTouch', 'source'],
  ] as const)
    expect(await listOf(admin, object, name)).toEqual(shipped);
  // a list of before: two shipped ones, one of their own that is called as one of the new ones, and the rest
  const before = [
    { key: 'website', label: { zh: '官网', en: 'Website' } },
    { key: '活码', label: { zh: '活码', en: '活码' } },
    { key: 'other', label: { zh: '别的', en: 'Other' } },
  ];
  await withClient(app.runtime.ownerUrl, async (client) => {
    const put = (object: string, name: string, definition: object) =>
      client.query('insert into meta_field (tenant_id, object, name, custom, definition) values ($1, $2, $3, false, $4::jsonb)', [
        own.id,
        object,
        name,
        JSON.stringify(definition),
      ]);
    await put('lead', 'source', { options: before, help: { zh: '写明', en: 'Say it' } });
    await put('account', 'source', { label: { zh: '从哪来', en: 'From' } });
    await client.query('begin');
    const migration = migrations.find(({ id }) => id === '0089-sources-of-leads');
    await migration?.up(client);
    await migration?.up(client);
    await client.query('commit');
  });
  const keys = (await listOf()).map(({ key }) => key);
  expect(keys).toEqual(['website', '活码', 'form', 'call', 'businessCard', 'lookAlike', 'import', 'api', 'other']);
  expect((await listOf(admin, 'account')).map(({ key }) => key)).toEqual(shipped.map(({ key }) => key));
  expect(await listOf(tenant.as.admin)).toEqual(shipped);
});
