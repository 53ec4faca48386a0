import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, sql } from '../database/sql.ts';
import { label, newId } from '../kernel/index.ts';
import { type Context, defineModule, defineObject, email, type ObjectMeta, phone, picklist, text } from '../module/index.ts';
import { insertRecord, somebody, type TestEngine, type TestEngineTenant, testEngine } from '../testing/engine.ts';
import { matches } from '../text/index.ts';
import { candidateIds } from './candidates.ts';
import { indexRecords } from './index-records.ts';
import { reindexBatch } from './reindex.ts';
import { search } from './search.ts';

const customer = defineObject({
  name: 'customer',
  label: label('客户', 'Customer'),
  title: 'name',
  access: { owned: true, default: 'private' },
  fields: {
    name: text({ label: label('名称', 'Name'), search: 'name' }),
    phone: phone({ label: label('电话', 'Phone'), search: 'phone', mask: 'phone' }),
    email: email({ label: label('邮箱', 'E-mail'), search: 'email' }),
    level: picklist({ label: label('级别', 'Level'), options: [{ key: 'a', label: label('重点客户', 'Key account') }] }),
  },
  list: { columns: ['name', 'level', 'owner'] },
});
const article = defineObject({
  name: 'article',
  label: label('文章', 'Article'),
  title: 'name',
  access: { owned: false, default: 'read' },
  fields: { name: text({ label: label('标题', 'Title'), search: 'name' }) },
});

let engine: TestEngine;
let tenant: TestEngineTenant;
const seller = somebody('李娜');
const other = somebody('王强');
let mine: Context;

const metaOf = (ctx: Context, object: string): ObjectMeta => {
  const meta = ctx.meta.object(object);
  if (!meta) throw new Error(object);
  return meta;
};

async function add(ctx: Context, object: string, values: Record<string, unknown>, owner: string | null = null): Promise<string> {
  const id = await insertRecord(ctx, object, { ...values, owner });
  await indexRecords(ctx, metaOf(ctx, object), [{ id, values, owner }]);
  return id;
}

const found = async (ctx: Context, q: string, objects?: string[]) =>
  (await search(ctx, { q, ...(objects ? { objects } : {}) })).groups.flatMap((group) => group.items.map((item) => item.title));

beforeAll(async () => {
  engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), objects: [customer, article] })]);
  tenant = await engine.tenant();
  mine = tenant.as(seller, { kind: 'owners', owners: [seller.id] });
});
afterAll(() => engine.close());

