import { PassThrough, type Readable } from 'node:stream';
import { sql } from '../database/sql.ts';
import { type Label, label, textOf } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { loadTitles } from '../records/index.ts';
import { csvWriter } from '../sheets/index.ts';
import type { HandoverItem, ItemResult } from './types.ts';

const givenBack: Label = label('自动处理又把它分回给原负责人', 'Something gives it back to the leaver each time');

/** What the leaver has all the same, moved before: something gives it back again and again. */
export async function noteGivenBack(tx: Context, meta: ObjectMeta, handover: string, from: string): Promise<void> {
  await tx.query(sql`
    update handover_item i set result = 'skipped', reason = ${JSON.stringify(givenBack)}::jsonb from ${sql.id(meta.table)} r
    where i.tenant_id = ${tx.tenant.id} and i.handover_id = ${handover}::uuid and i.object = ${meta.name} and i.result = 'ok'
      and r.tenant_id = i.tenant_id and r.id = i.record_id and r.owner = ${from}::uuid and r.deleted_at is null`);
}

export interface ItemCounts {
  readonly moved: Readonly<Record<string, number>>;
  readonly left: readonly { readonly object: string; readonly skipped: number; readonly failed: number }[];
}

/** How many records of handovers moved and stayed, by object. */
export async function countItems(ctx: Context, handovers: readonly string[]): Promise<Map<string, ItemCounts>> {
  const rows = await ctx.query<{ id: string; object: string; ok: number; skipped: number; failed: number }>(sql`
    select handover_id as id, object, (count(*) filter (where result = 'ok'))::int as ok,
      (count(*) filter (where result = 'skipped'))::int as skipped, (count(*) filter (where result = 'failed'))::int as failed
    from handover_item where tenant_id = ${ctx.tenant.id} and handover_id = any(${handovers}::uuid[]) group by handover_id, object order by object`);
  return new Map(
    [...Map.groupBy(rows, (row) => row.id)].map(([id, list]) => [
      id,
      {
        moved: Object.fromEntries(list.filter((row) => row.ok > 0).map((row) => [row.object, row.ok])),
        left: list.filter((row) => row.skipped + row.failed > 0).map(({ object, skipped, failed }) => ({ object, skipped, failed })),
      },
    ]),
  );
}

const page = 1000;
/** Before every id. */
export const firstId = '00000000-0000-0000-0000-000000000000';

async function* itemPages(ctx: Context, handover: string): AsyncGenerator<HandoverItem[]> {
  let after = firstId;
  for (;;) {
    const rows = await ctx.query<HandoverItem>(sql`
      select object, record_id as record, to_user as "to", to_pool as pool, result, reason, at from handover_item
      where tenant_id = ${ctx.tenant.id} and handover_id = ${handover}::uuid and record_id > ${after}::uuid order by record_id limit ${page}`);
    if (rows.length > 0) yield rows;
    if (rows.length < page) return;
    after = rows.at(-1)?.record ?? after;
  }
}

const heads: readonly Label[] = [
  label('对象', 'Object'),
  label('编号', 'Id'),
  label('名称', 'Name'),
  label('接手人', 'Successor'),
  label('结果', 'Result'),
  label('原因', 'Reason'),
  label('时间', 'Time'),
];
const resultNames: Readonly<Record<ItemResult, Label>> = {
  ok: label('已交接', 'Handed over'),
  skipped: label('已跳过', 'Skipped'),
  failed: label('失败', 'Failed'),
};

/** Every record of a handover with what became of it, as CSV; streamed. Names are those of now. */
export function itemsCsv(ctx: Context, handover: string): Readable {
  const output = new PassThrough({ highWaterMark: 256 * 1024 });
  const { language } = ctx;
  const writer = csvWriter(
    output,
    heads.map((head) => ({ header: textOf(head, language) })),
  );
  const write = async () => {
    const system = ctx.elevated();
    for await (const items of itemPages(ctx, handover)) {
      const titles = await loadTitles(
        system,
        items.flatMap((item) => [
          { object: item.object, id: item.record },
          ...(item.to ? [{ object: 'user', id: item.to }] : []),
          ...(item.pool ? [{ object: 'pool', id: item.pool }] : []),
        ]),
      );
      const nameOf = (id: string | null) => (id === null ? '' : (titles.get(id) ?? id));
      for (const item of items) {
        const meta = system.meta.object(item.object);
        await writer.write([
          meta ? textOf(meta.label, language) : item.object,
          item.record,
          titles.get(item.record) ?? '',
          nameOf(item.to ?? item.pool),
          textOf(resultNames[item.result], language),
          item.reason ? textOf(item.reason, language) : '',
          new Date(item.at).toISOString(),
        ]);
      }
    }
    await writer.end();
  };
  write().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}
