import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql, withClient } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { auditCommand } from '../commands/audit.ts';
import { doctor } from '../commands/doctor.ts';
import { auditChecks } from './audit.ts';
import { dataChecks } from './data.ts';
import { databaseChecks } from './database.ts';
import type { Finding } from './finding.ts';
import { placeChecks } from './place.ts';
import { isKnownSetting, settings } from './settings.ts';

let t: TestApp;
let a: TestTenant;
beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
});
afterAll(() => t.close());

const asOwner = <T>(work: (client: pg.Client) => Promise<T>) => withClient(t.runtime.ownerUrl, work);
const database = (repair = false) => asOwner((client) => databaseChecks(client, { repair }));
const problems = (findings: readonly Finding[]) => findings.filter((finding) => !finding.ok);

/** Breaks something, expects exactly one finding with this text in both languages and something to do, and mends it again. */
async function breaks(look: () => Promise<Finding[]>, damage: string, repair: string, zh: RegExp, en: RegExp): Promise<void> {
  await asOwner((client) => client.query(damage));
  try {
    const found = problems(await look());
    expect(found).toHaveLength(1);
    expect(found[0]?.what.zh).toMatch(zh);
    expect(found[0]?.what.en).toMatch(en);
    expect(found[0]?.todo?.zh).toBeTruthy();
  } finally {
    await asOwner((client) => client.query(repair));
  }
  expect(problems(await look())).toEqual([]);
}

it('is content with a healthy installation', async () => {
  expect(problems(await database())).toEqual([]);
  expect(problems(await dataChecks(t.app, { repair: false }))).toEqual([]);
  expect(problems(await placeChecks({ dataDir: t.app.dataDir }, { HUANKE_DATA_DIR: '/x', HUANKE_TEST_SEED: '1' }, 0))).toEqual([]);
});

it('finds tables without policies, powerful roles and missing extensions', async () => {
  await breaks(
    database,
    'alter table saved_view no force row level security',
    'alter table saved_view force row level security',
    /saved_view/,
    /saved_view/,
  );
  await breaks(
    database,
    'drop policy tenant on favourite',
    "create policy tenant on favourite to huanke_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)",
    /favourite/,
    /favourite/,
  );
  await breaks(database, 'drop extension btree_gin', 'create extension btree_gin', /缺少扩展：btree_gin/, /btree_gin/);
});

it('finds an extension that hides the search, and roles that pass row-level security', async () => {
  await breaks(database, 'create extension intarray', 'drop extension intarray', /intarray/, /intarray/);
  // roles belong to all databases of the server: seen from inside a transaction that is taken back
  const found = await asOwner(async (client) => {
    await client.query('begin');
    await client.query('alter role huanke_app bypassrls');
    const findings = await databaseChecks(client, { repair: false });
    await client.query('rollback');
    return findings;
  });
  expect(problems(found).map((finding) => finding.what.zh)).toEqual(['权限过大的账号：huanke_app']);
  expect(problems(await database())).toEqual([]);
});

it('finds a transaction that nobody ends', async () => {
  const idle = () => asOwner((client) => databaseChecks(client, { repair: false, idleSeconds: 0 }));
  await asOwner(async (forgotten) => {
    await forgotten.query('begin');
    const { rows } = await forgotten.query<{ pid: number }>('select pg_backend_pid() as pid');
    expect(problems(await idle()).map((finding) => finding.what.zh)).toEqual([`超过 10 分钟的事务（进程号）：${rows[0]?.pid}`]);
    await forgotten.query('rollback');
  });
  expect(problems(await idle())).toEqual([]);
});

it('finds an invalid index and builds it anew', async () => {
  await asOwner((client) => client.query("update pg_index set indisvalid = false where indexrelid = 'saved_view_object'::regclass"));
  expect(problems(await database()).map((finding) => finding.what.zh)).toEqual(['失效的索引：saved_view_object']);
  expect(problems(await database(true))).toEqual([]);
});

