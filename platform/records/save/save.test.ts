import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import { insertRecord } from '../../testing/engine.ts';
import { createRecord, deleteRecord, emit, loadValues, lockRecord, recordHistory, saveRecords, updateRecord } from './index.ts';
import { calls, count, eventsOf, type Fixture, fixture, freshCode, metaOf } from './testing.ts';

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
afterAll(() => f.engine.close());
beforeEach(() => {
  calls.length = 0;
});

const company = () => metaOf(f.system, 'company');
const deal = () => metaOf(f.system, 'deal');
const given = (more: Record<string, unknown> = {}) => ({ name: '恒润化工', phone: '138 1234', ...more });

describe('create', () => {
  it('writes the record with defaults, hooks, history, event, search row and owner', async () => {
    const code = freshCode();
    const { id, version, values } = await createRecord(
      f.sellerCtx,
      company(),
      given({ code, size: 21, revenue: '1200.5', labels: ['重点', '华东', '重点'], foundedOn: '2001-02-03' }),
    );
    expect(version).toBe(1);
    expect(values).toMatchObject({
      id,
      version: 1,
      name: '恒润化工',
      phone: '1381234',
      code,
      level: 'b',
      size: 21,
      score: 42,
      revenue: '1200.50',
      labels: ['重点', '华东'],
      foundedOn: '2001-02-03',
      owner: f.seller.id,
      createdBy: f.seller.id,
      updatedBy: f.seller.id,
      externalId: null,
      parent: null,
    });
    // what is stored is what was answered
    const stored = await loadValues(f.system, company(), [id]);
    expect(stored.get(id)).toEqual(values);
    expect(await eventsOf(f.system, id)).toEqual([
      expect.objectContaining({
        event: 'company.created',
        channel: 'api',
        by_user: f.seller.id,
        changes: expect.arrayContaining([{ field: 'revenue', old: null, new: '1200.50' }]),
      }),
    ]);
    const history = await recordHistory(f.sellerCtx, company(), id);
    expect(history.items).toEqual([
      expect.objectContaining({ by: { id: f.seller.id, title: '李娜' }, channel: 'api', operation: 'create', changes: [] }),
    ]);
    const search = await f.system.query(
      sql`select title, owner from record_search where tenant_id = ${f.tenant.id} and record_id = ${id}::uuid`,
    );
    expect(search).toEqual([{ title: '恒润化工', owner: f.seller.id }]);
  });

  it('names every field that is wrong, malformed ones first', async () => {
    const refused = (values: Record<string, unknown>) => createRecord(f.sellerCtx, company(), values).catch((error: unknown) => error);
    expect(await refused({ name: '甲', phone: '1', nope: 1, size: {} })).toMatchObject({
      status: 400,
      errors: [
        { field: 'nope', code: 'UNKNOWN_FIELD' },
        { field: 'size', code: 'WRONG_TYPE' },
      ],
    });
    expect(await refused({ phone: '1', revenue: 'abc', name: 'x'.repeat(51) })).toMatchObject({
      status: 422,
      errors: [
        { field: 'revenue', code: 'INVALID_VALUE' },
        { field: 'name', code: 'TOO_LONG' },
      ],
    });
    expect(await refused({ revenue: '1' })).toMatchObject({
      status: 422,
      code: 'REQUIRED',
      errors: [
        { field: 'name', code: 'REQUIRED' },
        { field: 'phone', code: 'REQUIRED' },
      ],
    });
    expect(await refused(given({ level: 'old' }))).toMatchObject({ errors: [{ field: 'level', code: 'INVALID_VALUE' }] });
    expect(await refused(given({ score: 3 }))).toMatchObject({ errors: [{ field: 'score', code: 'INVALID_VALUE' }] });
    expect(await refused(given({ id: newId() }))).toMatchObject({ errors: [{ field: 'id', code: 'INVALID_VALUE' }] });
    expect(await refused(given({ name: '拒绝' }))).toMatchObject({ status: 422, code: 'RULE' });
    expect(await refused(given({ name: '全部拒绝' }))).toMatchObject({ status: 422, code: 'RULE' });
    const before = await count(f.system, 'event');
    expect(await refused(given({ name: '事后拒绝' }))).toMatchObject({ status: 422, code: 'RULE' });
    expect(await count(f.system, 'event')).toBe(before);
    // read-only fields may stand in what is sent as long as they say nothing new
    await expect(createRecord(f.sellerCtx, company(), given({ score: null, createdAt: null }))).resolves.toMatchObject({
      values: { score: 0 },
    });
  });

  it('refuses lookups to nothing, to what the caller can not see and to another tenant', async () => {
    const hidden = await createRecord(f.managerCtx, company(), given());
    const foreign = await createRecord(f.other.system, company(), given());
    for (const parent of [newId(), hidden.id, foreign.id]) {
      await expect(createRecord(f.sellerCtx, company(), given({ parent }))).rejects.toMatchObject({
        status: 422,
        code: 'LOOKUP_NOT_FOUND',
        errors: [{ field: 'parent' }],
      });
    }
    await expect(createRecord(f.managerCtx, company(), given({ parent: { id: hidden.id } }))).resolves.toMatchObject({
      values: { parent: hidden.id },
    });
    const gone = await createRecord(f.managerCtx, company(), given());
    await deleteRecord(f.managerCtx, company(), gone.id);
    await expect(createRecord(f.managerCtx, company(), given({ parent: gone.id }))).rejects.toMatchObject({ code: 'LOOKUP_NOT_FOUND' });
    // the caller is a person, not a company
    await expect(createRecord(f.managerCtx, company(), given({ parent: f.managerCtx.user.id }))).rejects.toMatchObject({
      code: 'LOOKUP_NOT_FOUND',
    });
  });

  it('keeps unique fields and external ids unique among live records of a tenant', async () => {
    const code = freshCode();
    const first = await createRecord(f.sellerCtx, company(), given({ code, externalId: code }));
    await expect(createRecord(f.sellerCtx, company(), given({ code }))).rejects.toMatchObject({
      status: 409,
      code: 'DUPLICATE',
      errors: [{ field: 'code' }],
    });
    await expect(createRecord(f.sellerCtx, company(), given({ externalId: code }))).rejects.toMatchObject({
      status: 409,
      errors: [{ field: 'externalId', code: 'DUPLICATE' }],
    });
    await expect(createRecord(f.other.system, company(), given({ code, externalId: code }))).resolves.toMatchObject({ version: 1 });
    await deleteRecord(f.sellerCtx, company(), first.id);
    await expect(createRecord(f.sellerCtx, company(), given({ code, externalId: code }))).resolves.toMatchObject({ version: 1 });
  });

  it('needs the permission, and that of transfer for another owner', async () => {
    const reader = f.tenant.as(f.seller, { kind: 'all' }, ['company.read']);
    await expect(createRecord(reader, company(), given())).rejects.toMatchObject({ status: 403 });
    await expect(createRecord(f.sellerCtx, company(), given({ owner: f.manager.id }))).rejects.toMatchObject({
      status: 403,
      errors: [{ field: 'owner' }],
    });
    await expect(createRecord(f.managerCtx, company(), given({ owner: f.seller.id }))).resolves.toMatchObject({
      values: { owner: f.seller.id },
    });
    await expect(createRecord(f.sellerCtx, company(), given({ owner: null }))).resolves.toMatchObject({ values: { owner: f.seller.id } });
    const idle = await insertRecord(f.system, 'app_user', { name: '离职', active: false });
    await expect(createRecord(f.managerCtx, company(), given({ owner: idle }))).rejects.toMatchObject({
      errors: [{ field: 'owner', code: 'INVALID_VALUE' }],
    });
    await expect(createRecord(f.managerCtx, company(), given({ owner: idle }), { channel: 'import' })).resolves.toMatchObject({
      values: { owner: idle },
    });
  });

  it('runs the hooks of each stage in order, over the batch', async () => {
    await saveRecords(f.sellerCtx, company(), [
      { operation: 'create', values: given({ name: '一' }) },
      { operation: 'create', values: { name: '二' } },
      { operation: 'create', values: given({ name: '三' }) },
    ]);
    expect(calls).toEqual(['clean:create 一,create 二,create 三', 'score:create 一,create 三', 'after:create 一,create 三']);
  });

  it('takes only files the caller has uploaded', async () => {
    const file = newId();
    await f.system.transaction((tx) =>
      tx.query(sql`
      insert into file (tenant_id, id, name, size, type, sha256, created_by) values (${f.tenant.id}, ${file}::uuid, 'a.pdf', 1, 'application/pdf', 'x', ${f.manager.id}::uuid)`),
    );
    await expect(createRecord(f.sellerCtx, company(), given({ papers: [file] }))).rejects.toMatchObject({
      errors: [{ field: 'papers', code: 'LOOKUP_NOT_FOUND' }],
    });
    const { id, values } = await createRecord(f.managerCtx, company(), given({ papers: [{ id: file, name: 'ignored' }] }));
    expect(values.papers).toEqual([{ id: file }]);
    const uses = () => f.system.query(sql`select object from file_use where tenant_id = ${f.tenant.id} and record_id = ${id}::uuid`);
    expect(await uses()).toEqual([{ object: 'company' }]);
    await updateRecord(f.managerCtx, company(), id, { papers: null });
    expect(await uses()).toEqual([]);
  });
});

