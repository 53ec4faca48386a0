import type { Option } from '@huanke/platform/ui';
import { daysBetween } from '../days.ts';
import type { Deal, Todo } from './types.ts';

/** One thing to do next: the next step of a deal, or a task. */
export interface NextItem {
  readonly key: string;
  readonly text: string;
  readonly deal: Deal | undefined;
  readonly task: Todo | undefined;
  readonly on: string;
  /** Days past its day; negative is ahead. */
  readonly late: number;
  readonly amount: number;
}

/** Why a deal goes cold. */
export type Chill =
  | { readonly kind: 'slow'; readonly days: number; readonly usual: number }
  | { readonly kind: 'silent'; readonly days: number; readonly atLeast: boolean }
  | { readonly kind: 'noStep' }
  | { readonly kind: 'overdueClose'; readonly days: number };

export interface ColdDeal {
  readonly deal: Deal;
  readonly reasons: readonly Chill[];
}

export interface Plan {
  readonly now: NextItem | undefined;
  readonly late: readonly NextItem[];
  readonly today: readonly NextItem[];
  readonly week: readonly NextItem[];
  readonly cold: readonly ColdDeal[];
}

export interface PlanInput {
  readonly deals: readonly Deal[];
  readonly todos: readonly Todo[];
  /** The last follow-up of a deal by its id, as a day. */
  readonly touched: ReadonlyMap<string, string>;
  /** From this day on every follow-up is known; before it nothing is. */
  readonly since: string;
  readonly today: string;
  readonly stages: readonly Option[];
  /** The day of an instant in the company's zone. */
  readonly dayOf: (instant: string) => string;
}

/** Silent for so many days is cold: about as long as a stage usually takes. */
export const SILENT_DAYS = 7;
/** Follow-ups are asked for so far back. */
export const KNOWN_DAYS = 30;

/** The last day on which something was done for each deal. */
export function touchesOf(activities: readonly Todo[], dayOf: (instant: string) => string, today: string): ReadonlyMap<string, string> {
  const touched = new Map<string, string>();
  for (const activity of activities) {
    const day = dayOf(activity.startAt ?? activity.createdAt);
    // What is only planned is no follow-up.
    if (!activity.done || day > today) continue;
    for (const { object, id } of activity.related) {
      if (object === 'opportunity' && day > (touched.get(id) ?? '')) touched.set(id, day);
    }
  }
  return touched;
}

const amountOf = (deal: Deal | undefined) => Number(deal?.amount ?? 0) || 0;

/** Larger first; of equals the one that waits longer. */
function byWeight(a: NextItem, b: NextItem): number {
  return b.amount - a.amount || b.late - a.late || a.key.localeCompare(b.key);
}

function nextItems({ deals, todos, today }: PlanInput): readonly NextItem[] {
  const byId = new Map(deals.map((deal) => [deal.id, deal]));
  const steps = deals.flatMap((deal): NextItem[] =>
    deal.nextStepOn === null
      ? []
      : [
          {
            key: `step ${deal.id}`,
            text: deal.nextStep ?? '',
            deal,
            task: undefined,
            on: deal.nextStepOn,
            late: daysBetween(deal.nextStepOn, today),
            amount: amountOf(deal),
          },
        ],
  );
  const same = new Set(steps.map((step) => `${step.deal?.id} ${step.text.trim()}`));
  const tasks = todos.flatMap((task): NextItem[] => {
    if (task.done || task.dueOn === null) return [];
    const link = task.related.find((one) => one.object === 'opportunity');
    const deal = link && byId.get(link.id);
    // Written down twice, as step and as task: once is enough.
    if (deal && same.has(`${deal.id} ${task.subject.trim()}`)) return [];
    return [
      {
        key: `task ${task.id}`,
        text: task.subject,
        deal,
        task,
        on: task.dueOn,
        late: daysBetween(task.dueOn, today),
        amount: amountOf(deal),
      },
    ];
  });
  return [...steps, ...tasks];
}

function chillsOf(deal: Deal, { touched, since, today, stages, dayOf }: PlanInput): readonly Chill[] {
  const reasons: Chill[] = [];
  const stage = stages.find((one) => one.key === deal.stage);
  if (deal.stageEnteredAt && stage?.usualDays !== undefined) {
    const days = daysBetween(dayOf(deal.stageEnteredAt), today);
    if (days > stage.usualDays) reasons.push({ kind: 'slow', days, usual: stage.usualDays });
  }
  const last = touched.get(deal.id);
  const born = dayOf(deal.createdAt);
  const start = last ?? (born > since ? born : since);
  const silent = daysBetween(start, today);
  if (silent >= SILENT_DAYS) reasons.push({ kind: 'silent', days: silent, atLeast: last === undefined && born <= since });
  if (deal.closeOn !== null && deal.closeOn < today) reasons.push({ kind: 'overdueClose', days: daysBetween(deal.closeOn, today) });
  if (deal.nextStep === null && deal.nextStepOn === null) reasons.push({ kind: 'noStep' });
  return reasons;
}

/** The day of a seller: the one thing now, what is late, what is due, what goes cold. */
export function planOf(input: PlanInput): Plan {
  const items = nextItems(input);
  const due = items.filter((item) => item.late >= 0).sort(byWeight);
  const now = due[0];
  const rest = due.slice(1);
  const busy = new Set(due.flatMap((item) => (item.deal ? [item.deal.id] : [])));
  const onPath = new Set(input.stages.filter((stage) => stage.category === 'open' && stage.probability !== 0).map((stage) => stage.key));
  const cold = input.deals
    .filter((deal) => onPath.has(deal.stage) && !busy.has(deal.id))
    .map((deal) => ({ deal, reasons: chillsOf(deal, input) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => amountOf(b.deal) - amountOf(a.deal) || a.deal.id.localeCompare(b.deal.id));
  return {
    now,
    late: rest.filter((item) => item.late > 0).sort((a, b) => b.late - a.late || byWeight(a, b)),
    today: rest.filter((item) => item.late === 0),
    week: items.filter((item) => item.late < 0 && item.late >= -7).sort((a, b) => b.late - a.late || byWeight(a, b)),
    cold,
  };
}