it('finds filterable copies that differ, and rebuilds them from the values', async () => {
  const { admin } = a.as;
  await admin.post('/meta/objects/account/fields', { name: 'x_quota', type: 'currency', label: '额度', indexed: true });
  await admin.post('/meta/objects/account/fields', { name: 'x_since', type: 'date', label: '自', indexed: true });
  for (let n = 0; n < 3; n += 1) await admin.post('/records/account', { name: `甲${n}`, x_quota: `${n}.50`, x_since: '2026-03-31' });
  const read = () => dataChecks(t.app, { repair: false });
  expect(problems(await read())).toEqual([]);
  const ctx = await t.app.contextFor({ tenant: a.id });
  const storage = ctx.meta.object('account')?.fields.get('x_quota')?.storage;
  const slot = storage?.kind === 'custom' ? storage.slot : null;
  if (!slot) throw new Error('the field has no slot');
  await ctx.transaction((tx) => tx.query(sql`update account set ${sql.id(slot)} = 7 where tenant_id = ${a.id} and name <> '甲0'`));
  const found = problems(await read());
  expect(found.map((finding) => finding.what.zh)).toEqual([`筛选副本与数据不一致（1）：${a.id}/account.x_quota ×2`]);
  expect(problems(await dataChecks(t.app, { repair: true }))).toEqual([]);
  const { body } = await admin.post('/records/account/query', { filter: { field: 'x_quota', op: 'eq', value: '2.5' }, fields: ['name'] });
  expect(body.records.map((record: { name: string }) => record.name)).toEqual(['甲2']);
});

it('finds files that belong to nothing and files that are gone', async () => {
  const old = '01890000-0000-7000-8000-00000000abcd';
  const path = await t.app.files.local(a.id, old);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
  expect(problems(await dataChecks(t.app, { repair: false })).map((finding) => finding.what.en)).toEqual([
    `Files that belong to nothing (1): ${a.id}/${old}`,
  ]);
  expect(problems(await dataChecks(t.app, { repair: true }))).toEqual([]);
  const ctx = await t.app.contextFor({ tenant: a.id });
  await ctx.transaction((tx) =>
    tx.query(sql`insert into file (tenant_id, id, name, size, type, sha256) values (${a.id}, ${old}, 'a.txt', 1, 'text/plain', 'x')`),
  );
  expect(problems(await dataChecks(t.app, { repair: false })).map((finding) => finding.what.zh)).toEqual([
    `缺少的文件（1）：${a.id}/${old}`,
  ]);
});

it('takes no index that is being built for a broken one', async () => {
  await asOwner((writer) =>
    asOwner(async (builder) => {
      // whoever builds waits for those who were writing before
      await writer.query('begin; lock table account in row exclusive mode');
      const built = builder.query('create index concurrently doctor_under_way on account (id)');
      const isThere = async () =>
        (await writer.query("select from pg_index where indexrelid = to_regclass('doctor_under_way') and not indisvalid")).rowCount === 1;
      try {
        await until(isThere, 'the index that is being built');
        expect(problems(await database())).toEqual([]);
      } finally {
        await writer.query('commit');
        await built;
        await builder.query('drop index doctor_under_way');
      }
    }),
  );
});

it('finds jobs that keep failing, a full disk and settings nobody reads', async () => {
  await t.startWork();
  await asOwner((client) =>
    client.query(
      `select graphile_worker.add_job('notes.nothing', job_key := 'nothing');
       update graphile_worker._private_jobs set attempts = 4, last_error = 'x'
       where task_id = (select id from graphile_worker._private_tasks where identifier = 'notes.nothing')`,
    ),
  );
  expect(problems(await database()).map((finding) => finding.what.zh)).toEqual(['反复失败的后台任务：notes.nothing ×1']);
  const place = await placeChecks({ dataDir: join(t.app.dataDir) }, { HUANKE_DATADIR: 'x', PORT: '1' }, Number.MAX_SAFE_INTEGER);
  expect(problems(place).map((finding) => finding.what.zh)).toEqual([
    '不认识的环境变量：HUANKE_DATADIR',
    expect.stringMatching(/剩余 [\d.]+ GB/),
  ]);
});

/** `huanke doctor` as a whole, on this database: its exit code and what it said. */
async function command(args: string[], env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const all = { DATABASE_URL: t.runtime.ownerUrl, HUANKE_DATA_DIR: t.app.dataDir, ...env };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  try {
    return { code: await doctor(args), text: lines.join('\n') };
  } finally {
    vi.unstubAllEnvs();
    log.mockRestore();
  }
}

