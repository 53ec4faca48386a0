import { label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { saveRecords } from '../../records/save/index.ts';
import { directoryFields, openDirectory } from './directory.ts';
import { closeLaterEntries, laterEntries, loadImport, updateImport } from './store.ts';
import { addProblems } from './summary.ts';
import type { Problem } from './types.ts';

const batch = 1000;

/**
 * The second pass: rows that named a row further down the file now find it. The record itself has long been there, so a name that leads
 * nowhere (its own row failed) is only noted.
 */
export async function finishLinks(ctx: Context, id: string, meta: ObjectMeta, options: { signal?: AbortSignal } = {}): Promise<void> {
  for (;;) {
    options.signal?.throwIfAborted();
    const left = await ctx.transaction(async (tx) => {
      const record = await loadImport(tx, id, { lock: true });
      const rows = await laterEntries(tx, id, batch);
      if (record.status !== 'running' || rows.length === 0) return 0;
      const found = new Map<string, ReadonlyMap<string, { how: string; to?: { id: string } }>>();
      for (const field of new Set(rows.flatMap((row) => Object.keys(row.later)))) {
        const entry = record.mapping.find((one) => one.field === field);
        const directory = openDirectory(meta, directoryFields(meta, entry?.lookupBy) ?? [], true);
        found.set(field, await directory.find(tx, [...new Set(rows.flatMap((row) => row.later[field] ?? []))]));
      }
      const saves = rows.map((row) => {
        const values: Record<string, string> = {};
        for (const [field, text] of Object.entries(row.later)) {
          const match = found.get(field)?.get(text);
          if (match?.to) values[field] = match.to.id;
        }
        return { operation: 'update' as const, id: row.record_id, values };
      });
      const results = await saveRecords(tx, meta, saves, {});
      const closed = rows.map((row, index) => {
        const result = results[index];
        const problems: Problem[] = Object.entries(row.later).flatMap(([field, text]) => {
          if (!result?.error && saves[index]?.values[field] !== undefined) return [];
          const column = record.mapping.find((one) => one.field === field)?.column ?? null;
          const message =
            result?.error?.errors[0]?.message ??
            result?.error?.text ??
            label('这一行已导入，但它引用的行没有导入成功', 'The row is imported, but the row it names is not');
          return [{ column, field, value: text, code: 'LOOKUP_NOT_FOUND', kind: 'unmatched' as const, message }];
        });
        return { row: row.row, version: result?.version ?? row.version, problems: problems.length > 0 ? problems : null };
      });
      await closeLaterEntries(tx, id, closed);
      await updateImport(tx, id, {
        summary: addProblems(
          record.summary,
          closed.flatMap((row) => (row.problems ? [{ row: row.row, problems: row.problems }] : [])),
        ),
      });
      return rows.length;
    });
    if (left === 0) return;
  }
}
