import { errors } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { getRecords, loadValues } from '../../records/index.ts';
import { countChildren } from './children.ts';
import { mergeableObject, partiesOf, setApart } from './merge.ts';
import { defaultSources, followsOwner, inOrder, mergedFields } from './values.ts';

/** What a merge dialog shows: the records side by side, whose value each field takes by itself, and how much moves. */
export interface MergePreview {
  readonly winner: string;
  readonly records: readonly unknown[];
  readonly fields: Readonly<Record<string, string>>;
  /** By the record it belongs to now. */
  readonly moves: Readonly<Record<string, readonly { readonly object: string; readonly count: number }[]>>;
  /** Why these can not be merged. */
  readonly refusal: string | null;
}

export async function previewMerge(ctx: Context, object: string, ids: readonly string[], chosen?: string): Promise<MergePreview> {
  const meta = mergeableObject(ctx, object);
  const wanted = partiesOf({ winner: ids[0] ?? '', losers: ids.slice(1) });
  // what is taken is worked out with every field, and shown as far as the caller sees
  const whole = ctx.whole();
  const about = whole.meta.object(object) ?? meta;
  const [records, stored] = [await getRecords(ctx, meta, wanted), await loadValues(whole, about, wanted)];
  if (records.size < wanted.length) throw errors.NOT_FOUND();
  const parties = wanted.map((id) => ({ id, values: stored.get(id) ?? {} }));
  const winner = wanted.find((id) => id === chosen) ?? inOrder(about, parties)[0]?.id ?? wanted[0] ?? '';
  const sources = defaultSources(about, winner, parties);
  const moves: Record<string, { object: string; count: number }[]> = {};
  for (const id of wanted) moves[id] = (await countChildren(ctx, object, [id])).filter((one) => ctx.access.can(`${one.object}.read`));
  const refusal = setApart(about, parties)?.errors[0]?.message;
  return {
    winner,
    records: wanted.map((id) => records.get(id)),
    fields: Object.fromEntries(
      mergedFields(meta).flatMap(({ name }) => (followsOwner(meta, name) ? [] : [[name, sources.get(name) ?? winner]])),
    ),
    moves,
    refusal: refusal ? (ctx.language === 'en' ? refusal.en : refusal.zh) : null,
  };
}
