import { holdTurns, type Rep, repsOf } from '@huanke/platform/assignment';
import { audit } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { emit, loadValues, saveRecords } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { mostLeads, roomOf } from './matrix.ts';
import { advance, type DispatchLine, type DispatchRun, linesOf, type Outcome } from './store.ts';

const atOnce = 500;

export interface Applied {
  readonly applied: number;
  /** Lines that were not carried out, with the reason. */
  readonly changed: readonly { readonly lead: string; readonly user: string; readonly why: Outcome }[];
}

/**
 * Carries a plan out, in one transaction. Its people stay switched on until the commit and no rule gives out leads meanwhile; leads are locked and
 * looked at again: who is gone, closed or owned by now is left alone, and nobody gets more than they can carry now.
 */
export function applyRun(ctx: Context, lead: ObjectMeta, run: DispatchRun): Promise<Applied> {
  return ctx.transaction(async (tx) => {
    // two runs that are applied at once would both see the same room
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`lead.dispatch ${tx.tenant.id}`}, 0))`);
    await advance(tx, run.id, 'draft', 'applied');
    const lines = (await linesOf(tx, run.id)).filter((line) => line.user !== null);
    const outcomes = await carryOut(tx, lead, run, lines);
    await tx.query(sql`
      update dispatch_line l set outcome = w.outcome from unnest(${[...outcomes.keys()]}::int[], ${[...outcomes.values()]}::text[]) w (position, outcome)
      where l.tenant_id = ${tx.tenant.id} and l.run_id = ${run.id}::uuid and l.position = w.position`);
    const changed = lines.flatMap(({ position, lead: id, user }) => {
      const why = outcomes.get(position);
      return why && why !== 'applied' ? [{ lead: id, user: user ?? '', why }] : [];
    });
    const applied = lines.length - changed.length;
    await emit(tx, salesEvents.dispatchApplied, { object: 'dispatchRun', record: run.id, changes: { applied, changed: changed.length } });
    await audit(tx, { event: 'dispatchRun.applied', object: 'lead', data: { run: run.id, applied, changed: changed.length } });
    return { applied, changed };
  });
}

async function carryOut(tx: Context, lead: ObjectMeta, run: DispatchRun, lines: readonly DispatchLine[]): Promise<Map<number, Outcome>> {
  const system = tx.elevated();
  const whole = system.meta.object('lead') ?? lead;
  await holdTurns(
    system,
    whole,
    lines.flatMap(({ user }) => user ?? []),
  );
  const held = await loadValues(
    system,
    whole,
    lines.map((line) => line.lead),
    { lock: true },
  );
  const people = (await repsOf(system, whole, [{ id: run.id, people: run.options.people }])).get(run.id) ?? [];
  const reps = new Map(people.map((rep) => [rep.id, rep]));
  const outcomes = new Map<number, Outcome>();
  const given = new Map<string, number>();
  const fit = lines.filter((line) => {
    const rep = reps.get(line.user ?? '');
    const why = refusal(held.get(line.lead), rep, { given: given.get(line.user ?? '') ?? 0, maxEach: run.options.maxEach });
    if (why) outcomes.set(line.position, why);
    else given.set(line.user ?? '', (given.get(line.user ?? '') ?? 0) + 1);
    return !why;
  });
  for (let from = 0; from < fit.length; from += atOnce) {
    const some = fit.slice(from, from + atOnce);
    const results = await saveRecords(
      system,
      whole,
      some.map((line) => ({ operation: 'update', id: line.lead, values: { owner: line.user } })),
      { asSystem: true },
    );
    some.forEach((line, at) => {
      const error = results[at]?.error;
      outcomes.set(line.position, error?.code === 'POOL_HOLDING_LIMIT' ? 'holding' : error ? 'refused' : 'applied');
    });
  }
  return outcomes;
}

/** What speaks against a line now; null: nothing. */
function refusal(
  held: Values | undefined,
  rep: Rep | undefined,
  { given, maxEach }: { readonly given: number; readonly maxEach: number | null },
): Exclude<Outcome, 'applied' | 'holding' | 'refused'> | null {
  if (!held) return 'gone';
  if (held['owner']) return 'owned';
  if (held['status'] === 'converted' || held['status'] === 'invalid') return 'closed';
  if (!rep?.active) return 'inactive';
  if (!rep.here) return 'away';
  if (!rep.onShift) return 'shift';
  return given >= roomOf(rep, maxEach ?? mostLeads) ? 'capacity' : null;
}
