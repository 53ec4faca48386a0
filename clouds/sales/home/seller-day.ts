import { addDays, dayIn, daysBetween } from '@huanke/platform/kernel';
import { type Context, defineHomeSection, type ObjectMeta } from '@huanke/platform/module';
import { getRecords, queryRecords } from '@huanke/platform/records';
import { dealMeta } from '../deals/stages.ts';
import type { Callee, Group, NextLine, SellerDay, Shown, WatchedLine } from './contract.ts';
import { weekEndOf } from './days.ts';
import { dealsOfCaller } from './facts.ts';
import { type DealFacts, type Next, type Plan, planOf, type TaskFacts, type Watched } from './plan.ts';
import { readable, shownFields } from './readable.ts';

const mostLines = 50;
const mostTasks = 200;
const dealFields = [
  'version',
  'name',
  'account',
  'contact',
  'owner',
  'amount',
  'currency',
  'stage',
  'nextStep',
  'nextStepOn',
  'closeOn',
  'createdAt',
];
const taskFields = ['version', 'type', 'subject', 'dueOn', 'startAt', 'endAt', 'done', 'createdAt', 'related', 'place', 'checkedInAt'];

/** The caller's open tasks up to a week ahead and what they have today; series stand in the calendar. */
async function tasksOfCaller(ctx: Context, today: string): Promise<Shown[]> {
  const meta = ctx.meta.object('activity');
  if (!ctx.access.can('activity.read') || !readable(meta, 'dueOn', 'done', 'status', 'startAt', 'recurrence')) return [];
  const { records } = await queryRecords(ctx, meta, {
    fields: shownFields(meta, ['id', ...taskFields]),
    filter: {
      and: [
        { field: 'owner', op: 'eq', value: 'me' },
        { field: 'done', op: 'ne', value: true },
        { field: 'status', op: 'ne', value: 'cancelled' },
        {
          or: [
            { field: 'dueOn', op: 'lte', value: addDays(today, 7) },
            {
              and: [
                { field: 'dueOn', op: 'isNull' },
                { field: 'recurrence', op: 'isNull' },
                { field: 'startAt', op: 'within', value: 'today' },
              ],
            },
          ],
        },
      ],
    },
    sort: [{ field: 'dueOn', direction: 'asc' }],
    limit: mostTasks,
  });
  return records;
}

function factsOf(ctx: Context, task: Shown): TaskFacts {
  const related = Array.isArray(task['related']) ? (task['related'] as { object?: string; id: string }[]) : [];
  const at = typeof task['startAt'] === 'string' ? task['startAt'] : null;
  const startOn = at === null ? '' : dayIn(ctx.tenant.timeZone, new Date(at));
  return {
    id: String(task['id']),
    subject: String(task['subject'] ?? ''),
    on: String(task['dueOn'] ?? startOn),
    at,
    deal: related.find(({ object }) => object === 'opportunity')?.id ?? null,
  };
}

const firstLines = <T>(list: readonly T[]) => list.slice(0, mostLines);

/** Every deal that stands in a line, by one query. */
async function dealsIn(ctx: Context, meta: ObjectMeta, plan: Plan): Promise<ReadonlyMap<string, Shown>> {
  const next = [plan.now ? [plan.now] : [], plan.late, plan.today, plan.week].flatMap((list) => firstLines(list));
  const watched = [plan.closing, plan.cold].flatMap((list) => firstLines<Watched>(list));
  const ids = [...next.flatMap(({ deal }) => deal ?? []), ...watched.map(({ deal }) => deal)];
  return getRecords(ctx, meta, ids, shownFields(meta, ['id', ...dealFields]));
}

async function lastFollowUp(ctx: Context, deal: string): Promise<Shown | null> {
  const meta = ctx.meta.object('activity');
  if (!ctx.access.can('activity.read') || !readable(meta, 'done', 'related')) return null;
  const { records } = await queryRecords(ctx, meta, {
    fields: shownFields(meta, ['id', 'subject', 'content', 'startAt', 'createdAt']),
    filter: {
      and: [
        { field: 'related', op: 'eq', value: deal },
        { field: 'done', op: 'eq', value: true },
      ],
    },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: 1,
  });
  return records[0] ?? null;
}

