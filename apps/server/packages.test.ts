import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { defineModule, definePartKind } from '@huanke/platform/module';
import { installPackage, readPackage } from '@huanke/platform/packages';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from './modules.ts';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Two kinds that this release does not have: packages carry kinds they know nothing of. `note` leans on a set by name. */
const set = definePartKind<{ words: string[] }>({
  kind: 'wordSet',
  label: label('词表', 'Word set'),
  of: 'tenant',
  loaded: true,
  read(_ctx, _place, body) {
    const { words } = body as { words?: string[] };
    if (!Array.isArray(words)) throw fieldError('REQUIRED', 'words');
    return { words };
  },
});
const note = definePartKind<{ text: string; field?: string; after?: string; role?: string }>({
  kind: 'note',
  label: label('便签', 'Note'),
  of: 'object',
  loaded: true,
  read(ctx, { object }, body) {
    const { text, field, after, role } = body as { text?: unknown; field?: string; after?: string; role?: string };
    if (typeof text !== 'string') throw fieldError('REQUIRED', 'text');
    if (field && !object?.fields.has(field)) throw fieldError('INVALID_VALUE', 'field', label('没有这个字段', 'There is no such field'));
    // leans on another part of its kind, which may stand later in a package
    if (after && !object?.parts.get('note')?.some((one) => one.name === after)) throw fieldError('INVALID_VALUE', 'after');
    void ctx;
    return { text, ...(field ? { field } : {}), ...(after ? { after } : {}), ...(role ? { role } : {}) };
  },
});

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  t = await testApp({ modules: [...modules, defineModule({ name: 'kinds', label: label('种类', 'Kinds'), parts: [set, note] })] });
  [a, b, other] = [await t.tenant(), await t.tenant(), await t.tenant()];
});
afterAll(() => t.close());

const zh = (text: string, en: string) => ({ zh: text, en });
const changesOf = async (tenant: TestTenant): Promise<number> => {
  const ctx = await tenant.as.admin.context();
  const [row] = await ctx.query<{ n: number }>(sql`select count(*)::int as n from meta_change where tenant_id = ${tenant.id}`);
  return row?.n ?? 0;
};
const good = (answer: { status: number; text: string }) => expect(answer.status, answer.text).toBeLessThan(300);
const head = { name: 'rich', version: '1.0.0', label: zh('丰富', 'Rich'), author: '环客' };
const exported = async (who: Client, more: object = {}) => {
  const answer = await who.post('/packages/export', { ...head, ...more });
  good(answer);
  return answer;
};

