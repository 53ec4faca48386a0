import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { withClient } from '@huanke/platform/database';
import { openRuntime } from '@huanke/server';
import type pg from 'pg';
import { type CopyToStreamQuery, from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { readArgs, UsageError } from '../usage.ts';
import { copyFilesIn, copyFilesOut } from './backup-files.ts';

interface Manifest {
  readonly format: 1;
  readonly createdAt: string;
  readonly migrations: readonly string[];
  readonly tables: Readonly<Record<string, { readonly columns: readonly string[]; readonly rows: number }>>;
}

/** Made anew by every start; not part of the data. */
const derived = new Set(['schema_migration', 'object_schema']);

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function folderOf(args: string[]): Promise<string> {
  const { positionals } = readArgs(args, {});
  if (positionals.length !== 1 || !positionals[0]) throw new UsageError('请给出备份文件夹');
  return resolve(positionals[0]);
}

/** Policies hide rows from everybody but superusers; a backup that silently misses rows would be worse than none. */
async function mustSeeEverything(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sees: boolean }>(
    'select rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user',
  );
  if (!rows[0]?.sees) throw new Error('这个数据库账号看不到所有租户的数据，不能备份或恢复。请用数据库管理员账号和 pg_dump / pg_restore。');
}

async function tablesOf(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' group by c.relname order by c.relname`);
  return new Map(rows.filter((row) => !derived.has(row.name)).map((row) => [row.name, row.columns]));
}

async function migrationsOf(client: pg.Client): Promise<string[]> {
  return (await client.query<{ id: string }>('select id from schema_migration order by id')).rows.map((row) => row.id);
}

/** `huanke backup FOLDER`: one consistent picture of all tables, and the files. The server may run meanwhile. */
export async function backup(args: string[]): Promise<number> {
  const folder = await folderOf(args);
  if ((await readdir(folder).catch(() => [])).length > 0) throw new Error(`文件夹 ${folder} 不是空的`);
  await mkdir(join(folder, 'tables'), { recursive: true });
  const runtime = await openRuntime();
  try {
    const manifest = await withClient(runtime.ownerUrl, async (client): Promise<Manifest> => {
      await mustSeeEverything(client);
      await client.query('begin isolation level repeatable read read only');
      const copies: { table: string; columns: string[]; stream: CopyToStreamQuery }[] = [];
      for (const [table, columns] of await tablesOf(client)) {
        const stream = client.query(copyTo(`copy ${quote(table)} (${columns.map(quote).join(', ')}) to stdout`));
        await pipeline(stream, createGzip({ level: 4 }), createWriteStream(join(folder, 'tables', `${table}.copy.gz`)));
        copies.push({ table, columns, stream });
      }
      const migrations = await migrationsOf(client);
      await client.query('commit');
      // how many rows there were is told after the last of them: it is known for sure once the next query was answered
      const tables = Object.fromEntries(copies.map(({ table, columns, stream }) => [table, { columns, rows: stream.rowCount }]));
      return { format: 1, createdAt: new Date().toISOString(), migrations, tables };
    });
    await copyFilesOut(runtime.app, join(folder, 'files'));
    // written last: a folder without it is no backup
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    console.log(`已备份 ${Object.keys(manifest.tables).length} 张表、${rows} 行到 ${folder}`);
  } finally {
    await runtime.close();
  }
  return 0;
}

/** `huanke restore FOLDER`: into a database without any company, of the same or a newer release. */
export async function restore(args: string[]): Promise<number> {
  const folder = await folderOf(args);
  const manifest = JSON.parse(
    await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
      throw new Error(`${folder} 里没有完整的备份`);
    }),
  ) as Manifest;
  const runtime = await openRuntime();
  try {
    await withClient(runtime.ownerUrl, async (client) => {
      await mustSeeEverything(client);
      const known = new Set(await migrationsOf(client));
      const missing = manifest.migrations.find((id) => !known.has(id));
      if (missing) throw new Error(`备份来自更新的版本（${missing}），请先升级程序`);
      const { rows } = await client.query<{ used: boolean }>('select exists (select from tenant) as used');
      if (rows[0]?.used) throw new Error('数据库里已有公司；只能恢复到空的数据库（换一个 HUANKE_DATA_DIR 或 DATABASE_URL）');
      await client.query("begin; set local session_replication_role = 'replica'");
      for (const [table, { columns, rows: count }] of Object.entries(manifest.tables)) {
        const stream = client.query(copyFrom(`copy ${quote(table)} (${columns.map(quote).join(', ')}) from stdin`));
        await pipeline(createReadStream(join(folder, 'tables', `${table}.copy.gz`)), createGunzip(), stream);
        if (stream.rowCount !== count) throw new Error(`表 ${table} 应有 ${count} 行，读到 ${stream.rowCount} 行：备份已损坏`);
      }
      await client.query(
        "select setval(pg_get_serial_sequence('tenant', 'id'), greatest((select max(id) from tenant), 1)), setval(pg_get_serial_sequence('event', 'seq'), greatest((select max(seq) from event), 1))",
      );
      // the outbox orders by transaction number; those of the old cluster may lie ahead of this one's
      await client.query('update event set xid = 0; update event_cursor set xid = 0');
      await client.query('commit');
      await client.query('analyze');
    });
    await copyFilesIn(runtime.app, join(folder, 'files'));
    console.log(`已从 ${folder} 恢复（备份时间 ${manifest.createdAt}）`);
  } finally {
    await runtime.close();
  }
  return 0;
}
