import { sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import { checkSlots } from '@huanke/platform/metadata';
import type { Application } from '@huanke/platform/module';
import type { Finding } from './finding.ts';

const dayMs = 86_400_000;

/** What lies in the data of each company: filterable copies, and files on disk against their rows. */
export async function dataChecks(app: Application, options: { readonly repair: boolean }): Promise<Finding[]> {
  const tenants = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where status <> 'creating' order by id`),
  );
  const slots: string[] = [];
  const lost: string[] = [];
  const orphans: string[] = [];
  const reached = await app.files.check().then(
    () => true,
    () => false,
  );
  for (const { id } of tenants) {
    const ctx = await app.contextFor({ tenant: id });
    if (options.repair) await checkSlots(ctx, { repair: true });
    for (const fault of await checkSlots(ctx)) slots.push(`${id}/${fault.object}.${fault.field} ×${fault.records.length}`);
    const rows = await ctx.query<{ id: string; createdAt: string }>(
      sql`select id, created_at as "createdAt" from file where tenant_id = ${id}`,
    );
    const known = new Set(rows.map((row) => row.id));
    const there = new Set(known);
    if (reached) {
      there.clear();
      for await (const file of app.files.list(id)) there.add(file);
    }
    lost.push(...rows.filter((row) => !there.has(row.id)).map((row) => `${id}/${row.id}`));
    for (const file of [...there].filter((name) => !known.has(name))) {
      // an upload of this very moment has its bytes before its row
      if (Date.now() - Number.parseInt(file.replaceAll('-', '').slice(0, 12), 16) < dayMs) continue;
      if (options.repair) await app.files.remove(id, file);
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
    {
      ok: reached,
      what: reached
        ? label('文件存储可用', 'The file store works')
        : label('文件存储连不上或拒绝访问', 'The file store can not be reached or refuses us'),
      todo: label(
        '检查 HUANKE_FILES、HUANKE_S3_KEY、HUANKE_S3_SECRET 和网络',
        'Look at HUANKE_FILES, HUANKE_S3_KEY, HUANKE_S3_SECRET and the network',
      ),
    },
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
      ['缺少的文件', 'Files that are missing'],
      ['从备份的 files 目录恢复', 'Bring them back from the folder files of a backup'],
    ),
  ];
}