async function readDay(ctx: Context, today: string): Promise<SellerDay> {
  const meta = dealMeta(ctx);
  const [deals, tasks] = [await dealsOfCaller(ctx), await tasksOfCaller(ctx, today)];
  const plan = planOf({
    deals,
    tasks: tasks.map((task) => factsOf(ctx, task)),
    today,
    weekEnd: weekEndOf(today, ctx.tenant.weekStart),
    knowsSteps: readable(meta, 'nextStep', 'nextStepOn'),
  });
  const { lineOf, next, watched } = showing(await dealsIn(ctx, meta, plan), tasks);
  return {
    now: plan.now ? await nowLine(ctx, lineOf(plan.now), plan.now, { deals, today }) : null,
    late: next(plan.late),
    today: next(plan.today),
    week: next(plan.week),
    closing: watched(plan.closing),
    cold: watched(plan.cold),
    isEmpty: deals.length === 0 && tasks.length === 0,
  };
}

/** Lines of the plan with the records they are about, as the caller reads them. */
function showing(deals: ReadonlyMap<string, Shown>, tasks: readonly Shown[]) {
  const byId = new Map(tasks.map((task) => [String(task['id']), task]));
  const lineOf = ({ kind, id, deal, text, on, late }: Next): NextLine => ({
    key: `${kind} ${id}`,
    kind,
    text,
    on,
    late,
    deal: (deal && deals.get(deal)) || null,
    task: kind === 'task' ? (byId.get(id) ?? null) : null,
  });
  const next = (list: readonly Next[]): Group<NextLine> => ({ count: list.length, items: firstLines(list).map(lineOf) });
  const watched = (list: readonly Watched[]): Group<WatchedLine> => ({
    count: list.length,
    items: firstLines(list).flatMap(({ deal, reasons }) => {
      const record = deals.get(deal);
      return record ? [{ deal: record, reasons }] : [];
    }),
  });
  return { lineOf, next, watched };
}

/** The records that a thing is about, its own before those of its deal. */
function aboutOf({ deal, task }: NextLine): readonly { readonly object: string; readonly id: string }[] {
  const named = Array.isArray(task?.['related']) ? (task['related'] as { object?: string; id: string }[]) : [];
  const ofDeal = (name: 'contact' | 'account') => {
    const one = deal?.[name] as { id: string } | null | undefined;
    return one ? [{ object: name, id: one.id }] : [];
  };
  return [...named.map(({ object = '', id }) => ({ object, id })), ...ofDeal('contact'), ...ofDeal('account')];
}

/** Whom to ring up about it: a person before a company, the first with a number that the caller reads in plain. */
async function callee(ctx: Context, line: NextLine): Promise<Callee | null> {
  const about = aboutOf(line);
  for (const object of ['contact', 'lead', 'account']) {
    const ids = about.filter((one) => one.object === object).map(({ id }) => id);
    const meta = ctx.meta.object(object);
    if (ids.length === 0 || !ctx.access.can(`${object}.read`) || !readable(meta, meta?.title ?? '')) continue;
    const phones = [...meta.fields.values()].filter((field) => field.type === 'phone' && readable(meta, field.name));
    const found = await getRecords(ctx, meta, ids, ['id', meta.title, ...phones.map((field) => field.name)]);
    for (const id of ids) {
      const values = found.get(id) ?? {};
      const numbers = phones.flatMap(({ name, label }) => (typeof values[name] === 'string' ? [{ label, number: values[name] }] : []));
      if (numbers.length > 0) return { name: String(values[meta.title] ?? ''), numbers };
    }
  }
  return null;
}

async function nowLine(
  ctx: Context,
  line: NextLine,
  now: Next,
  { deals, today }: { readonly deals: readonly DealFacts[]; readonly today: string },
) {
  const deal = deals.find(({ id }) => id === now.deal);
  const call = await callee(ctx, line);
  if (!deal) return { ...line, days: null, usual: null, last: null, call };
  const days = deal.enteredOn === null ? null : daysBetween(deal.enteredOn, today);
  return { ...line, days, usual: deal.usualDays, last: await lastFollowUp(ctx, deal.id), call };
}

/** What a seller does next, and why. */
export const sellerDay = defineHomeSection<SellerDay>({
  name: 'sales.day',
  homes: ['seller'],
  permission: 'opportunity.read',
  objects: ['opportunity', 'activity'],
  read: (ctx, { today }) => readDay(ctx, today),
});
