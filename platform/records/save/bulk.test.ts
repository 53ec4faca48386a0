import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../database/sql.ts';
import { label, newId, seeded } from '../../kernel/index.ts';
import { fillUniqueValues } from '../../metadata/index.ts';
import type { Context, Values } from '../../module/index.ts';
import { counterIn } from './auto-number.ts';
import { bulk, createRecord, loadValues, numberText, periodOf, type SaveRow, saveRecords, updateRecord } from './index.ts';
import { count, type Fixture, fixture, freshCode, metaOf, withCustom } from './testing.ts';

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
afterAll(() => f.engine.close());

const company = () => metaOf(f.system, 'company');
const given = (more: Record<string, unknown> = {}) => ({ name: '恒润化工', phone: '1', ...more });
const statuses = (results: readonly { status: number }[]) => results.map((result) => result.status);

describe('batches', () => {
  it('saves the good half and names what is wrong with the other', async () => {
    const before = await count(f.system, 'company');
    const rows = Array.from(
      { length: 100 },
      (_, n): SaveRow => ({ operation: 'create', values: n % 2 ? { phone: 'x' } : given({ name: `好${n}` }) }),
    );
    const results = await saveRecords(f.sellerCtx, company(), rows);
    expect(results.filter((result) => result.status === 201)).toHaveLength(50);
    expect(results[1]).toMatchObject({ index: 1, status: 422, error: { errors: [{ field: 'name', code: 'REQUIRED' }] } });
    expect(await count(f.system, 'company')).toBe(before + 50);
    const none = await saveRecords(f.sellerCtx, company(), rows, { allOrNothing: true });
    expect(none.filter((result) => result.error)).toHaveLength(50);
    expect(none[0]).toEqual({ index: 0, status: 424 });
    expect(await count(f.system, 'company')).toBe(before + 50);
    await expect(
      saveRecords(
        f.sellerCtx,
        company(),
        Array.from({ length: 1001 }, () => rows[0] as SaveRow),
      ),
    ).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('survives a hook that refuses everything or afterwards: the others are saved', async () => {
    const names = ['一', '全部拒绝', '二', '事后拒绝', '拒绝'];
    const rows = names.map((name): SaveRow => ({ operation: 'create', values: given({ name }) }));
    expect(statuses(await saveRecords(f.sellerCtx, company(), rows))).toEqual([201, 422, 201, 422, 422]);
    const before = await count(f.system, 'company');
    expect(statuses(await saveRecords(f.sellerCtx, company(), rows, { allOrNothing: true }))).toEqual([424, 422, 424, 422, 422]);
    expect(await count(f.system, 'company')).toBe(before);
    // inside a transaction of somebody else's as well
    await f.sellerCtx.transaction(async (tx) => {
      expect(statuses(await saveRecords(tx, company(), rows))).toEqual([201, 422, 201, 422, 422]);
      expect(statuses(await saveRecords(tx, company(), rows.slice(3, 4)))).toEqual([422]);
    });
    expect(await count(f.system, 'company')).toBe(before + 2);
  });

  it('handles records that appear twice, values that change hands, and records made further up', async () => {
    const [one, two] = [freshCode(), freshCode()];
    const [a, b] = await Promise.all([
      createRecord(f.sellerCtx, company(), given({ code: one })),
      createRecord(f.sellerCtx, company(), given({ code: two })),
    ]);
    const made = newId();
    const results = await saveRecords(f.sellerCtx, company(), [
      { operation: 'update', id: b.id, values: { code: one } }, // still taken
      { operation: 'update', id: a.id, values: { code: `${one}x` } },
      { operation: 'update', id: b.id, values: { code: one } }, // free now
      { operation: 'create', values: given({ code: two }) }, // given up by b
      { operation: 'create', values: given({ code: two }) }, // taken again
      { operation: 'create', id: made, values: given({ name: '上级' }) },
      { operation: 'create', values: given({ parent: made }) },
      { operation: 'update', id: a.id, values: { size: 1 } },
      { operation: 'delete', id: a.id },
      { operation: 'update', id: a.id, values: { size: 2 } },
    ]);
    expect(statuses(results)).toEqual([409, 200, 200, 201, 409, 201, 201, 200, 204, 404]);
    expect(results[7]).toMatchObject({ version: 3 });
  });

  it('checks without writing', async () => {
    const before = await count(f.system, 'company');
    const code = freshCode();
    const claims = new Set<string>();
    const rows: SaveRow[] = [
      { operation: 'create', values: given({ code }) },
      { operation: 'create', values: given({ code }) },
      { operation: 'create', values: { name: '无电话' } },
    ];
    expect(statuses(await saveRecords(f.sellerCtx, company(), rows, { validateOnly: true, claims }))).toEqual([201, 409, 422]);
    expect(statuses(await saveRecords(f.sellerCtx, company(), rows.slice(0, 1), { validateOnly: true, claims }))).toEqual([409]);
    expect(await count(f.system, 'company')).toBe(before);
  });

  it('comes to the same as saving one by one, whatever the batch', async () => {
    for (let seed = 1; seed <= 9; seed += 1) {
      const together = await f.engine.tenant();
      const apart = await f.engine.tenant();
      const rows = randomRows(seed);
      const batch = await saveRecords(together.system, company(), rows);
      const single = [];
      for (const row of rows) single.push(...(await saveRecords(apart.system, company(), [row])));
      expect(statuses(batch), `seed ${seed}`).toEqual(statuses(single));
      expect(await everything(together.system), `seed ${seed}`).toEqual(await everything(apart.system));
    }
  });
});

/** Saves of some 12 records over a handful of codes and parents, so that rows get in each other's way. */
function randomRows(seed: number): SaveRow[] {
  const random = seeded(seed);
  const ids = Array.from({ length: 12 }, (_, n) => `00000000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`);
  const rows = ids.map((id, n): SaveRow => ({ operation: 'create', id, values: given({ name: `公司${n}`, code: `K${n % 9}` }) }));
  // a refusal after the write sends a batch the way of single rows: only some seeds have one
  const names = seed % 3 === 0 ? ['拒绝', '新名', '', '事后拒绝'] : ['拒绝', '新名', '另一名', ''];
  for (let n = 0; n < 60; n += 1) {
    const operation = random.pick(['create', 'update', 'update', 'update', 'delete', 'restore'] as const);
    const values = {
      ...(operation === 'create' ? given() : {}),
      ...(random.chance(0.5) ? { code: random.pick(['K1', 'K2', 'K3', 'K4', 'K5', null]) } : {}),
      ...(random.chance(0.4) ? { parent: random.pick([...ids, null]) } : {}),
      ...(random.chance(0.3) ? { name: random.pick(names) } : {}),
    };
    if (operation === 'create') rows.push({ operation, values: { ...values, externalId: `E${n}` } });
    else rows.push({ operation, id: random.pick(ids), ...(operation === 'update' ? { values } : {}) });
  }
  return rows;
}

/** Everything a tenant's saves have left, with ids made on the way replaced by external ids. */
async function everything(ctx: Context): Promise<unknown> {
  const tenant = ctx.tenant.id;
  const name = sql`coalesce(c.external_id, c.id::text)`;
  const records = await ctx.query(
    sql`select ${name} as name, c.name, c.version, c.code, c.parent, c.deleted_at is null as live from company c where c.tenant_id = ${tenant} order by 1`,
  );
  const history = await ctx.query(sql`
    select ${name} as name, h.operation, h.changes from record_history h join company c on c.tenant_id = h.tenant_id and c.id = h.record_id where h.tenant_id = ${tenant} order by 1, h.id`);
  const events = await ctx.query(sql`
    select ${name} as name, e.event, e.changes from event e join company c on c.tenant_id = e.tenant_id and c.id = e.record_id where e.tenant_id = ${tenant} order by 1, e.xid, e.seq`);
  const found = await ctx.query(sql`
    select ${name} as name, s.title from record_search s join company c on c.tenant_id = s.tenant_id and c.id = s.record_id where s.tenant_id = ${tenant} and s.title <> '' order by 1`);
  return { records, history, events, found };
}

describe('bulk', () => {
  it('creates, updates, upserts and deletes by key', async () => {
    const [a, b] = [freshCode(), freshCode()];
    const made = await bulk(f.sellerCtx, company(), {
      operation: 'upsert',
      records: [given({ externalId: a }), given({ externalId: b }), given({ externalId: a, size: 7 }), given()],
    });
    expect(made.failed).toBe(false);
    expect(statuses(made.results)).toEqual([201, 201, 200, 422]);
    expect(made.results[2]).toEqual({ index: 2, status: 200, id: made.results[0]?.id, version: 2 });
    const changed = await bulk(f.sellerCtx, company(), {
      operation: 'update',
      key: 'externalId',
      records: [
        { externalId: a, size: 8 },
        { externalId: 'nobody', size: 8 },
        { externalId: b, size: -1 },
      ],
    });
    expect(statuses(changed.results)).toEqual([200, 404, 422]);
    const byId = await bulk(f.sellerCtx, company(), {
      operation: 'update',
      records: [{ id: made.results[0]?.id, version: 1, size: 9 }, { size: 9 }],
    });
    expect(statuses(byId.results)).toEqual([409, 422]);
    const none = await bulk(f.sellerCtx, company(), {
      operation: 'delete',
      records: [{ id: made.results[0]?.id }, { id: newId() }],
      allOrNothing: true,
    });
    expect(none).toMatchObject({
      failed: true,
      results: [
        { index: 0, status: 424 },
        { index: 1, status: 404 },
      ],
    });
    const gone = await bulk(f.sellerCtx, company(), { operation: 'delete', records: [{ id: made.results[0]?.id }, made.results[1]?.id] });
    expect(statuses(gone.results)).toEqual([204, 204]);
  });

  it('refuses what is not its body, naming the member', async () => {
    const refused = (body: unknown) => bulk(f.sellerCtx, company(), body).catch((error: unknown) => error);
    expect(await refused([])).toMatchObject({ status: 400, code: 'WRONG_TYPE' });
    expect(await refused({ operation: 'create', records: [], more: 1 })).toMatchObject({
      status: 400,
      errors: [{ field: 'more', code: 'UNKNOWN_FIELD' }],
    });
    expect(await refused({ operation: 'explode', records: [] })).toMatchObject({ status: 422, errors: [{ field: 'operation' }] });
    expect(await refused({ operation: 'create', records: {} })).toMatchObject({ status: 400, errors: [{ field: 'records' }] });
    expect(await refused({ operation: 'create', records: Array.from({ length: 1001 }, () => ({})) })).toMatchObject({
      status: 400,
      code: 'LIMIT_EXCEEDED',
    });
    expect(await refused({ operation: 'upsert', key: 'nope', records: [] })).toMatchObject({
      status: 400,
      errors: [{ field: 'key', code: 'UNKNOWN_FIELD' }],
    });
    expect(await refused({ operation: 'upsert', key: 'name', records: [] })).toMatchObject({ status: 422, errors: [{ field: 'key' }] });
    const odd = await bulk(f.sellerCtx, company(), { operation: 'create', records: [1, given(), { externalId: {} }] });
    expect(statuses(odd.results)).toEqual([400, 201, 400]);
  });

  it('does not double when eight upsert the same key at once', async () => {
    for (const key of ['externalId', 'code']) {
      const value = freshCode();
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          bulk(f.sellerCtx, company(), {
            operation: 'upsert',
            key,
            records: [given({ [key]: value, size: n }), given({ [key]: `${value}b`, size: n })],
          }),
        ),
      );
      expect(all.flatMap((one) => statuses(one.results)).sort()).toEqual([...Array.from({ length: 14 }, () => 200), 201, 201]);
      const rows = await f.system.query(
        sql`select version from company where tenant_id = ${f.tenant.id} and ${sql.ref(key === 'code' ? 'code' : 'external_id')} = ${value}`,
      );
      expect(rows).toEqual([{ version: 8 - all.filter((one) => one.results[0]?.version === 1 && one.results[0].status === 200).length }]);
    }
  });
});