describe('update', () => {
  it('writes what differs, raises the version once, keeps history of tracked fields', async () => {
    const { id } = await createRecord(f.sellerCtx, company(), given());
    const second = await updateRecord(f.sellerCtx, company(), id, { revenue: 5, remark: '只记在事件里', level: 'b' });
    expect(second).toMatchObject({ version: 2, values: { revenue: '5.00', remark: '只记在事件里', level: 'b', name: '恒润化工' } });
    const same = await updateRecord(f.sellerCtx, company(), id, { revenue: '5.00', name: ' 恒润化工 ' });
    expect(same.version).toBe(2);
    const { items } = await recordHistory(f.sellerCtx, company(), id);
    expect(items.map((item) => [item.operation, item.changes])).toEqual([
      ['update', [{ field: 'revenue', old: null, new: '5.00' }]],
      ['create', []],
    ]);
    expect((await eventsOf(f.system, id)).map((event) => [event.event, event.changes.map((change) => change.field).sort()])).toEqual([
      ['company.created', ['level', 'name', 'owner', 'phone', 'score']],
      ['company.updated', ['remark', 'revenue']],
    ]);
    await expect(updateRecord(f.sellerCtx, company(), id, { name: null })).rejects.toMatchObject({
      code: 'REQUIRED',
      errors: [{ field: 'name' }],
    });
    await expect(updateRecord(f.sellerCtx, company(), id, { phone: '' })).rejects.toMatchObject({
      code: 'REQUIRED',
      errors: [{ field: 'phone' }],
    });
  });

  it('takes a whole record back as it was read', async () => {
    const { id, values } = await createRecord(f.sellerCtx, company(), given());
    const owner = { id: f.seller.id, title: '李娜' };
    await expect(
      updateRecord(f.sellerCtx, company(), id, { ...values, owner, createdBy: owner, updatedBy: owner, size: 3 }),
    ).resolves.toMatchObject({ version: 2, values: { size: 3, score: 6 } });
    await expect(updateRecord(f.sellerCtx, company(), id, { createdAt: '2020-01-01T00:00:00.000Z' })).rejects.toMatchObject({
      errors: [{ field: 'createdAt', code: 'INVALID_VALUE' }],
    });
  });

  it('answers 409 and 412 with the fields that differ and what they hold now', async () => {
    const { id } = await createRecord(f.managerCtx, company(), given());
    await updateRecord(f.managerCtx, company(), id, { name: '新名', owner: f.seller.id });
    const stale = { name: '旧名', phone: '1381234', owner: f.manager.id };
    const errors = [
      { field: 'name', current: '新名' },
      { field: 'owner', current: { id: f.seller.id, title: '李娜' } },
    ];
    await expect(updateRecord(f.managerCtx, company(), id, stale, { version: 1 })).rejects.toMatchObject({
      status: 409,
      code: 'VERSION_CONFLICT',
      errors,
    });
    await expect(updateRecord(f.managerCtx, company(), id, { ...stale, version: 1 })).rejects.toMatchObject({ status: 409, errors });
    await expect(updateRecord(f.managerCtx, company(), id, stale, { ifMatch: 1 })).rejects.toMatchObject({
      status: 412,
      code: 'PRECONDITION_FAILED',
      errors,
    });
    await expect(updateRecord(f.managerCtx, company(), id, { name: '再改' }, { version: '2' })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'version' }],
    });
    await expect(updateRecord(f.managerCtx, company(), id, { name: '再改' }, { ifMatch: 2 })).resolves.toMatchObject({ version: 3 });
    await expect(deleteRecord(f.managerCtx, company(), id, { ifMatch: 2 })).rejects.toMatchObject({ status: 412 });
  });

  it('is 404 for what is absent, foreign, invisible or no id, 403 for what may only be seen', async () => {
    const own = await createRecord(f.managerCtx, company(), given());
    const foreign = await createRecord(f.other.system, company(), given());
    for (const id of [newId(), foreign.id, own.id, 'abc']) {
      await expect(updateRecord(f.sellerCtx, company(), id, { name: '改' })).rejects.toMatchObject({ status: 404 });
      await expect(deleteRecord(f.sellerCtx, company(), id)).rejects.toMatchObject({ status: 404 });
      await expect(f.sellerCtx.transaction((tx) => lockRecord(tx, company(), id))).rejects.toMatchObject({ status: 404 });
    }
    const looker = f.tenant.as(f.seller);
    const narrow = {
      ...looker,
      access: {
        ...looker.access,
        scope: (_: unknown, verb: string) =>
          verb === 'read' ? { kind: 'all' as const } : { kind: 'owners' as const, owners: [f.seller.id] },
      },
    };
    const inside = { ...narrow, transaction: narrow.transaction.bind(narrow) };
    await looker.transaction(async (tx) => {
      const ctx: typeof tx = { ...tx, access: inside.access, whole: () => ctx };
      await expect(updateRecord(ctx, company(), own.id, { name: '改' })).rejects.toMatchObject({ status: 403 });
      await expect(lockRecord(ctx, company(), own.id)).rejects.toMatchObject({ status: 403 });
    });
  });

  it('changes hands only with the right to transfer', async () => {
    const { id } = await createRecord(f.sellerCtx, company(), given());
    await expect(updateRecord(f.sellerCtx, company(), id, { owner: f.manager.id })).rejects.toMatchObject({
      status: 403,
      errors: [{ field: 'owner' }],
    });
    await expect(updateRecord(f.managerCtx, company(), id, { owner: f.manager.id })).resolves.toMatchObject({ version: 2 });
    const search = await f.system.query(sql`select owner from record_search where tenant_id = ${f.tenant.id} and record_id = ${id}::uuid`);
    expect(search).toEqual([{ owner: f.manager.id }]);
  });

  it('lets one of two updates at once through that name the same version', async () => {
    const { id } = await createRecord(f.sellerCtx, company(), given());
    const both = await Promise.allSettled([1, 2].map((size) => updateRecord(f.sellerCtx, company(), id, { size }, { version: 1 })));
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await loadValues(f.system, company(), [id])).get(id)).toMatchObject({ version: 2 });
    // without a version both go, one after the other, and neither is lost
    await Promise.all([updateRecord(f.sellerCtx, company(), id, { phone: '1' }), updateRecord(f.sellerCtx, company(), id, { email: '2' })]);
    expect((await loadValues(f.system, company(), [id])).get(id)).toMatchObject({ version: 4, phone: '1', email: '2' });
  });

  it('refuses circles in trees, also those that two moves at once would close', async () => {
    const [a, b, c] = await Promise.all(['甲', '乙', '丙'].map((name) => createRecord(f.managerCtx, company(), given({ name }))));
    if (!a || !b || !c) throw new Error('three records');
    await updateRecord(f.managerCtx, company(), b.id, { parent: a.id });
    await updateRecord(f.managerCtx, company(), c.id, { parent: b.id });
    for (const parent of [a.id, b.id, c.id]) {
      await expect(updateRecord(f.managerCtx, company(), a.id, { parent })).rejects.toMatchObject({
        errors: [{ field: 'parent', code: 'HIERARCHY_CYCLE' }],
      });
    }
    const [x, y] = await Promise.all(['子', '丑'].map((name) => createRecord(f.managerCtx, company(), given({ name }))));
    if (!x || !y) throw new Error('two records');
    const moves = await Promise.allSettled([
      updateRecord(f.managerCtx, company(), x.id, { parent: y.id }),
      updateRecord(f.managerCtx, company(), y.id, { parent: x.id }),
    ]);
    expect(moves.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    // in one batch the second move is the one that is refused
    const [p, q] = await Promise.all(['寅', '卯'].map((name) => createRecord(f.managerCtx, company(), given({ name }))));
    if (!p || !q) throw new Error('two records');
    const batch = await saveRecords(f.managerCtx, company(), [
      { operation: 'update', id: p.id, values: { parent: q.id } },
      { operation: 'update', id: q.id, values: { parent: p.id } },
    ]);
    expect(batch.map((one) => one.status)).toEqual([200, 422]);
  });
});

