import type { Context, ObjectMeta } from '../module/index.ts';
import { whoSees } from '../notifications/index.ts';
import { getRecord, queryRecords } from '../records/query/index.ts';

export interface Mentionable {
  readonly id: string;
  readonly title: string;
  readonly department: string | null;
  /** Whether they may see the record: who may not is told nothing, and the writer should know. */
  readonly sees: boolean;
}

const MOST = 8;

/** People who could be spoken to on a record, by name, pinyin or initials. */
export async function mentionable(ctx: Context, meta: ObjectMeta, record: string, search: string | undefined): Promise<Mentionable[]> {
  await getRecord(ctx, meta, record, ['id']);
  const people = ctx.meta.object('user');
  if (!people || !ctx.access.can('user.read')) return [];
  const { records } = await queryRecords(ctx, people, {
    fields: ['id', 'name', 'department'],
    filter: {
      and: [
        { field: 'active', op: 'eq', value: true },
        { field: 'id', op: 'ne', value: ctx.user.id },
      ],
    },
    ...(search ? { search } : {}),
    limit: MOST,
  });
  const ids = records.map((one) => String(one['id']));
  const seeing = await whoSees(ctx, ids, { object: meta.name, record: record.toLowerCase() });
  return records.map((one) => ({
    id: String(one['id']),
    title: String(one['name'] ?? ''),
    department: (one['department'] as { title?: string } | null)?.title ?? null,
    sees: seeing.has(String(one['id'])),
  }));
}
