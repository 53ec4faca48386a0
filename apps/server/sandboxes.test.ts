import { sql } from '@huanke/platform/database';
import { newSandbox } from '@huanke/platform/identity';
import { makeSandbox, tidySandboxes } from '@huanke/platform/sandboxes';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
beforeAll(async () => {
  t = await testApp();
  [a, b] = [await t.tenant(), await t.tenant()];
  await t.startWork();
}, 300_000);
afterAll(() => t.close());

const good = <T extends { status: number; text: string }>(answer: T): T => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};
const settled = (client: Client, job: string) =>
  until(async () => {
    const { body } = await client.get(`/jobs/${job}`);
    return !['queued', 'running'].includes(body.status) && body;
  }, 'the end of the job');
const make = async (client: Client, name: string, objects: readonly string[] = []) => {
  const { body } = good(await client.post('/sandboxes', { name, objects }));
  const job = await settled(client, body.job);
  expect(job).toMatchObject({ status: 'done' });
  return { id: body.id as number, result: job.result };
};
const cookieOf = (answer: { headers: Readonly<Record<string, unknown>> }) =>
  String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '';
/** The administrator of a company, signed in anew as they would be, and gone to another company. */
const switched = async (company: TestTenant, tenant: number) => {
  const ctx = await company.as.admin.context();
  const [row] = await ctx.query<{ email: string }>(
    sql`select email from app_user where tenant_id = ${company.id} and id = ${company.as.admin.user}`,
  );
  await t.app.database.global((connection) =>
    connection.query(
      sql`update membership set last_used_at = now() where tenant_id = ${company.id} and user_id = ${company.as.admin.user}`,
    ),
  );
  const signedIn = good(await t.anonymous.post('/auth/login', { email: row?.email, password: 'correct horse 42' }));
  const answer = good(await t.anonymous.post('/auth/switch', { tenant }, { cookie: cookieOf(signedIn) }));
  const cookie = cookieOf(answer);
  const send = (method: string) => (url: string, body?: unknown) =>
    t.anonymous.send(method, url, body === undefined ? undefined : JSON.stringify(body), {
      cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    });
  return { session: answer.body, get: send('GET'), post: send('POST'), patch: send('PATCH'), delete: send('DELETE') };
};
const rowsOf = async (tenant: number) => {
  const tables = await t.app.database.global((connection) =>
    connection.query<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity`),
  );
  let all = 0;
  for (const { name } of tables) {
    const [row] = await t.app.database.read(tenant, (connection) =>
      connection.query<{ n: number }>(sql`select count(*)::int as n from ${sql.table(name)} where tenant_id = ${tenant}`),
    );
    all += row?.n ?? 0;
  }
  return all;
};
const changesOf = async (tenant: TestTenant) => {
  const ctx = await tenant.as.admin.context();
  const [row] = await ctx.query<{ n: number }>(sql`select count(*)::int as n from meta_change where tenant_id = ${tenant.id}`);
  return row?.n ?? 0;
};

describe('a sandbox', () => {
  let id: number;
  it('has the configuration and the chosen records of the company, with nobody to be recognised', async () => {
    const { admin } = a.as;
    good(await admin.post('/meta/objects', { name: 'x_site', label: { zh: '场地', en: 'Site' } }));
    good(await admin.post('/meta/objects/account/fields', { name: 'x_id', type: 'idNumber', kind: 'resident', label: '身份证' }));
    good(await admin.post('/meta/objects/account/fields', { name: 'x_secret', type: 'encrypted', label: '密文' }));
    good(await admin.post('/meta/objects/contact/fields', { name: 'x_site', type: 'lookup', object: 'x_site', label: '场地' }));
    good(await admin.post('/meta/objects/contact/fields', { name: 'x_note', type: 'longText', label: '备注' }));
    const site = good(await admin.post('/records/x_site', { name: '一号厂' })).body.id;
    const account = good(
      await admin.post('/records/account', { name: '恒润化工', phone: '13812345678', x_id: '11010519491231002X', x_secret: '机密一句' }),
    ).body.id;
    const contact = good(
      await admin.post('/records/contact', {
        name: '张伟强',
        account,
        phone: '13987654321',
        email: 'zhang.wei@hengrun.cn',
        wechat: 'zwq1988',
        birthday: '1988-05-06',
        x_site: site,
        x_note: '可打他太太的 137-0000-1111，邮箱 a.b@c.cn，证件 11010519491231002X，2026 年 3 月见过',
      }),
    ).body.id;
    good(await admin.post('/records/lead', { name: '不带走的', phone: '13600000000' }));

    const made = await make(admin, '试验', ['contact', 'account']);
    id = made.id;
    expect(made.result).toMatchObject({ copied: { account: 1, contact: 1 }, refused: { account: 0, contact: 0 } });
    expect((await admin.get('/sandboxes')).body.items).toMatchObject([
      { id, name: '试验', status: 'ready', objects: ['contact', 'account'] },
    ]);

    const inside = await switched(a, id);
    expect(inside.session.tenant).toMatchObject({ id, name: `${a.name} · 试验`, sandboxOf: a.id });
    expect(inside.session.user.roles).toHaveLength(1);
    const text = async (client: { post: (url: string, body: object) => ReturnType<Client['post']> }) =>
      good(await client.post('/packages/export', { name: 'all', version: '1', label: '全部' })).text;
    expect(await text(inside)).toBe(await text(admin));

    // the same ids, so that lookups stay right; what was not chosen is empty
    const copy = good(await inside.get(`/records/contact/${contact}`)).body;
    expect(copy).toMatchObject({
      name: '姓名1',
      account: { id: account, title: '恒润化工' },
      phone: '19000000001',
      email: 'user1@example.com',
      wechat: '已脱敏1',
      birthday: null,
      x_site: null,
      x_note: '可打他太太的 ***********，邮箱 ***@example.com，证件 ******************，2026 年 3 月见过',
      owner: { id: inside.session.user.id },
    });
    const company = good(await inside.get(`/records/account/${account}`)).body;
    expect(company).toMatchObject({ name: '恒润化工', phone: '19000000001', x_secret: null });
    expect(company.x_id).toMatch(/^110101\d{11}[\dX]$/);
    expect((await inside.post('/records/lead/query', {})).body.records).toEqual([]);
    // and nothing of the copy shows in the company
    good(await inside.post('/records/lead', { name: '沙盒里的', wechat: 'wx_1010' }));
    expect((await admin.post('/records/lead/query', {})).body.records).toHaveLength(1);
    expect((await admin.get(`/records/contact/${contact}`)).body.name).toBe('张伟强');
    expect((await inside.post('/sandboxes', { name: '套娃' })).status).toBe(409);
  });

  it('is for administrators of its company only, and there are two at most', async () => {
    for (const who of [a.as.seller, a.as.manager, a.as.readOnly]) {
      expect((await who.get('/sandboxes')).status).toBe(403);
      expect((await who.post('/sandboxes', { name: '无权' })).status).toBe(403);
      expect((await who.post(`/sandboxes/${id}/promote`, {})).status).toBe(403);
      expect((await who.delete(`/sandboxes/${id}`)).status).toBe(403);
      expect((await who.post('/auth/switch', { tenant: id })).status).toBe(404);
    }
    const { admin } = b.as;
    expect((await admin.get('/sandboxes')).body.items).toEqual([]);
    for (const path of [`/sandboxes/${id}/preview`, `/sandboxes/${id}/promote`]) expect((await admin.post(path, {})).status).toBe(404);
    expect((await admin.get(`/sandboxes/${id}/package`)).status).toBe(404);
    expect((await admin.delete(`/sandboxes/${id}`)).status).toBe(404);
    expect((await admin.post('/auth/switch', { tenant: id })).status).toBe(404);
    expect((await t.anonymous.get('/sandboxes')).status).toBe(401);

    const fields = async (body: object) =>
      ((await a.as.admin.post('/sandboxes', body)).body.errors ?? []).map((one: { field: string }) => one.field);
    expect(await fields({ name: ' ' })).toEqual(['name']);
    expect(await fields({ name: '试验' })).toEqual(['name']);
    expect(await fields({ name: '二', objects: ['user'] })).toEqual(['objects[0]']);
    expect(await fields({ name: '二', objects: ['x_nowhere'] })).toEqual(['objects[0]']);
    const second = await make(a.as.admin, '第二个');
    expect((await a.as.admin.post('/sandboxes', { name: '第三个' })).body).toMatchObject({ status: 409, code: 'STATE' });
    good(await a.as.admin.delete(`/sandboxes/${second.id}`));
    expect(await rowsOf(second.id)).toBe(0);
  });

  it('gives its changes to the company: seen before, tried, brought over, and then there is nothing left to bring', async () => {
    const { admin } = a.as;
    const inside = await switched(a, id);
    good(await inside.post('/meta/objects/x_site/fields', { name: 'x_area', type: 'number', label: { zh: '面积', en: 'Area' } }));
    good(await inside.patch('/meta/objects/x_site', { label: { zh: '工地', en: 'Site' } }));
    good(await inside.patch('/meta/objects/contact/fields/x_note', { label: { zh: '沙盒改的', en: 'Sandbox' } }));
    // both changed it since: the company's stays unless it is chosen
    good(await admin.patch('/meta/objects/contact/fields/x_note', { label: { zh: '公司改的', en: 'Company' } }));
    const before = [await changesOf(a), await changesOf(b)];

    const preview = good(await admin.post(`/sandboxes/${id}/preview`, {})).body;
    const found = Object.fromEntries(preview.outcome.items.map((item: { key: string; change: string }) => [item.key, item.change]));
    expect(found).toEqual({ 'field:x_site.x_area': 'new', 'object:x_site': 'changed', 'field:contact.x_note': 'kept' });
    expect(preview.deleted).toEqual([]);
    expect(JSON.parse((await admin.get(`/sandboxes/${id}/package`)).text).objects.map((one: { name: string }) => one.name)).toEqual([
      'contact',
      'x_site',
    ]);
    good(await admin.post(`/sandboxes/${id}/promote`, { dryRun: true }));
    expect([await changesOf(a), await changesOf(b)]).toEqual(before);
    expect((await admin.get('/meta/objects/x_site')).body.label.zh).toBe('场地');

    good(await admin.post(`/sandboxes/${id}/promote`, {}));
    const site = (await admin.get('/meta/objects/x_site')).body;
    expect(site.label.zh).toBe('工地');
    expect(site.fields.some((field: { name: string }) => field.name === 'x_area')).toBe(true);
    const note = async () =>
      (await admin.get('/meta/objects/contact')).body.fields.find((field: { name: string }) => field.name === 'x_note').label.zh;
    expect(await note()).toBe('公司改的');
    const rest = good(await admin.post(`/sandboxes/${id}/preview`, {})).body.outcome;
    expect(rest.items.map((item: { key: string }) => item.key)).toEqual(['field:contact.x_note']);
    good(await admin.post(`/sandboxes/${id}/promote`, { take: ['field:contact.x_note'] }));
    expect(await note()).toBe('沙盒改的');
    expect((await admin.post(`/sandboxes/${id}/preview`, {})).body.outcome.items).toEqual([]);
    // no package is remembered for it
    expect((await admin.get('/packages')).body.installed).toEqual([]);
    expect(await changesOf(b)).toBe(before[1]);
    // what is deleted in the sandbox is named, and stays in the company
    good(await inside.delete('/meta/objects/x_site/fields/x_area'));
    const gone = good(await admin.post(`/sandboxes/${id}/preview`, {})).body;
    expect(gone).toMatchObject({ outcome: { items: [] }, deleted: [{ key: 'field:x_site.x_area', label: { zh: '面积' } }] });
    good(await admin.post(`/sandboxes/${id}/promote`, {}));
    expect((await admin.get('/meta/objects/x_site')).body.fields.some((field: { name: string }) => field.name === 'x_area')).toBe(true);
  });

  it('closes behind somebody who leaves the company, and goes with it', async () => {
    const inside = await switched(a, id);
    expect((await inside.get('/auth/me')).status).toBe(200);
    good(await a.as.owner.patch(`/records/user/${a.as.admin.user}`, { active: false }));
    expect((await inside.get('/auth/me')).status).toBe(401);
    good(await a.as.owner.delete(`/sandboxes/${id}`));
    expect(await rowsOf(id)).toBe(0);
  });
});

describe('the making of a sandbox', () => {
  const stopAfter = (steps: number, error: Error) => {
    let done = 0;
    return async () => {
      done += 1;
      if (done > steps) throw error;
    };
  };

  it('goes on behind its last batch when it was killed, each record once; given up, it leaves nothing', async () => {
    const { admin } = b.as;
    const ctx = await admin.context();
    for (let from = 0; from < 1200; from += 400)
      good(
        await admin.post('/records/lead/bulk', {
          operation: 'create',
          records: Array.from({ length: 400 }, (_, n) => ({ name: `线索 ${from + n}`, phone: `13${String(100_000_000 + from + n)}` })),
        }),
      );
    // without its job: here the steps are taken by hand
    const { body } = good(await admin.post('/sandboxes', { name: '断点', objects: ['lead'] }));
    await settled(admin, body.job);
    good(await admin.delete(`/sandboxes/${body.id}`));
    const begin = async (name: string) => {
      const id = await ctx.transaction(async (tx) => {
        const made = await newSandbox(tx, name);
        await tx.query(sql`
          insert into sandbox (tenant_id, sandbox_tenant, name, plan, items, created_by, created_at)
          values (${b.id}, ${made}, ${name}, ${JSON.stringify({ objects: ['lead'] })}::jsonb, '{}', ${admin.user}, now())`);
        return made;
      });
      return { app: t.app, tenant: b.id, user: admin.user, sandbox: id };
    };
    const copied = async (id: number) => {
      const [row] = await t.app.database.read(id, (connection) =>
        connection.query<{ n: number; people: number }>(sql`
          select (select count(*)::int from lead where tenant_id = ${id}) as n, (select count(*)::int from app_user where tenant_id = ${id}) as people`),
      );
      return row;
    };
    const making = await begin('断点');
    for (const steps of [1, 2, 3]) {
      await expect(makeSandbox({ ...making, progress: stopAfter(steps, new Error('killed')) })).rejects.toThrow('killed');
      expect((await copied(making.sandbox))?.people).toBe(1);
    }
    expect((await copied(making.sandbox))?.n).toBe(500);
    const made = await makeSandbox({ ...making, progress: async () => undefined });
    expect(made).toMatchObject({ copied: { lead: 1200 }, refused: { lead: 0 } });
    expect(await copied(making.sandbox)).toEqual({ n: 1200, people: 1 });
    good(await admin.delete(`/sandboxes/${making.sandbox}`));
    expect(await rowsOf(making.sandbox)).toBe(0);

    // a half-made one whose job will never run is cleared away, also while somebody still works on it
    const half = await begin('半个');
    await expect(makeSandbox({ ...half, progress: stopAfter(3, new Error('killed')) })).rejects.toThrow('killed');
    expect(await rowsOf(half.sandbox)).toBeGreaterThan(0);
    expect(await tidySandboxes(await t.app.contextFor({ tenant: b.id }))).toBe(1);
    expect(await rowsOf(half.sandbox)).toBe(0);
    await expect(makeSandbox({ ...half, progress: async () => undefined })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await rowsOf(half.sandbox)).toBe(0);
    expect((await admin.get('/sandboxes')).body.items).toEqual([]);
  });
});