describe('stages', () => {
  it('starts in the first stage or any other, and keeps when each was entered and left', async () => {
    const { id, values } = await createRecord(f.sellerCtx, deal(), { name: '泵' });
    expect(values.stage).toBe('new');
    await expect(createRecord(f.sellerCtx, deal(), { name: '阀', stage: 'won' })).resolves.toMatchObject({ values: { stage: 'won' } });
    await updateRecord(f.sellerCtx, deal(), id, { stage: 'talks' });
    const entries = await f.system.query(
      sql`select stage, left_at is null as open from stage_entry where tenant_id = ${f.tenant.id} and record_id = ${id}::uuid order by id`,
    );
    expect(entries).toEqual([
      { stage: 'new', open: false },
      { stage: 'talks', open: true },
    ]);
  });

  it('runs gates on moves, with what is stored and what this save brings', async () => {
    const owned = await createRecord(f.sellerCtx, company(), given());
    const { id } = await createRecord(f.sellerCtx, deal(), { name: '泵' });
    await expect(updateRecord(f.sellerCtx, deal(), id, { stage: 'won' })).rejects.toMatchObject({
      status: 409,
      code: 'STATE',
      errors: [{ field: 'stage' }],
    });
    await updateRecord(f.sellerCtx, deal(), id, { stage: 'talks', amount: 10 });
    await expect(updateRecord(f.sellerCtx, deal(), id, { stage: 'won' })).rejects.toMatchObject({
      status: 422,
      code: 'REQUIRED',
      errors: [{ field: 'company', code: 'REQUIRED' }],
    });
    await expect(updateRecord(f.sellerCtx, deal(), id, { stage: 'won', amount: null })).rejects.toMatchObject({
      errors: [{ field: 'company' }, { field: 'amount' }],
    });
    await expect(updateRecord(f.sellerCtx, deal(), id, { stage: 'won', company: owned.id })).resolves.toMatchObject({
      values: { stage: 'won' },
    });
    const free = await createRecord(f.sellerCtx, deal(), { name: '阀' });
    await expect(updateRecord(f.sellerCtx, deal(), free.id, { stage: 'won' }, { channel: 'import' })).resolves.toMatchObject({
      values: { stage: 'won' },
    });
  });
});

