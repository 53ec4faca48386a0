import { sql } from '@huanke/platform/database';
import { textOf } from '@huanke/platform/kernel';
import type { Context, ObjectMeta, Option, Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll, takeTurns } from '@huanke/platform/records';
import { cameFrom, dealMeta, directionOf, stagesFor } from './stages.ts';

/** A stage entry whose stay is not yet told as it stands. */
interface Entry {
  readonly id: string;
  readonly record: string;
  readonly from: string | null;
  readonly earlier: readonly string[] | null;
  readonly to: string;
  readonly entered_at: Date | string;
  readonly left_at: Date | string | null;
  readonly by_user: string | null;
  readonly known: boolean;
}

const snapshot = ['amount', 'closeOn', 'probability'] as const;
const iso = (at: Date | string): string => new Date(at).toISOString();
const second = (at: Date | string): number => Math.floor(new Date(at).getTime() / 1000);

/**
 * Brings the stage history of deals in step with their stage entries: stays that are not there are written, those that ended are closed.
 * A stay has the id of its entry, so that who comes twice writes once; deals are locked meanwhile. `reasons`: what was said with the
 * move that is under way, by deal.
 */
export async function followStages(tx: Context, deals: readonly string[], reasons: ReadonlyMap<string, string> = new Map()): Promise<void> {
  const history = tx.meta.object('stageHistory');
  if (!history || deals.length === 0) return;
  await takeTurns(tx, 'opportunity', deals);
  const entries = await entriesOf(tx, deals);
  if (entries.length === 0) return;
  const made = await madeRows(
    tx,
    entries.filter((entry) => !entry.known),
    reasons,
  );
  const left = entries
    .filter((entry) => entry.known)
    .map((entry): SaveRow => ({ operation: 'update', id: entry.id, values: stayOf(entry) }));
  await saveAll(tx.elevated(), history, [...made, ...left], { asSystem: true });
}

/** Entries of live deals that have no stay, or one that is still open though they ended. */
const entriesOf = (tx: Context, deals: readonly string[]) =>
  tx.query<Entry>(sql`
    select e.id, e.record_id as record, e.before as from, e.earlier, e.stage as to, e.entered_at, e.left_at, e.by_user, h.id is not null as known
    from (select s.*, lag(s.stage) over past as before, array_agg(s.stage) over (past rows between unbounded preceding and 1 preceding) as earlier
      from stage_entry s where s.tenant_id = ${tx.tenant.id} and s.record_id = any(${deals}::uuid[]) and s.field = 'stage'
      window past as (partition by s.record_id order by s.entered_at, s.id)) e
    join opportunity o on o.tenant_id = e.tenant_id and o.id = e.record_id and o.deleted_at is null
    left join stage_history h on h.tenant_id = e.tenant_id and h.id = e.id
    where h.id is null or (e.left_at is not null and h.left_at is null)
    order by e.entered_at, e.id`);

/** Whole seconds by the clock, so that stays that touch add up without a remainder. */
function stayOf({ entered_at, left_at }: Pick<Entry, 'entered_at' | 'left_at'>): Values {
  if (left_at === null) return {};
  const seconds = second(left_at) - second(entered_at);
  return { leftAt: iso(left_at), seconds, days: (Math.round(seconds / 864) / 100).toFixed(2) };
}

async function madeRows(tx: Context, entries: readonly Entry[], reasons: ReadonlyMap<string, string>): Promise<SaveRow[]> {
  if (entries.length === 0) return [];
  const meta = dealMeta(tx);
  const ids = [...new Set(entries.map(({ record }) => record))];
  const deals = await loadValues(tx, meta, ids);
  const changes = await changesOf(tx, meta, entries, ids);
  const newest = new Map(entries.map((entry) => [entry.record, entry.id]));
  return entries.flatMap((entry): SaveRow[] => {
    const deal = deals.get(entry.record);
    if (!deal) return [];
    const stages = stagesFor(tx, deal.recordType);
    const option = (key: string | null) => stages.all.find((one) => one.key === key);
    const reason = newest.get(entry.record) === entry.id ? reasons.get(entry.record) : undefined;
    const then = Object.fromEntries(snapshot.map((field) => [field, valueThen(changes.get(entry.record), field, entry, deal)]));
    const [from, to] = [option(entry.from), option(entry.to)];
    const values = {
      name: nameOf(tx, { from, to, entry }),
      opportunity: entry.record,
      from: entry.from,
      to: entry.to,
      direction: entry.from === null ? 'start' : directionOf(stages.line, cameFrom(stages, from, entry.earlier ?? []), to),
      enteredAt: iso(entry.entered_at),
      by: entry.by_user,
      currency: deal.currency,
      ...(reason ? { reason } : {}),
      ...then,
      ...stayOf(entry),
    };
    return [{ operation: 'create', id: entry.id, at: new Date(entry.entered_at), values }];
  });
}

function nameOf(tx: Context, { from, to, entry }: { from: Option | undefined; to: Option | undefined; entry: Entry }): string {
  const text = (option: Option | undefined, key: string | null) => (option ? textOf(option.label, tx.tenant.language) : (key ?? ''));
  return entry.from === null ? text(to, entry.to) : `${text(from, entry.from)} → ${text(to, entry.to)}`;
}

interface Changed {
  readonly at: string;
  readonly field: string;
  readonly old: unknown;
}

/** Later changes of what a stay remembers, oldest first: what a field held at a moment is the old value of the first change after it. */
async function changesOf(
  tx: Context,
  meta: ObjectMeta,
  entries: readonly Entry[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Changed[]>> {
  const since = entries.reduce(
    (first, entry) => (iso(entry.entered_at) < first ? iso(entry.entered_at) : first),
    tx.clock.now().toISOString(),
  );
  const rows = await tx.query<Changed & { record: string }>(sql`
    select h.record_id as record, h.at, c ->> 'field' as field, c -> 'old' as old from record_history h, jsonb_array_elements(h.changes) c
    where h.tenant_id = ${tx.tenant.id} and h.record_id = any(${ids}::uuid[]) and h.object = ${meta.name} and h.operation = 'update' and h.at > ${since}
      and c ->> 'field' = any(${snapshot}::text[]) order by h.at, h.id`);
  return Map.groupBy(rows, (row) => row.record);
}

function valueThen(changes: readonly Changed[] | undefined, field: string, entry: Entry, deal: Values): unknown {
  const later = changes?.find((change) => change.field === field && iso(change.at) > iso(entry.entered_at));
  return (later ? later.old : deal[field]) ?? null;
}
