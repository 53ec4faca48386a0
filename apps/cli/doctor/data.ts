import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import { checkSlots } from '@huanke/platform/metadata';
import type { Application } from '@huanke/platform/module';
import type { Finding } from './finding.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const dayMs = 86_400_000;

/** What lies in the data of each company: filterable copies, and files on disk against their rows. */
export async function dataChecks(app: Application, options: { readonly repair: boolean }): Promise<Finding[]> {
  const tenants = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where status <> 'creating' order by id`),
  );
  const slots: string[] = [];
  const lost: string[] = [];
  const orphans: string[] = [];
  for (const { id } of tenants) {
    const ctx = await app.contextFor({ tenant: id });
    if (options.repair) await checkSlots(ctx, { repair: true });
    for (const fault of await checkSlots(ctx)) slots.push(`${id}/${fault.object}.${fault.field} ×${fault.records.length}`);
    const rows = await ctx.query<{ id: string; createdAt: string }>(
      sql`select id, created_at as "createdAt" from file where tenant_id = ${id}`,
    );
    const known = new Set(rows.map((row) => row.id));
    const there = new Set(await filesOf(join(app.dataDir, 'files', String(id))));
    lost.push(...rows.filter((row) => !there.has(row.id)).map((row) => `${id}/${row.id}`));
    for (const file of [...there].filter((name) => !known.has(name))) {
      // an upload of this very moment has its bytes before its row
      if (Date.now() - Number.parseInt(file.replaceAll('-', '').slice(0, 12), 16) < dayMs) continue;
      if (options.repair) await rm(app.files.path(id, file), { force: true });
      else orphans.push(`${id}/${file}`);
    }
  }
  const finding = (found: readonly string[], good: [string, string], bad: [string, string], todo: [string, string]): Finding => ({
    ok: found.length === 0,
    what:
      found.length === 0
        ? label(...good)
        : label(
            `${bad[0]}（${found.length}）：${found.slice(0, 5).join('、')}`,
            `${bad[1]} (${found.length}): ${found.slice(0, 5).join(', ')}`,
          ),
    todo: label(...todo),
  });
  return [
    finding(
      slots,
      ['自定义字段的筛选副本与数据一致', 'Filterable copies of custom fields are right'],
      ['筛选副本与数据不一致', 'Filterable copies that differ from the data'],
      ['运行 huanke doctor --repair 重建', 'Run huanke doctor --repair to build them anew'],
    ),
    finding(
      orphans,
      ['没有多余的文件', 'No file is left over'],
      ['没有记录引用的文件', 'Files that belong to nothing'],
      ['运行 huanke doctor --repair 删除', 'Run huanke doctor --repair to remove them'],
    ),
    finding(
      lost,
      ['文件齐全', 'All files are there'],
      ['磁盘上缺少的文件', 'Files missing on disk'],
      ['从备份恢复 files 目录', 'Bring the folder files back from a backup'],
    ),
  ];
}

/** Ids of the files on disk, in folders of the first two letters. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && uuid.test(entry.name)).map((entry) => entry.name);
}