describe('links and events', () => {
  it('keeps links to several records of several objects', async () => {
    const visit = metaOf(f.system, 'visit');
    const about = [
      { object: 'company', id: (await createRecord(f.sellerCtx, company(), given())).id },
      { object: 'deal', id: (await createRecord(f.sellerCtx, deal(), { name: '泵' })).id },
    ];
    const { id, values } = await createRecord(f.sellerCtx, visit, { subject: '拜访', about });
    expect(values.about).toEqual(about);
    expect((await loadValues(f.system, visit, [id])).get(id)?.about).toHaveLength(2);
    await expect(updateRecord(f.sellerCtx, visit, id, { about: [...about].reverse() })).resolves.toMatchObject({ version: 1 });
    await updateRecord(f.sellerCtx, visit, id, { about: about.slice(1) });
    expect((await loadValues(f.system, visit, [id])).get(id)?.about).toEqual(about.slice(1));
    const hidden = await createRecord(f.managerCtx, company(), given());
    await expect(updateRecord(f.sellerCtx, visit, id, { about: [{ object: 'company', id: hidden.id }] })).rejects.toMatchObject({
      code: 'LOOKUP_NOT_FOUND',
      errors: [{ field: 'about' }],
    });
    await expect(updateRecord(f.sellerCtx, visit, id, { about: [{ object: 'deal', id: about[0]?.id }] })).rejects.toMatchObject({
      code: 'LOOKUP_NOT_FOUND',
    });
  });

  it("leaves an action's event in the outbox only when its transaction commits", async () => {
    const { id } = await createRecord(f.sellerCtx, company(), given());
    await f.sellerCtx
      .transaction(async (tx) => {
        await emit(tx, 'company.praised', { object: 'company', record: id, changes: { by: 'x' } });
        throw new Error('no');
      })
      .catch(() => undefined);
    await emit(f.sellerCtx, 'company.praised', { object: 'company', record: id, changes: { by: 'y' } });
    expect((await eventsOf(f.system, id)).slice(1)).toEqual([expect.objectContaining({ event: 'company.praised', changes: { by: 'y' } })]);
  });

  it('pages through the history, newest first, for who sees the record', async () => {
    const { id } = await createRecord(f.managerCtx, company(), given());
    for (let size = 1; size <= 4; size += 1) await updateRecord(f.managerCtx, company(), id, { size });
    const first = await recordHistory(f.managerCtx, company(), id, { limit: 2 });
    const second = await recordHistory(f.managerCtx, company(), id, { limit: 2, cursor: first.nextCursor ?? '' });
    const third = await recordHistory(f.managerCtx, company(), id, { limit: 2, cursor: second.nextCursor ?? '' });
    const sizes = [first, second, third].flatMap((page) =>
      page.items.map((item) => item.changes.find((change) => change.field === 'size')?.new),
    );
    expect(sizes).toEqual([4, 3, 2, 1, undefined]);
    expect(third.nextCursor).toBeNull();
    await expect(recordHistory(f.sellerCtx, company(), id)).rejects.toMatchObject({ status: 404 });
    await expect(recordHistory(f.other.system, company(), id)).rejects.toMatchObject({ status: 404 });
    await expect(recordHistory(f.managerCtx, company(), id, { cursor: 'x' })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
  });
});
