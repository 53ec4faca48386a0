import { heldAt } from '@huanke/base/follow-up';
import { sql } from '@huanke/platform/database';
import { type Change, type Context, defineHook, metaOf } from '@huanke/platform/module';
import { type SaveRow, saveRecords } from '@huanke/platform/records';
import { answersIn } from '../deals/spoken.ts';
import { answeredAt, answersLead, speaking } from '../domain/speaking.ts';

/** Of an activity: what says whether, whom and when it answers. */
const tells = new Set(['type', 'status', 'done', 'related', 'startAt']);

interface Row {
  readonly id: string;
  readonly answered: string;
}

interface Gone {
  readonly lead: string;
  readonly made: number;
  readonly held: number;
}

/** Leads that an activity had spoken to before this save, and when. */
function goneOf({ before = {} }: Change): Gone[] {
  const held = heldAt(before);
  if (held === undefined || !speaking.includes(String(before['type']))) return [];
  const related = (before['related'] ?? []) as readonly { readonly object: string; readonly id: string }[];
  const times = { made: Date.parse(String(before['createdAt'])), held: Date.parse(held) };
  return related.filter(({ object }) => object === 'lead').map(({ id }) => ({ lead: id, ...times }));
}

/** When these leads were first answered since they have their owner, by what is there. */
async function answersThere(ctx: Context, leads: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const now = ctx.clock.now();
  const rows = await ctx.query<{ id: string; first: Date | string }>(sql`
    select l.id, min(s.at) as first from lead l
    cross join lateral (
      select ${answeredAt(now)} as at from record_link k
      join activity a on a.tenant_id = k.tenant_id and a.id = k.record_id and a.deleted_at is null and ${answersLead(now)}
      where k.tenant_id = l.tenant_id and k.target_id = l.id and k.object = 'activity' and k.field = 'related'
      union all select w.at from (${answersIn(ctx, sql`l.id`)}) w where w.at >= coalesce(l.owner_since, l.created_at)) s
    where l.tenant_id = ${ctx.tenant.id} and l.id = any(${leads}::uuid[]) group by l.id`);
  return new Map(rows.map(({ id, first }) => [id, new Date(first).toISOString()]));
}

/**
 * The first answer of a lead is taken back with the activity that gave it, unless something else has answered (decision 0064): a note that is written and
 * deleted stops no clock. A lead that has moved on since was worked on, and keeps it.
 */
export const leadAnswer = defineHook({
  name: 'sales.leadAnswer',
  object: 'activity',
  stage: 'afterSave',
  on: ['update', 'delete'],
  async run(ctx, changes) {
    const gone = changes
      .filter(({ operation, values }) => operation === 'delete' || Object.keys(values).some((name) => tells.has(name)))
      .flatMap(goneOf);
    if (gone.length === 0) return undefined;
    const rows = await ctx.query<Row>(sql`
      select l.id, l.first_response_at as answered from lead l
      where l.tenant_id = ${ctx.tenant.id} and l.id = any(${gone.map(({ lead }) => lead)}::uuid[]) and l.deleted_at is null
        and l.status = 'following' and l.owner is not null and l.first_response_at >= coalesce(l.owner_since, l.created_at)
      order by l.id for no key update`);
    const stood = rows.filter(({ id, answered }) => {
      const at = new Date(answered).getTime();
      return gone.some(({ lead, made, held }) => lead === id && Math.max(made, Math.min(held, at)) === at);
    });
    if (stood.length > 0) await readAnew(ctx, stood);
    return undefined;
  },
});

async function readAnew(ctx: Context, rows: readonly Row[]): Promise<void> {
  const there = await answersThere(
    ctx,
    rows.map(({ id }) => id),
  );
  // what follows for state and clock says the life of a lead
  const changed = rows.flatMap(({ id, answered }): SaveRow[] => {
    const first = there.get(id) ?? null;
    return first === new Date(answered).toISOString() ? [] : [{ operation: 'update', id, values: { firstResponseAt: first } }];
  });
  if (changed.length > 0) await saveRecords(ctx.elevated(), metaOf(ctx, 'lead'), changed, { asSystem: true, channel: 'automation' });
}