/** A configuration with something of everything, made through the API. */
async function configure({ admin }: TestTenant['as']): Promise<void> {
  good(
    await admin.post('/meta/objects', {
      name: 'x_site',
      label: zh('场地', 'Site'),
      icon: 'pin',
      access: 'read',
      fields: [{ name: 'x_code', type: 'autoNumber', pattern: 'S-{0000}', label: zh('编号', 'No') }],
      title: 'x_code',
    }),
  );
  good(await admin.post('/meta/objects', { name: 'x_device', label: zh('设备', 'Device') }));
  // the two objects point to each other
  good(
    await admin.post('/meta/objects/x_site/fields', {
      name: 'x_main',
      type: 'lookup',
      object: 'x_device',
      label: zh('主设备', 'Main device'),
    }),
  );
  const fields = [
    { name: 'x_serial', type: 'text', label: zh('序列号', 'Serial'), unique: true, max: 40, form: 'required' },
    { name: 'x_site', type: 'lookup', object: 'x_site', label: zh('场地', 'Site'), onDelete: 'clear' },
    { name: 'x_account', type: 'lookup', object: 'account', label: zh('客户', 'Account'), onDelete: 'restrict' },
    { name: 'x_related', type: 'lookup', objects: ['lead', 'x_site'], label: zh('相关', 'Related') },
    { name: 'x_hours', type: 'number', scale: 2, min: 0, label: zh('运行小时', 'Hours'), help: zh('累计', 'In all') },
    { name: 'x_price', type: 'currency', label: zh('价格', 'Price'), trackHistory: false },
    { name: 'x_rate', type: 'percent', label: zh('占比', 'Share'), indexed: true },
    {
      name: 'x_state',
      type: 'picklist',
      default: 'ok',
      label: zh('状态', 'State'),
      options: [
        { key: 'ok', label: zh('正常', 'Fine'), color: 'green' },
        { key: 'down', label: zh('停机', 'Down'), color: 'red', active: false },
      ],
    },
    { name: 'x_tags', type: 'multiPicklist', label: zh('标签', 'Tags'), options: [{ key: 'a', label: zh('甲', 'A') }] },
    { name: 'x_when', type: 'datetime', label: zh('时间', 'When') },
    { name: 'x_on', type: 'date', label: zh('日期', 'On') },
    { name: 'x_flag', type: 'boolean', label: zh('启用', 'On') },
    { name: 'x_phone', type: 'phone', mask: 'phone', label: zh('电话', 'Phone') },
    { name: 'x_at', type: 'geolocation', label: zh('位置', 'Place') },
  ];
  for (const field of fields) good(await admin.post('/meta/objects/x_device/fields', field));
  const dependent = { name: 'x_why', type: 'picklist', dependsOn: 'x_state', label: zh('原因', 'Why'), optionSet: 'reasons' };
  good(
    await admin.put('/meta/parts/optionSet/reasons', { label: zh('原因', 'Reasons'), options: [{ key: 'r', label: zh('磨损', 'Wear') }] }),
  );
  good(await admin.post('/meta/objects/x_device/fields', dependent));
  const rollup = {
    object: 'x_device',
    field: 'x_account',
    function: 'sum',
    of: 'x_price',
    filter: { field: 'x_state', op: 'eq', value: 'ok' },
  };
  good(await admin.post('/meta/objects/account/fields', { name: 'x_worth', type: 'rollup', label: zh('设备总值', 'Worth'), rollup }));
  const master = { name: 'x_owner', type: 'masterDetail', object: 'x_site', label: zh('所在场地', 'Belongs to') };
  good(await admin.post('/meta/objects', { name: 'x_log', label: zh('日志', 'Log'), fields: [master] }));
  good(
    await admin.post('/meta/objects/x_log/fields', {
      name: 'x_step',
      type: 'stage',
      label: zh('进度', 'Step'),
      options: [
        { key: 'a', label: zh('开始', 'Begun'), category: 'open', next: ['b'] },
        { key: 'b', label: zh('结束', 'Ended'), category: 'won', requires: ['x_owner'] },
      ],
    }),
  );
  good(await admin.put('/meta/objects/x_device/parts/recordType/standard', { label: zh('标准', 'Standard'), isDefault: true }));
  good(
    await admin.put('/meta/objects/x_device/parts/layout/main', {
      label: zh('主布局', 'Main'),
      recordTypes: ['standard'],
      highlights: ['x_state'],
      sections: [{ key: 'a', label: zh('要点', 'Facts'), columns: 2, fields: [{ name: 'name' }, { name: 'x_serial', required: true }] }],
    }),
  );
  good(await admin.patch('/meta/objects/x_device/fields/name', { label: zh('设备名称', 'Device name') }));
  good(
    await admin.patch('/meta/objects/x_device', {
      plural: zh('全部设备', 'Devices'),
      listColumns: ['name', 'x_serial', 'x_account'],
      highlights: ['x_state'],
    }),
  );
  good(
    await admin.post('/meta/objects/account/fields', {
      name: 'x_grade',
      type: 'picklist',
      label: zh('评级', 'Grade'),
      options: [{ key: 'gold', label: zh('金', 'Gold') }],
    }),
  );
  good(await admin.patch('/meta/objects/account', { label: zh('医院', 'Hospital'), listColumns: ['name', 'x_grade', 'owner'] }));
  good(await admin.patch('/meta/objects/account/fields/industry', { label: zh('科室', 'Department') }));
  good(await admin.put('/meta/parts/wordSet/cities', { words: ['杭州'] }));
  const role = await admin.post('/roles', {
    key: 'x_agent',
    name: zh('代理商', 'Agent'),
    permissions: ['account.read', 'x_device.read'],
    scopes: { read: 'own', objects: { x_device: { read: 'all' } } },
  });
  good(role);
  for (const [name, body] of Object.entries({
    last: { text: '末' },
    first: { text: '首', after: 'last', field: 'x_serial', role: role.body.id },
  }))
    good(await admin.put(`/meta/objects/x_device/parts/note/${name}`, body));
  good(await admin.put('/meta/objects/x_device/parts/note', { names: ['first', 'last'] }));
  good(await admin.put('/meta/objects/account/parts/note/hint', { text: '看', field: 'x_grade' }));
  good(
    await admin.post('/views', {
      object: 'x_device',
      name: '停机的',
      shared: true,
      definition: { filter: { field: 'x_state', op: 'eq', value: 'down' }, columns: ['name', 'x_serial'] },
    }),
  );
}

