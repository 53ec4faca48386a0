import { sql } from '@huanke/platform/database';
import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { followUpAt, tookPlace } from '../follow-up.ts';
import type { PlayStep } from './contract.ts';

/** Why a step is done: somebody ticked it, or the data show it. */
export type Done = { readonly kind: 'ticked'; readonly at: string; readonly by: string | null } | { readonly kind: 'proven' };

/** One record in one stage. */
export interface Place {
  readonly id: string;
  readonly stage: string;
  readonly steps: readonly PlayStep[];
  /** What the record holds, as far as steps are proven by it. */
  readonly values: Values;
}

interface Tick {
  readonly record: string;
  readonly stage: string;
  readonly step: string;
  readonly at: Date;
  readonly by: string | null;
}

/** A key of a step of one record. */
export const placeKey = (record: string, stage: string, step: string): string => `${record} ${stage} ${step}`;

const isFilled = (value: unknown) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/**
 * What is done of the steps of some records, by `placeKey`: two statements, whatever their number. That a call or visit took place is a fact
 * of the record and the same for whoever sees it, though the activity may be somebody else's.
 */
export async function doneSteps(ctx: Context, meta: ObjectMeta, places: readonly Place[]): Promise<ReadonlyMap<string, Done>> {
  const asked = places.filter(({ steps }) => steps.length > 0);
  const done = new Map<string, Done>();
  if (asked.length === 0) return done;
  const ids = [...new Set(asked.map(({ id }) => id))];
  const ticks = await ctx.query<Tick>(sql`
    select t.record_id as record, t.stage, t.step, t.ticked_at as at, t.ticked_by as by from play_tick t
    where t.tenant_id = ${ctx.tenant.id} and t.object = ${meta.name} and t.record_id = any(${ids}::uuid[])`);
  for (const { record, stage, step, at, by } of ticks)
    done.set(placeKey(record, stage, step), { kind: 'ticked', at: new Date(at).toISOString(), by });
  const made = await activitiesOf(ctx, asked);
  for (const { id, stage, steps, values } of asked)
    for (const { key, proof } of steps) {
      if (!proof) continue;
      // what the data prove they also disprove: an old tick counts for nothing
      done.delete(placeKey(id, stage, key));
      if ('field' in proof ? isFilled(values[proof.field]) : made.has(`${id} ${proof.activity}`))
        done.set(placeKey(id, stage, key), { kind: 'proven' });
    }
  return done;
}

/** Which types of follow-up there were with each record: `id type`. */
async function activitiesOf(ctx: Context, places: readonly Place[]): Promise<ReadonlySet<string>> {
  const types = [
    ...new Set(places.flatMap(({ steps }) => steps.flatMap(({ proof }) => (proof && 'activity' in proof ? [proof.activity] : [])))),
  ];
  if (types.length === 0) return new Set();
  const ids = [...new Set(places.map(({ id }) => id))];
  const rows = await ctx.query<{ id: string; type: string }>(sql`
    select distinct l.target_id as id, a.type from record_link l join activity a on a.tenant_id = l.tenant_id and a.id = l.record_id
    where l.tenant_id = ${ctx.tenant.id} and l.target_id = any(${ids}::uuid[]) and l.object = 'activity' and a.deleted_at is null
      and a.type = any(${types}::text[]) and ${tookPlace('a')} and ${followUpAt('a')} <= ${ctx.clock.now()}`);
  return new Set(rows.map(({ id, type }) => `${id} ${type}`));
}