it('ends with 1 while anything is wrong, with 0 when all is well or was repaired, in both languages', async () => {
  await asOwner(async (client) => {
    await client.query('delete from graphile_worker._private_jobs');
    await client.query(`delete from file where tenant_id = ${a.id}`);
  });
  const well = await command(['--lang', 'zh']);
  expect(well, well.text).toMatchObject({ code: 0 });
  expect(well.text).toContain('一切正常');
  expect((await command(['--lang', 'en'])).text).toContain('All is well');

  await asOwner((client) => client.query("update pg_index set indisvalid = false where indexrelid = 'saved_view_object'::regclass"));
  const broken = await command(['--lang', 'en']);
  expect(broken.code).toBe(1);
  expect(broken.text).toMatch(/✗ Invalid indexes: saved_view_object\n {2}→ Run huanke doctor --repair/);
  expect(broken.text).toContain('1 problem(s)');
  expect((await command(['--lang', 'en', '--repair'])).code).toBe(0);
  expect((await command(['--lang', 'en'])).code).toBe(0);

  const typo = await command(['--lang', 'zh'], { HUANKE_PUBLICURL: 'x' });
  expect(typo.code).toBe(1);
  expect(typo.text).toContain('不认识的环境变量：HUANKE_PUBLICURL');
  await expect(command(['--no-such-option'])).rejects.toThrow();
});

it('names migrations that are missing and does not run them; names a master key that is another one', async () => {
  await asOwner((client) => client.query("delete from schema_migration where id = '0028-sandboxes'"));
  const behind = await command(['--lang', 'zh', '--repair']);
  expect(behind.code).toBe(1);
  expect(behind.text).toContain('数据库还有 1 步没有升级：0028-sandboxes');
  expect(behind.text).toContain('huanke migrate');
  await asOwner((client) => client.query("insert into schema_migration (id) values ('0028-sandboxes')"));
  expect((await command(['--lang', 'zh'])).code).toBe(0);

  await t.app.vault.sealer(a.id);
  const other = await command(['--lang', 'zh'], { HUANKE_ENCRYPTION_KEY: randomBytes(32).toString('base64') });
  expect(other.code).toBe(1);
  expect(other.text).toContain('不是这个数据库的加密主密钥');
  expect((await command(['--lang', 'zh'])).code).toBe(0);
});

it('walks the audit log and names the first entry that was tampered with, as huanke audit does', async () => {
  await a.as.admin.post('/roles', { name: '审计', permissions: ['account.read'] });
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    vi.stubEnv('DATABASE_URL', t.runtime.ownerUrl);
    vi.stubEnv('HUANKE_DATA_DIR', t.app.dataDir);
    try {
      return { code: await auditCommand(args), text: lines.join('\n') };
    } finally {
      vi.unstubAllEnvs();
      log.mockRestore();
    }
  };
  const of = ['--tenant', String(a.id)];
  const head = await run('head', ...of);
  const anchor = head.text.split(' ')[1] ?? '';
  expect(anchor).toMatch(/^\d+:[0-9a-f]{64}$/);
  expect(await run('verify', ...of, '--anchor', anchor)).toMatchObject({ code: 0, text: expect.stringContaining('完整') });
  expect(problems(await auditChecks(t.app))).toEqual([]);
  const change = (event: string) =>
    asOwner((client) =>
      client.query("update audit_log set event = $2 where tenant_id = $1 and data ->> 'key' is not null and object = 'role'", [
        a.id,
        event,
      ]),
    );
  await change('role.hidden');
  expect(await run('verify')).toMatchObject({
    code: 1,
    text: expect.stringMatching(new RegExp(`✗ 公司 ${a.id}：第 \\d+ 条 .* 内容被修改`)),
  });
  expect(problems(await auditChecks(t.app)).map((finding) => finding.what.en)).toEqual([
    expect.stringMatching(new RegExp(`company ${a.id}: entry \\d+ .* was changed`)),
  ]);
  await change('role.created');
  expect((await run('verify')).code).toBe(0);
  await expect(run('verify', '--anchor', anchor)).rejects.toThrow('--tenant');
  await expect(run('look')).rejects.toThrow('verify');
});

it('knows every setting the code reads, and operations.md lists those of an installation', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const used = new Map<string, string>();
  const note = (path: string) => {
    for (const [name] of readFileSync(join(root, path), 'utf8').matchAll(/\bHUANKE_[A-Z0-9]+(?:_[A-Z0-9]+)*\b/g)) used.set(name, path);
  };
  for (const folder of ['apps', 'platform', 'clouds', 'scripts', 'e2e'])
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length);
      // this file misspells some on purpose
      if (entry.isFile() && /\.(ts|tsx|js|mjs)$/.test(path) && !/node_modules|\/dist\/|doctor\.test\.ts$/.test(path)) note(path);
    }
  for (const path of ['Dockerfile', 'compose.yaml']) note(path);
  expect(used.size).toBeGreaterThan(15);
  expect([...used].filter(([name]) => !isKnownSetting(name))).toEqual([]);
  expect(settings.filter((name) => !used.has(name))).toEqual([]);
  const listed = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  expect(settings.filter((name) => !listed.includes(`\`${name}\``))).toEqual([]);
});