describe('auto numbers', () => {
  it('reads and writes patterns', () => {
    const at = new Date('2026-12-31T17:00:00Z');
    expect(periodOf('OPP-{YYYY}{MM}{DD}-{0000}', at, 'Asia/Shanghai')).toBe('OPP-20270101-{0000}');
    expect(periodOf('{YY}/{00}', at, 'UTC')).toBe('26/{00}');
    expect(numberText('A-{0000}', 7)).toBe('A-0007');
    expect(numberText('A-{00}', 123n)).toBe('A-123');
    expect(counterIn('A-{0000}x', 'A-0042x')).toBe(42);
    expect(counterIn('A-{0000}', 'B-0042')).toBeUndefined();
  });

  it('gives sixteen who write at once no number twice', async () => {
    const ticket = metaOf(f.system, 'ticket');
    const all = await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        n % 4 === 0
          ? saveRecords(
              f.sellerCtx,
              ticket,
              Array.from({ length: 10 }, () => ({ operation: 'create' as const, values: { subject: '批' } })),
            )
          : Promise.all([1, 2, 3].map(() => createRecord(f.sellerCtx, ticket, { subject: '单' }))),
      ),
    );
    const numbers = all.flat().map((one) => String(one.values?.number));
    expect(numbers).toHaveLength(76);
    expect(new Set(numbers).size).toBe(76);
    expect(numbers.every((one) => /^TK-\d{6}-\d{4}$/.test(one))).toBe(true);
  });

  it('counts on from numbers that came with imported records, and takes none from people', async () => {
    const tenant = await f.engine.tenant();
    const ticket = metaOf(tenant.system, 'ticket');
    const month = periodOf('TK-{YYYY}{MM}-', new Date(), 'Asia/Shanghai');
    await createRecord(tenant.system, ticket, { number: `${month}0041` }, { channel: 'import' });
    const next = await createRecord(tenant.system, ticket, { subject: '新' });
    expect(next.values.number).toBe(`${month}0042`);
    await expect(createRecord(tenant.system, ticket, { number: 'TK-1' })).rejects.toMatchObject({
      errors: [{ field: 'number', code: 'INVALID_VALUE' }],
    });
    await expect(updateRecord(tenant.system, ticket, next.id, { number: 'TK-1' })).rejects.toMatchObject({ errors: [{ field: 'number' }] });
  });
});

