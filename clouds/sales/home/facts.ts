import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { sql } from '@huanke/platform/database';
import { recordTypesOf } from '@huanke/platform/metadata';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { accessPredicate, baseCondition } from '@huanke/platform/records';
import { dealMeta, stagesFor } from '../deals/stages.ts';
import { dealWorth } from '../deals/worth.ts';
import type { DealFacts } from './plan.ts';
import { readable } from './readable.ts';

/** Who has more open deals than this works by lists; the largest are planned. */
const mostDeals = 2000;

export const openStages = (meta: ObjectMeta): string[] =>
  (meta.fields.get('stage')?.options ?? []).filter(({ category }) => category === 'open').map(({ key }) => key);

type Row = Omit<DealFacts, 'usualDays' | 'onPath' | 'amount'> & {
  readonly amount: string | null;
  readonly stage: string;
  readonly recordType: string | null;
};

/** The open deals the caller owns with what their day is planned by, in one statement. */
export async function dealsOfCaller(ctx: Context): Promise<DealFacts[]> {
  const meta = dealMeta(ctx);
  const zone = ctx.tenant.timeZone;
  const known = (field: string, column: string) => (readable(meta, field) ? sql.ref(`o.${column}`) : sql`null`);
  const worth = dealWorth(ctx, 'o');
  const rows = await ctx.query<Row>(sql`
    select o.id, o.stage, o.record_type as "recordType", ${readable(meta, 'amount') ? worth : sql`null`} as amount, ${known('nextStep', 'next_step')} as "nextStep",
      ${known('nextStepOn', 'next_step_on')}::text as "nextStepOn", ${known('closeOn', 'close_on')}::text as "closeOn",
      (o.created_at at time zone ${zone})::date::text as "createdOn", (e.at at time zone ${zone})::date::text as "enteredOn",
      (f.at at time zone ${zone})::date::text as "touchedOn"
    from opportunity o
    left join lateral (select max(s.entered_at) as at from stage_entry s
      where s.tenant_id = ${ctx.tenant.id} and s.record_id = o.id and s.field = 'stage' and s.left_at is null) e on true
    left join lateral (
      select max(${followUpAt('a')}) as at from record_link l join activity a on a.tenant_id = l.tenant_id and a.id = l.record_id
      where l.tenant_id = ${ctx.tenant.id} and l.target_id = o.id and l.object = 'activity' and a.deleted_at is null
        and ${tookPlace('a')} and ${followUpAt('a')} <= ${ctx.clock.now()}) f on true
    where ${baseCondition(ctx, meta, 'o')} and ${accessPredicate(ctx, meta, 'o')} and o.owner = ${ctx.user.id}::uuid
      and o.stage = any(${openStages(meta)}::text[])
    order by ${worth} desc nulls last, o.id limit ${mostDeals}`);
  const types = new Set<string | null>(recordTypesOf(meta).map(({ name }) => name));
  const lines = new Map([null, ...types].map((type) => [type, stagesFor(ctx, type).line]));
  return rows.map(({ stage, recordType, amount, ...row }) => {
    const at = lines.get(types.has(recordType) ? recordType : null)?.find(({ key }) => key === stage);
    return { ...row, amount: Number(amount ?? 0), usualDays: at?.usualDays ?? null, onPath: at !== undefined };
  });
}