describe('search', () => {
  it('finds by parts of names, pinyin, initials, phone tails and e-mail, and nothing else', async () => {
    const ctx = tenant.system;
    await add(ctx, 'customer', { name: '重庆恒润化工有限公司', phone: '13812348899', email: 'sales@hengrun.cn', level: 'a' }, seller.id);
    await add(ctx, 'customer', { name: '上海海天贸易', phone: '021-55556666' }, seller.id);
    for (const q of [
      '恒润',
      '化工有限',
      'chongqing',
      'zhongqing',
      'hrhg',
      'cqhr',
      '8899',
      '13812348899',
      'hengrun',
      'sales@hengrun.cn',
      '恒run',
    ]) {
      expect(await found(mine, q), q).toEqual(['重庆恒润化工有限公司']);
    }
    expect(await found(mine, 'shanghai')).toEqual(['上海海天贸易']);
    expect(await found(mine, '润恒')).toEqual([]);
    expect(await found(mine, '不存在')).toEqual([]);
    expect(await found(mine, '   ')).toEqual([]);
  });

  it('marks what was found and says why in the second line', async () => {
    const { groups } = await search(mine, { q: '8899' });
    expect(groups).toEqual([
      {
        object: 'customer',
        items: [
          {
            id: expect.any(String),
            title: '重庆恒润化工有限公司',
            subtitle: '13812348899 · 重点客户',
            highlights: [{ field: 'subtitle', start: 7, end: 11 }],
          },
        ],
      },
    ]);
    const named = await search(mine, { q: 'hrhg' });
    expect(named.groups[0]?.items[0]).toMatchObject({ subtitle: '重点客户', highlights: [{ field: 'title', start: 2, end: 6 }] });
  });

  it('shows only what the caller may see', async () => {
    await add(tenant.system, 'customer', { name: '隐藏客户甲' }, other.id);
    await add(tenant.system, 'customer', { name: '隐藏客户乙' }, null);
    expect(await found(mine, '隐藏')).toEqual([]);
    expect(await found(tenant.as(other, { kind: 'owners', owners: [other.id, seller.id] }), '隐藏')).toEqual(['隐藏客户甲']);
    expect((await found(tenant.system, '隐藏')).sort()).toEqual(['隐藏客户乙', '隐藏客户甲'].sort());
    expect(await found(tenant.as(other, { kind: 'none' }), '隐藏')).toEqual([]);
    expect(await found(tenant.as(other, { kind: 'all' }, ['article.read']), '隐藏')).toEqual([]);
  });

  it('never finds what belongs to another tenant', async () => {
    const foreign = await engine.tenant();
    await add(foreign.system, 'customer', { name: '邻居公司' }, seller.id);
    expect(await found(tenant.system, '邻居')).toEqual([]);
    expect(await found(foreign.system, '邻居')).toEqual(['邻居公司']);
  });

  it('refuses candidates of a tenant that is not set', async () => {
    const foreign = await engine.tenant();
    const ask = (id: number) => sql`select * from record_search_candidates(${id}, array['customer'], array[1], null, 10)`;
    await expect(tenant.system.query(ask(foreign.id))).rejects.toMatchObject({ code: '42501' });
    await expect(engine.app.database.global((connection) => connection.query(ask(tenant.id)))).rejects.toMatchObject({ code: '42501' });
    expect(await tenant.system.query(ask(tenant.id))).toEqual([]);
    const askAll = (id: number) => sql`select * from record_search_probes(${id}, '[]', '[]')`;
    await expect(tenant.system.query(askAll(foreign.id))).rejects.toMatchObject({ code: '42501' });
    await expect(engine.app.database.global((connection) => connection.query(askAll(tenant.id)))).rejects.toMatchObject({ code: '42501' });
    expect(await tenant.system.query(askAll(tenant.id))).toEqual([]);
  });

  it('asks for no tokens at all: finds nothing instead of everything', async () => {
    expect(await tenant.system.query(sql`select * from record_search_candidates(${tenant.id}, array['customer'], '{}', null, 10)`)).toEqual(
      [],
    );
  });

  it('forgets deleted records and finds renamed and given-away ones as they are now', async () => {
    const ctx = tenant.system;
    const meta = metaOf(ctx, 'customer');
    const id = await add(ctx, 'customer', { name: '旧名实业' }, seller.id);
    await indexRecords(ctx, meta, [{ id, values: { name: '新名实业' }, owner: other.id }]);
    expect(await found(ctx, '旧名')).toEqual([]);
    expect(await found(ctx, '新名')).toEqual(['新名实业']);
    expect(await found(mine, '新名')).toEqual([]);
    const another = newId();
    await indexRecords(ctx, meta, [
      { id, values: {}, owner: null, deleted: true },
      { id: another, values: { name: '新名二' }, owner: null },
    ]);
    expect(await found(ctx, '新名')).toEqual(['新名二']);
    await indexRecords(ctx, meta, [{ id: another, values: {}, owner: null, deleted: true }]);
    expect(await found(ctx, '新名')).toEqual([]);
  });

  it('puts exact names first, then mine, then the others; at most five of a kind', async () => {
    const ctx = tenant.as(seller);
    for (const [name, owner] of [
      ['同名科技有限公司', other.id],
      ['同名', other.id],
      ['老同名', seller.id],
      ['同名一', other.id],
      ['同名二', other.id],
      ['同名三', other.id],
    ] as const) {
      await add(ctx, 'customer', { name }, owner);
    }
    await add(ctx, 'article', { name: '关于同名的文章' });
    const { groups } = await search(ctx, { q: '同名' });
    expect(groups.map(({ object, items }) => [object, items.length])).toEqual([
      ['customer', 5],
      ['article', 1],
    ]);
    expect(groups[0]?.items.slice(0, 2).map((item) => item.title)).toEqual(['同名', '老同名']);
    expect(await found(ctx, '同名', ['article'])).toEqual(['关于同名的文章']);
    expect((await found(ctx, '同名', ['customer'])).length).toBe(6);
    await expect(search(ctx, { q: '同名', objects: ['nothing'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('finds the one called just so among hundreds that hold the word, and my own', async () => {
    const own = await engine.tenant();
    const ctx = own.as(seller);
    const meta = metaOf(ctx, 'customer');
    const row = (name: string, owner: string) => ({ id: newId(), owner, values: { name } });
    await indexRecords(ctx, meta, [row('华为', other.id), row('华为终端', seller.id)]);
    await indexRecords(
      ctx,
      meta,
      Array.from({ length: 600 }, (_, n) => row(`华为${n}分公司`, other.id)),
    );
    expect((await found(ctx, '华为')).slice(0, 2)).toEqual(['华为', '华为终端']);
    expect(await found(own.as(seller, { kind: 'owners', owners: [seller.id] }), '华为')).toEqual(['华为终端']);
    const wide = await found(own.as(seller, { kind: 'owners', owners: [seller.id, other.id] }), '华为');
    expect(wide.slice(0, 2)).toEqual(['华为', '华为终端']);
  });

  it('treats SQL and wildcards in the query as text', async () => {
    for (const q of ["'; drop table customer; --", '%', '_', '\\', '"', '{}', '𠮷𠮷', '😀😀', 'a'.repeat(200), '一'.repeat(200)])
      await expect(found(mine, q)).resolves.toEqual([]);
  });

  it('writes rows anew from the records, batch by batch', async () => {
    const fresh = await engine.tenant();
    const ids: string[] = [];
    for (const name of ['重建一号', '重建二号', '重建三号'])
      ids.push(await insertRecord(fresh.system, 'customer', { name, owner: seller.id }));
    expect(await found(fresh.system, '重建')).toEqual([]);
    expect(await reindexBatch(fresh.system, metaOf(fresh.system, 'customer'), ids[0] ?? null)).toBeNull();
    expect((await found(fresh.system, '重建')).sort()).toEqual(['重建三号', '重建二号']);
  });
});

/** A small deterministic generator (mulberry32); the seed stands in the message of a failure. */
function generator(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

describe('what can be found is found', () => {
  it.each([1, 2, 3])('by everybody who may see it, and by nobody else (seed %i)', async (seed) => {
    const next = generator(seed);
    const own = await engine.tenant();
    const meta = metaOf(own.system, 'customer');
    const syllables = [...'重庆长沙单曾行海天恒润化工科技有限公司北京上广深圳云雲會会abc GTX12𠮷'];
    const name = () =>
      Array.from({ length: 2 + next(8) }, () => syllables[next(syllables.length)])
        .join('')
        .trim() || '无';
    const people = [newId(), newId(), newId()];
    const rows = Array.from({ length: 300 }, () => ({
      id: newId(),
      owner: people[next(3)] ?? null,
      values: { name: name(), phone: `1${3 + next(6)}${String(next(1e9)).padStart(9, '0')}` },
    }));
    await indexRecords(own.system, meta, rows);
    for (let round = 0; round < 60; round += 1) {
      const row = rows[next(rows.length)];
      if (!row) throw new Error('no row');
      const chars = [...row.values.name];
      const from = next(chars.length);
      const query = next(3) === 0 ? row.values.phone.slice(-4 - next(3)) : chars.slice(from, from + 2 + next(3)).join('');
      const owners = people.slice(0, 1 + next(3));
      const ctx = own.as(somebody('某人'), { kind: 'owners', owners });
      const ids = candidateIds(ctx, meta, query, { limit: round % 2 === 0 ? 1000 : 200 });
      const candidates = new Set(ids ? (await ctx.query<{ record_id: string }>(sql`${ids}`)).map((one) => one.record_id) : []);
      for (const { id, owner, values } of rows) {
        const visible = owner !== null && owners.includes(owner);
        const fits =
          matches(query, [
            { text: values.name, kind: 'name' },
            { text: values.phone, kind: 'phone' },
          ]) !== null;
        if (visible && fits) expect(candidates.has(id), `seed ${seed}: "${query}" must find ${values.name}`).toBe(true);
        if (!visible) expect(candidates.has(id), `seed ${seed}: "${query}" must not find ${values.name}`).toBe(false);
      }
    }
  });
});

describe('candidateIds', () => {
  it('is one statement whose values are all bound', () => {
    const ids = candidateIds(tenant.system, metaOf(tenant.system, 'customer'), "o'hara", { limit: 10 });
    expect(ids && compile(ids).text).not.toContain('hara');
  });
});
