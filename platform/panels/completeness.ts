import { type Label, label } from '../kernel/index.ts';
import { askedFields } from '../metadata/index.ts';
import type { Context, ObjectMeta, PanelDefinition } from '../module/index.ts';
import { getRecord } from '../records/query/index.ts';

export interface Completeness {
  readonly filled: number;
  readonly asked: number;
  /** Whole percent, rounded down: only what is complete is 100. Null where nothing is asked. */
  readonly percent: number | null;
  readonly missing: readonly { readonly field: string; readonly label: Label }[];
}

const isFilled = (value: unknown) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/** How much of what the record's layout requires of the caller is filled in, and what is not (SAL-11). */
export async function completenessOf(ctx: Context, meta: ObjectMeta, id: string): Promise<Completeness> {
  const record = await getRecord(ctx, meta, id);
  const fields = askedFields(ctx, meta, record);
  const missing = fields.filter(({ name }) => !isFilled(record[name]));
  const filled = fields.length - missing.length;
  return {
    filled,
    asked: fields.length,
    percent: fields.length === 0 ? null : Math.floor((filled * 100) / fields.length),
    missing: missing.map(({ name, label: text }) => ({ field: name, label: text })),
  };
}

export const completenessPanel: PanelDefinition = {
  name: 'completeness',
  label: label('资料完整度', 'Completeness'),
  of: '*',
  needs: [],
  read: (ctx, record, meta) => completenessOf(ctx, meta, record),
};