describe('custom fields and objects', () => {
  it('keeps values by short key, filterable ones in slots, unique ones once', async () => {
    const tenant = await f.engine.tenant();
    const ctx = await withCustom(tenant.system, {
      objects: ['x_device'],
      fields: [
        { object: 'company', name: 'x_budget', key: 'f1', slot: 'n1', definition: { type: 'currency', label: label('预算', 'Budget') } },
        {
          object: 'company',
          name: 'x_tax',
          key: 'f2',
          slot: 't1',
          definition: { type: 'text', unique: true, label: label('税号', 'Tax') },
        },
        { object: 'company', name: 'x_flag', key: 'f3', definition: { type: 'boolean', label: label('标记', 'Flag') } },
        {
          object: 'x_device',
          name: 'name',
          key: 'f1',
          slot: 't1',
          definition: { type: 'text', required: true, label: label('名称', 'Name') },
        },
        {
          object: 'x_device',
          name: 'x_site',
          key: 'f2',
          slot: 'u1',
          definition: { type: 'lookup', object: 'company', onDelete: 'cascade', label: label('地点', 'Site') },
        },
        { object: 'x_device', name: 'x_since', key: 'f3', slot: 'n1', definition: { type: 'date', label: label('自', 'Since') } },
      ],
    });
    const site = await createRecord(ctx, metaOf(ctx, 'company'), given({ x_budget: 12.5, x_tax: 'Ab-1', x_flag: false } as Values));
    expect(site.values).toMatchObject({ x_budget: '12.50', x_tax: 'Ab-1', x_flag: false });
    const row = (id: string) => ctx.query(sql`select custom, n1, t1 from company where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid`);
    expect(await row(site.id)).toEqual([{ custom: { f1: '12.50', f2: 'Ab-1', f3: false }, n1: '125000', t1: 'Ab-1' }]);
    await updateRecord(ctx, metaOf(ctx, 'company'), site.id, { x_budget: null, x_flag: true });
    expect(await row(site.id)).toEqual([{ custom: { f2: 'Ab-1', f3: true }, n1: null, t1: 'Ab-1' }]);
    await expect(createRecord(ctx, metaOf(ctx, 'company'), given({ x_tax: 'ａｂ-1' }))).rejects.toMatchObject({
      status: 409,
      errors: [{ field: 'x_tax', code: 'DUPLICATE' }],
    });
    await updateRecord(ctx, metaOf(ctx, 'company'), site.id, { x_tax: 'AB-1' });
    const upserted = await bulk(ctx, metaOf(ctx, 'company'), {
      operation: 'upsert',
      key: 'x_tax',
      records: [given({ x_tax: 'ab-1', size: 5 }), given({ x_tax: 'cd-2' })],
    });
    expect(statuses(upserted.results)).toEqual([200, 201]);
    const device = await createRecord(ctx, metaOf(ctx, 'x_device'), {
      name: '泵机',
      x_site: site.id,
      x_since: '1970-01-03',
      externalId: 'D1',
    });
    expect(await ctx.query(sql`select object, t1, u1, n1, external_id from custom_record where tenant_id = ${ctx.tenant.id}`)).toEqual([
      { object: 'x_device', t1: '泵机', u1: site.id, n1: '2', external_id: 'D1' },
    ]);
    await expect(createRecord(ctx, metaOf(ctx, 'x_device'), { name: '泵机', externalId: 'D1' })).rejects.toMatchObject({
      errors: [{ field: 'externalId', code: 'DUPLICATE' }],
    });
    await expect(createRecord(ctx, metaOf(ctx, 'x_device'), { x_site: device.id })).rejects.toMatchObject({
      errors: [
        { field: 'name', code: 'REQUIRED' },
        { field: 'x_site', code: 'LOOKUP_NOT_FOUND' },
      ],
    });
    await saveRecords(ctx, metaOf(ctx, 'company'), [{ operation: 'delete', id: site.id }]);
    expect((await loadValues(ctx, metaOf(ctx, 'x_device'), [device.id])).size).toBe(0);
    await saveRecords(ctx, metaOf(ctx, 'company'), [{ operation: 'restore', id: site.id }]);
    expect((await loadValues(ctx, metaOf(ctx, 'x_device'), [device.id])).get(device.id)).toMatchObject({
      x_site: site.id,
      x_since: '1970-01-03',
    });
  });

  it('makes a field unique over what is there already, or says how many stand in the way', async () => {
    const tenant = await f.engine.tenant();
    const definition = { type: 'text', label: label('税号', 'Tax') } as const;
    const ctx = await withCustom(tenant.system, { fields: [{ object: 'company', name: 'x_tax', key: 'f1', definition }] });
    const meta = metaOf(ctx, 'company');
    const field = meta.fields.get('x_tax');
    if (!field) throw new Error('no field');
    const [first] = await saveRecords(
      ctx,
      meta,
      ['ＡB', 'ab', 'É1', null].map((x_tax) => ({ operation: 'create' as const, values: given({ x_tax }) })),
    );
    const fill = () => ctx.transaction((tx) => fillUniqueValues(tx, meta, { ...field, unique: true }));
    await expect(fill()).rejects.toMatchObject({
      status: 409,
      errors: [{ field: 'unique', message: { zh: expect.stringContaining('1 条') } }],
    });
    await updateRecord(ctx, meta, first?.id ?? '', { x_tax: 'CD' });
    await fill();
    const unique = { ...meta, fields: new Map(meta.fields).set('x_tax', { ...field, unique: true }) };
    for (const x_tax of ['cd', 'AB', 'é1'])
      await expect(createRecord(ctx, unique, given({ x_tax }))).rejects.toMatchObject({ code: 'DUPLICATE', errors: [{ field: 'x_tax' }] });
    await ctx.transaction((tx) => fillUniqueValues(tx, meta, field));
    expect(await count(ctx, 'unique_value')).toBe(0);
  });
});