describe('a package', () => {
  it('carries everything from one company to another, where the export is the same text again', async () => {
    await configure(a.as);
    const first = await exported(a.as.admin);
    expect((await exported(a.as.admin)).text).toBe(first.text);
    const file = first.body;
    expect(first.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(file.objects.map((one: { name: string }) => one.name)).toEqual(['account', 'x_site', 'x_device', 'x_log']);
    expect(file.roles.map((one: { key: string }) => one.key)).toEqual(['x_agent']);
    const before = [await changesOf(a), await changesOf(other)];

    const preview = (await b.as.admin.post('/packages/preview', { package: file })).body;
    expect(preview).toMatchObject({ installed: null, missing: [], counts: { changed: 0, conflict: 0, kept: 0, same: 0 } });
    // nothing of it is there yet, the shipped objects' changes included
    expect(preview.counts.new).toBe(preview.items.length);
    const dry = await b.as.admin.post('/packages/install', { package: file, dryRun: true });
    good(dry);
    expect((await b.as.admin.get('/meta/objects/x_device')).status).toBe(404);
    expect(await changesOf(b)).toBe(0);

    good(await b.as.admin.post('/packages/install', { package: file }));
    const second = await exported(b.as.admin);
    expect(second.text).toBe(first.text);
    expect([await changesOf(a), await changesOf(other)]).toEqual(before);
    expect((await other.as.admin.get('/meta/objects/x_device')).status).toBe(404);
    // it works: a record with the lookup and the default, found by the shared view's filter
    const made = await b.as.admin.post('/records/x_device', { name: '泵一', x_serial: 'A1', x_state: 'ok' });
    good(made);
    good(await b.as.admin.delete(`/records/x_device/${made.body.id}`));
  });

  it('installed twice changes nothing, not even the log', async () => {
    const file = (await exported(a.as.admin)).body;
    const before = await changesOf(b);
    const again = await b.as.admin.post('/packages/install', { package: file });
    expect(again.body.counts).toMatchObject({ new: 0, changed: 0, kept: 0 });
    expect(await changesOf(b)).toBe(before);
  });

  it('takes part of the configuration with what that leans on', async () => {
    const { body } = await exported(a.as.admin, { objects: ['x_site'], roles: false, views: false });
    expect(body.objects.map((one: { name: string }) => one.name)).toEqual(['x_site', 'x_device']);
    expect(body.roles).toEqual([]);
    expect((await a.as.admin.post('/packages/export', { ...head, objects: ['x_none'] })).status).toBe(422);
  });

  it('keeps what the company changed, unless that is chosen, and says what differs', async () => {
    const { admin } = b.as;
    const file = structuredClone((await exported(a.as.admin)).body);
    good(await admin.patch('/meta/objects/x_device/fields/x_serial', { label: zh('出厂编号', 'Factory no') }));
    const device = file.objects.find((one: { name: string }) => one.name === 'x_device');
    device.fields.find((one: { name: string }) => one.name === 'x_serial').label = zh('机号', 'Machine no');
    device.fields.find((one: { name: string }) => one.name === 'x_hours').label = zh('机时', 'Machine hours');
    device.fields.push({ name: 'x_maker', type: 'text', label: zh('厂家', 'Maker') });
    file.version = '1.1.0';
    const preview = (await admin.post('/packages/preview', { package: file })).body;
    const at = (key: string) => preview.items.find((item: { key: string }) => item.key === key);
    expect(at('field:x_device.x_serial')).toMatchObject({
      change: 'kept',
      was: { label: { zh: '出厂编号' } },
      is: { label: { zh: '机号' } },
    });
    expect(at('field:x_device.x_hours')).toMatchObject({
      change: 'changed',
      was: { label: { zh: '运行小时' } },
      is: { label: { zh: '机时' } },
    });
    expect(at('field:x_device.x_maker')).toMatchObject({ change: 'new' });
    good(await admin.post('/packages/install', { package: file }));
    const labelOf = async (field: string) =>
      (await admin.get('/meta/objects/x_device')).body.fields.find((one: { name: string }) => one.name === field).label.zh;
    expect([await labelOf('x_serial'), await labelOf('x_hours'), await labelOf('x_maker')]).toEqual(['出厂编号', '机时', '厂家']);
    good(await admin.post('/packages/install', { package: file, take: ['field:x_device.x_serial'] }));
    expect(await labelOf('x_serial')).toBe('机号');
    expect((await admin.get('/packages')).body.installed).toMatchObject([{ name: 'rich', version: '1.1.0' }]);
    // a version without the field takes it away, since no record holds a value
    device.fields.pop();
    good(await admin.post('/packages/install', { package: { ...file, version: '1.2.0' } }));
    expect((await admin.get('/meta/objects/x_device')).body.fields.some((one: { name: string }) => one.name === 'x_maker')).toBe(false);
  });

  it('is not removed while records or others lean on it, and says how many', async () => {
    const { admin, seller } = b.as;
    const device = (await admin.post('/records/x_device', { name: '泵二', x_serial: 'A2' })).body;
    const account = (await admin.post('/records/account', { name: '甲医院', x_grade: 'gold' })).body;
    good(
      await admin.post('/meta/objects/contact/fields', {
        name: 'x_uses',
        type: 'lookup',
        object: 'x_device',
        label: zh('使用设备', 'Uses'),
      }),
    );
    const refused = await admin.post('/packages/rich/uninstall');
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('STATE');
    const counts = Object.fromEntries(refused.body.errors.map((one: { field: string; current: number }) => [one.field, one.current]));
    // the one from the first test lies in the recycle bin and counts, too
    expect(counts).toEqual({ x_device: 2, 'account.x_grade': 1 });
    expect(refused.body.errors[0].message + refused.body.errors[1].message).toMatch(/contact\.x_uses/);
    expect((await seller.post('/packages/rich/uninstall')).status).toBe(403);
    expect((await other.as.admin.post('/packages/rich/uninstall')).status).toBe(404);

    good(await admin.delete('/meta/objects/contact/fields/x_uses'));
    good(await admin.delete(`/records/x_device/${device.id}`));
    good(await admin.delete(`/records/account/${account.id}`));
    const usage = (await admin.get('/packages/rich/usage')).body.items;
    expect(usage.map((one: { records: number; deleted: number }) => [one.records, one.deleted]).sort()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const ctx = await admin.context();
    await ctx.transaction(async (tx) => {
      await tx.query(sql`delete from custom_record where tenant_id = ${b.id} and deleted_at is not null`);
      await tx.query(sql`delete from account where tenant_id = ${b.id} and deleted_at is not null`);
    });
    good(await admin.post('/packages/rich/uninstall'));
    const left = (await exported(admin)).body;
    expect([left.objects, left.parts, left.roles, left.views]).toEqual([[], [], [], []]);
    expect((await admin.get('/meta/objects/account')).body.label.zh).toBe('客户');
    // and it can come again
    good(await admin.post('/packages/install', { package: (await exported(a.as.admin)).body }));
    expect((await exported(admin)).text).toBe((await exported(a.as.admin)).text);
  });

  it('names conflicts and what is missing, and writes nothing', async () => {
    const { admin } = other.as;
    const file = (await exported(a.as.admin)).body;
    good(await admin.post('/meta/objects/account/fields', { name: 'x_grade', type: 'text', label: '评级' }));
    good(await admin.post('/meta/objects', { name: 'x_site', label: '场地' }));
    good(await admin.delete('/meta/objects/x_site'));
    const before = await changesOf(other);
    const preview = (await admin.post('/packages/preview', { package: file })).body;
    expect(preview.items.filter((item: { change: string }) => item.change === 'conflict').map((item: { key: string }) => item.key)).toEqual(
      ['field:account.x_grade', 'object:x_site'],
    );
    const refused = await admin.post('/packages/install', { package: file });
    expect(refused).toMatchObject({ status: 409, body: { code: 'STATE' } });
    expect(await changesOf(other)).toBe(before);
    expect((await admin.get('/meta/objects/x_device')).status).toBe(404);
    for (const who of [other.as.seller, other.as.manager, other.as.readOnly])
      for (const path of ['/packages/preview', '/packages/install']) expect((await who.post(path, { package: file })).status).toBe(403);
    expect((await t.anonymous.get('/packages')).status).toBe(401);
  });
});

describe('an installation in the background', () => {
  const settled = (client: Client, job: string) =>
    until(async () => {
      const { body } = await client.get(`/jobs/${job}`);
      return !['queued', 'running'].includes(body.status) && body;
    }, 'the end of the installation');

  it('says how it went, with examples, and why it did not', async () => {
    const { admin } = (await t.tenant()).as;
    await t.startWork();
    const begun = await admin.post('/packages/install', { pack: 'fmcg', demo: true, background: true });
    expect(begun.status).toBe(202);
    expect(await settled(admin, begun.body.job)).toMatchObject({ status: 'done', progress: 1, result: { package: 'fmcg' } });
    expect((await admin.get('/packages')).body.installed).toMatchObject([{ name: 'fmcg', demo: true }]);
    expect((await admin.post('/records/x_fmcg_outlet/query', {})).body.records.length).toBeGreaterThan(0);
    const file = { format: 1, name: 'bad', version: '1', label: zh('坏', 'Bad'), parts: [{ kind: 'wordSet', name: 'n', definition: {} }] };
    const refused = await admin.post('/packages/install', { package: file, background: true });
    const { status, error } = await settled(admin, refused.body.job);
    expect(status).toBe('failed');
    expect(error).not.toBe('');
    expect((await admin.post('/packages/install', { package: { ...file, version: 'x' }, background: true })).status).toBe(422);
  });

  it('stopped in the middle, is not there at all', async () => {
    const ctx = await (await t.tenant()).as.admin.context();
    const { file } = await ctx.app.packs.get('medical');
    let steps = 0;
    const progress = async (share: number) => {
      steps += 1;
      if (share > 0.5) throw new Error('killed');
    };
    await expect(installPackage(ctx, file, { progress })).rejects.toThrow('killed');
    expect(steps).toBeGreaterThan(10);
    const [rows] = await ctx.query<{ n: number }>(sql`
      select (select count(*)::int from meta_object where tenant_id = ${ctx.tenant.id}) + (select count(*)::int from meta_field where tenant_id = ${ctx.tenant.id}) as n`);
    expect(rows?.n).toBe(0);
    expect((await installPackage(ctx, file, {})).counts.new).toBeGreaterThan(10);
  });
});

describe('a hostile package', () => {
  const small = { format: 1, name: 'bad', version: '1.0', label: zh('坏', 'Bad'), objects: [], parts: [], roles: [], views: [] };
  const object = (more: object) => ({ ...small, objects: [{ name: 'x_bad', definition: { label: zh('坏', 'Bad') }, ...more }] });

  it('is refused with the place, and nothing is written', async () => {
    const { admin } = other.as;
    const before = await changesOf(other);
    const deep = {
      ...small,
      parts: [{ kind: 'wordSet', name: 'deep', definition: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) }],
    };
    const cases: [unknown, string | RegExp][] = [
      [[], 'package'],
      [{}, 'format'],
      [{ ...small, format: 99 }, 'format'],
      [{ ...small, name: 'Bad Name' }, 'name'],
      [{ ...small, version: 'latest' }, 'version'],
      [{ ...small, extra: 1 }, 'extra'],
      [deep, /^parts\[0\]\.definition\.a/],
      [{ ...small, parts: [{ kind: 'nothing', name: 'n', definition: {} }] }, 'parts[0]'],
      [{ ...small, parts: [{ kind: 'wordSet', name: 'n', definition: {} }] }, 'parts[0].definition.words'],
      [
        { ...small, parts: [{ kind: 'note', object: 'account', name: 'n', definition: { text: 'x', field: 'x_none' } }] },
        'parts[0].definition.field',
      ],
      [{ ...small, objects: [{ name: 'device', definition: { label: zh('x', 'x') } }] }, 'objects[0]'],
      [
        { ...small, objects: [{ name: 'account', fields: [{ name: 'hidden', type: 'text', label: zh('x', 'x') }] }] },
        'objects[0].fields[0]',
      ],
      [{ ...small, objects: [{ name: 'x_none', fields: [{ name: 'x_a', type: 'text', label: zh('x', 'x') }] }] }, 'objects[0].fields[0]'],
      [object({ fields: [{ name: 'x_to', type: 'lookup', object: 'x_nowhere', label: zh('x', 'x') }] }), 'objects[0].fields[0]'],
      [object({ fields: [{ name: 'x_a', type: 'teleport', label: zh('x', 'x') }] }), 'objects[0].fields[0].type'],
      [object({ fields: [{ name: 'x_a', type: 'text', label: zh('x', 'x'), evil: 1 }] }), 'objects[0].fields[0].evil'],
      [
        object({
          fields: [
            { name: 'x_a', type: 'text', label: zh('一', 'A') },
            { name: 'x_a', type: 'text', label: zh('二', 'B') },
          ],
        }),
        'objects[0].fields[1]',
      ],
      [{ ...small, roles: [{ key: 'x_r', name: zh('r', 'r'), permissions: ['drop table'] }] }, /^roles\[0\]/],
      [{ ...small, requires: ['nothing'] }, 'requires[0]'],
    ];
    for (const [body, place] of cases) {
      const answer = await admin.post('/packages/install', { package: body });
      expect(answer.status, JSON.stringify(body).slice(0, 200)).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      const fields = answer.body.errors.map((one: { field: string }) => one.field);
      if (typeof place === 'string') expect(fields).toContain(place);
      else expect(fields.some((field: string) => place.test(field))).toBe(true);
    }
    expect(await changesOf(other)).toBe(before);
    const polluted = await admin.send('POST', '/packages/install', `{"package":{"format":1,"__proto__":{"name":"x"}}}`, {
      'content-type': 'application/json',
    });
    // the reader of bodies drops such keys, so nothing is left that would name the package
    expect(polluted.status).toBe(422);
    expect(() => readPackage(JSON.parse('{"format":1,"objects":[{"name":"x_a","definition":{"__proto__":{"a":1}}}]}'))).toThrow();
    const huge = { ...small, parts: [{ kind: 'wordSet', name: 'w', definition: { words: Array.from({ length: 300_000 }, () => 'w') } }] };
    expect((await admin.post('/packages/install', { package: huge })).status).toBe(413);
  });
});
