import { sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import { type Context, metaOf, type PanelDefinition } from '@huanke/platform/module';
import { mayRead } from '@huanke/platform/panels';
import { queryRecords } from '@huanke/platform/records';

const most = { decisions: 200, minutes: 20 } as const;

interface Person {
  readonly id: string;
  readonly title: string;
}

/** A wording of a decision, the newest first. */
interface Wording {
  readonly text: string;
  readonly at: string;
  readonly by: Person | null;
}

interface HistoryRow {
  readonly record: string;
  readonly at: string | Date;
  readonly old: string;
  readonly by: string | null;
  readonly name: string | null;
}

interface Task {
  readonly id: string;
  readonly subject: string;
  readonly owner: Person | null;
  readonly dueOn: string | null;
  readonly status: string | null;
}

const iso = (at: string | Date) => new Date(at).toISOString();

async function decisionsOf(ctx: Context, deal: string) {
  const { records } = await queryRecords(ctx, metaOf(ctx, 'dealDecision'), {
    fields: ['name', 'status', 'revision', 'version', 'createdAt', 'createdBy', 'withdrawnBy', 'withdrawnAt', 'withdrawnReason'],
    filter: { field: 'opportunity', op: 'eq', value: deal },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: most.decisions,
  });
  const rows = await ctx.query<HistoryRow>(sql`
    select h.record_id as record, h.at, c ->> 'old' as old, h.by_user as by, u.name
    from record_history h cross join lateral jsonb_array_elements(h.changes) c left join app_user u on u.tenant_id = h.tenant_id and u.id = h.by_user
    where h.tenant_id = ${ctx.tenant.id} and h.record_id = any(${records.map((record) => record['id'])}::uuid[]) and h.object = 'dealDecision'
      and h.operation = 'update' and c ->> 'field' = 'name' order by h.id`);
  const changes = Map.groupBy(rows, (row) => row.record);
  return records
    .map((record) => {
      const first = { at: String(record['createdAt']), by: record['createdBy'] as Person | null };
      return { record, wordings: wordingsOf(String(record['name']), first, changes.get(String(record['id'])) ?? []) };
    })
    .sort((a, b) => Number(a.record['status'] === 'withdrawn') - Number(b.record['status'] === 'withdrawn'))
    .map(({ record, wordings }) => ({ ...record, wordings }));
}

/** Each change tells what was said before it; who said that is who made the change before, or the decision. */
function wordingsOf(now: string, first: Omit<Wording, 'text'>, changes: readonly HistoryRow[]): Wording[] {
  const said = [first, ...changes.map(({ at, by, name }) => ({ at: iso(at), by: by && name ? { id: by, title: name } : null }))];
  return said.map((one, index) => ({ ...one, text: changes[index]?.old ?? now })).reverse();
}

async function minutesOf(ctx: Context, deal: string) {
  const { records } = await queryRecords(ctx, metaOf(ctx, 'dealMinutes'), {
    fields: ['name', 'heldAt', 'attendees', 'content', 'createdBy'],
    filter: { field: 'opportunity', op: 'eq', value: deal },
    sort: [{ field: 'heldAt', direction: 'desc' }],
    limit: most.minutes,
  });
  const tasks = await tasksOf(
    ctx,
    records.map((record) => String(record['id'])),
  );
  return records.map((record) => ({ ...record, tasks: tasks.get(String(record['id'])) ?? [] }));
}

/** What was agreed on is part of the minutes, for all who may read them: whoever does it, and whether or not the task itself is theirs to open. */
async function tasksOf(ctx: Context, minutes: readonly string[]): Promise<ReadonlyMap<string, readonly Task[]>> {
  if (minutes.length === 0 || !mayRead(ctx, ['activity'])) return new Map();
  const rows = await ctx.query<{
    minutes: string;
    id: string;
    subject: string;
    owner: string | null;
    name: string | null;
    due: string | null;
    status: string | null;
  }>(sql`
    select l.target_id as minutes, a.id, a.subject, a.owner, u.name, a.due_on::text as due, a.status from record_link l
    join activity a on a.tenant_id = l.tenant_id and a.id = l.record_id and a.deleted_at is null
    left join app_user u on u.tenant_id = a.tenant_id and u.id = a.owner
    where l.tenant_id = ${ctx.tenant.id} and l.target_id = any(${minutes}::uuid[]) and l.object = 'activity' and l.field = 'related'
    order by a.due_on, a.id`);
  return new Map(
    [...Map.groupBy(rows, (row) => row.minutes)].map(([id, list]) => [
      id,
      list.map(
        ({ id: task, subject, owner, name, due, status }): Task => ({
          id: task,
          subject,
          owner: owner && name ? { id: owner, title: name } : null,
          dueOn: due,
          status,
        }),
      ),
    ]),
  );
}

/** 协作空间: decisions with all their wordings, those in force first, and minutes with what came of them. */
export const roomPanel: PanelDefinition = {
  name: 'room',
  label: label('协作空间', 'Room'),
  of: 'opportunity',
  needs: ['dealDecision.name', 'dealMinutes.name'],
  read: async (ctx, deal) => ({ decisions: await decisionsOf(ctx, deal), minutes: await minutesOf(ctx, deal) }),
};
