import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../database/sql.ts';
import {
  createRecord,
  deleteRecord,
  loadValues,
  ownedCounts,
  purgeDeleted,
  recordHistory,
  restoreRecord,
  saveRecords,
  transferAll,
  transferRecords,
  updateRecord,
} from './index.ts';
import { eventsOf, type Fixture, fixture, freshCode, metaOf } from './testing.ts';

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
afterAll(() => f.engine.close());

const company = () => metaOf(f.system, 'company');
const deal = () => metaOf(f.system, 'deal');
const line = () => metaOf(f.system, 'line');
const given = (more: Record<string, unknown> = {}) => ({ name: '恒润化工', phone: '1', ...more });
const live = async (object: 'company' | 'deal' | 'line', ids: readonly string[]) =>
  (await loadValues(f.system, metaOf(f.system, object), ids)).size;

describe('recycle bin', () => {
  it('is refused while something holds on to the record, and says what', async () => {
    const account = await createRecord(f.sellerCtx, company(), given());
    const held = await createRecord(f.sellerCtx, deal(), { name: '泵', company: account.id });
    await expect(deleteRecord(f.sellerCtx, company(), account.id)).rejects.toMatchObject({
      status: 409,
      code: 'STATE',
      errors: [{ field: 'deal.company', message: { zh: expect.stringContaining('1 条商机') } }],
    });
    await deleteRecord(f.sellerCtx, deal(), held.id);
    await expect(deleteRecord(f.sellerCtx, company(), account.id)).resolves.toMatchObject({ version: 2 });
    await expect(deleteRecord(f.sellerCtx, company(), account.id)).rejects.toMatchObject({ status: 404 });
  });

  it('empties references that may be empty, by a change of their own', async () => {
    const parent = await createRecord(f.managerCtx, company(), given());
    const child = await createRecord(f.managerCtx, company(), given({ parent: parent.id, owner: f.seller.id }));
    await deleteRecord(f.managerCtx, company(), parent.id);
    expect((await loadValues(f.system, company(), [child.id])).get(child.id)).toMatchObject({ parent: null, version: 2 });
    expect((await recordHistory(f.managerCtx, company(), child.id)).items[0]).toMatchObject({
      changes: [{ field: 'parent', old: { id: parent.id, title: '恒润化工' }, new: null }],
    });
  });

  it('takes details along and brings them back, with links, search and unique values', async () => {
    const code = freshCode();
    const { id } = await createRecord(f.sellerCtx, deal(), { name: '泵' });
    const lines = await saveRecords(
      f.sellerCtx,
      line(),
      [1, 2, 3].map((n) => ({ operation: 'create' as const, values: { name: `明细${n}`, deal: id, ...(n === 1 ? { code } : {}) } })),
    );
    const ids = lines.map((result) => result.id ?? '');
    const visit = await createRecord(f.sellerCtx, metaOf(f.system, 'visit'), { subject: '拜访', about: [{ object: 'deal', id }] });
    // one of them was deleted before, by itself
    await deleteRecord(f.sellerCtx, line(), ids[2] ?? '');
    await deleteRecord(f.sellerCtx, deal(), id);
    expect(await live('line', ids)).toBe(0);
    expect(await live('deal', [id])).toBe(0);
    const inSearch = () => f.system.query(sql`select 1 from record_search where tenant_id = ${f.tenant.id} and record_id = ${id}::uuid`);
    expect(await inSearch()).toHaveLength(0);
    await expect(restoreRecord(f.sellerCtx, line(), ids[0] ?? '')).rejects.toMatchObject({
      status: 409,
      code: 'STATE',
      errors: [{ field: 'deal' }],
    });
    const back = await restoreRecord(f.sellerCtx, deal(), id);
    expect(back).toMatchObject({ version: 3, values: { name: '泵', owner: f.seller.id } });
    expect([...(await loadValues(f.system, line(), ids)).keys()].sort()).toEqual(ids.slice(0, 2).sort());
    expect(await inSearch()).toHaveLength(1);
    expect((await loadValues(f.system, metaOf(f.system, 'visit'), [visit.id])).get(visit.id)?.about).toEqual([{ object: 'deal', id }]);
    expect((await eventsOf(f.system, ids[0] ?? '')).map((event) => event.event)).toEqual(['line.created', 'line.deleted', 'line.restored']);
    await expect(createRecord(f.sellerCtx, line(), { name: '又一', deal: id, code })).rejects.toMatchObject({ code: 'DUPLICATE' });
    await expect(restoreRecord(f.sellerCtx, deal(), id)).rejects.toMatchObject({ status: 404 });
  });

  it('does not bring back a value that somebody else has taken meanwhile', async () => {
    const code = freshCode();
    const { id } = await createRecord(f.sellerCtx, company(), given({ code }));
    await deleteRecord(f.sellerCtx, company(), id);
    const taker = await createRecord(f.sellerCtx, company(), given({ code }));
    await expect(restoreRecord(f.sellerCtx, company(), id)).rejects.toMatchObject({
      status: 409,
      code: 'DUPLICATE',
      errors: [{ field: 'code' }],
    });
    await updateRecord(f.sellerCtx, company(), taker.id, { code: null });
    await expect(restoreRecord(f.sellerCtx, company(), id)).resolves.toMatchObject({ values: { code } });
    // also when it is a detail that collides
    const parent = await createRecord(f.sellerCtx, deal(), { name: '泵' });
    await createRecord(f.sellerCtx, line(), { name: '明细', deal: parent.id, code });
    await deleteRecord(f.sellerCtx, deal(), parent.id);
    const other = await createRecord(f.sellerCtx, deal(), { name: '阀' });
    await createRecord(f.sellerCtx, line(), { name: '明细', deal: other.id, code });
    await expect(restoreRecord(f.sellerCtx, deal(), parent.id)).rejects.toMatchObject({ status: 409, code: 'DUPLICATE' });
  });

  it('is closed to who may not delete, can not see, or is of another tenant', async () => {
    const { id } = await createRecord(f.managerCtx, company(), given());
    const editor = f.tenant.as(f.manager, { kind: 'all' }, ['company.read', 'company.edit']);
    await expect(deleteRecord(editor, company(), id)).rejects.toMatchObject({ status: 403 });
    await deleteRecord(f.managerCtx, company(), id);
    await expect(restoreRecord(editor, company(), id)).rejects.toMatchObject({ status: 403 });
    await expect(restoreRecord(f.sellerCtx, company(), id)).rejects.toMatchObject({ status: 404 });
    await expect(restoreRecord(f.other.system, company(), id)).rejects.toMatchObject({ status: 404 });
    await expect(purgeDeleted(editor, new Date())).rejects.toMatchObject({ status: 403 });
  });

  it('deletes many, one by one where they depend on each other', async () => {
    const account = await createRecord(f.sellerCtx, company(), given());
    const free = await createRecord(f.sellerCtx, company(), given());
    await createRecord(f.sellerCtx, deal(), { name: '泵', company: account.id });
    const results = await saveRecords(
      f.sellerCtx,
      company(),
      [account.id, free.id, free.id, 'abc'].map((id) => ({ operation: 'delete' as const, id })),
    );
    expect(results.map((result) => result.status)).toEqual([409, 204, 404, 404]);
    const more = await createRecord(f.sellerCtx, company(), given());
    const none = await saveRecords(
      f.sellerCtx,
      company(),
      [account.id, more.id].map((id) => ({ operation: 'delete' as const, id })),
      { allOrNothing: true },
    );
    expect(none.map((result) => result.status)).toEqual([409, 424]);
    expect(await live('company', [more.id])).toBe(1);
  });

  it('ends for good what is old enough, and everything of it', async () => {
    const { id } = await createRecord(f.sellerCtx, deal(), { name: '泵' });
    const detail = await createRecord(f.sellerCtx, line(), { name: '明细', deal: id });
    const stays = await createRecord(f.sellerCtx, deal(), { name: '阀' });
    await deleteRecord(f.sellerCtx, deal(), id);
    expect(await purgeDeleted(f.system, new Date(Date.now() - 60_000))).toBe(0);
    expect(await purgeDeleted(f.system, new Date(Date.now() + 60_000), { object: 'deal', ids: [id, stays.id] })).toBe(1);
    expect(await purgeDeleted(f.system, new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    const left = await f.system.query(sql`
      select 'history' as what from record_history where tenant_id = ${f.tenant.id} and record_id = any(${[id, detail.id]}::uuid[])
      union all select 'stage' from stage_entry where tenant_id = ${f.tenant.id} and record_id = ${id}::uuid
      union all select 'line' from line where tenant_id = ${f.tenant.id} and id = ${detail.id}::uuid`);
    expect(left).toEqual([]);
    expect(await live('deal', [stays.id])).toBe(1);
  });
});

describe('transfer', () => {
  it('gives over what the caller may transfer, one result each', async () => {
    const mine = await createRecord(f.managerCtx, company(), given());
    await expect(transferRecords(f.sellerCtx, company(), [mine.id], f.seller.id)).rejects.toMatchObject({ status: 403 });
    const results = await transferRecords(f.managerCtx, company(), ['x', mine.id.toUpperCase()], f.seller.id);
    expect(results.map((result) => [result.index, result.status])).toEqual([
      [0, 404],
      [1, 200],
    ]);
    expect((await loadValues(f.system, company(), [mine.id])).get(mine.id)).toMatchObject({ owner: f.seller.id, version: 2 });
  });

  it('hands everything of a leaver over, after a look at how much that is', async () => {
    const tenant = await f.engine.tenant();
    const [from, to] = ['甲', '乙'].map((name) => ({ id: crypto.randomUUID(), name }));
    if (!from || !to) throw new Error('two people');
    await tenant.system.transaction(async (tx) => {
      for (const who of [from, to]) {
        await tx.query(
          sql`insert into app_user (tenant_id, id, name, active, created_at, updated_at) values (${tenant.id}, ${who.id}::uuid, ${who.name}, true, now(), now())`,
        );
      }
    });
    await saveRecords(
      tenant.system,
      company(),
      Array.from({ length: 25 }, () => ({ operation: 'create' as const, values: given({ owner: from.id }) })),
    );
    const one = await createRecord(tenant.system, deal(), { name: '泵', owner: from.id });
    await createRecord(tenant.system, deal(), { name: '别人的', owner: to.id });
    expect([...(await ownedCounts(tenant.system, from.id))].sort()).toEqual([
      ['company', 25],
      ['deal', 1],
    ]);
    expect([...(await transferAll(tenant.system, from.id, to.id))].sort()).toEqual([
      ['company', 25],
      ['deal', 1],
    ]);
    expect([...(await ownedCounts(tenant.system, from.id))]).toEqual([]);
    expect((await recordHistory(tenant.system, deal(), one.id)).items[0]).toMatchObject({
      changes: [{ field: 'owner', old: { title: '甲' }, new: { title: '乙' } }],
    });
  });
});
