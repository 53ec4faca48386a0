import { daysBetween } from '@huanke/platform/kernel';

/** An open deal of somebody, as far as their day is planned by it. Days are in the company's zone; null: not set, or not theirs to know. */
export interface DealFacts {
  readonly id: string;
  readonly amount: number;
  readonly nextStep: string | null;
  readonly nextStepOn: string | null;
  readonly closeOn: string | null;
  readonly createdOn: string;
  /** Since when it stands in its stage. */
  readonly enteredOn: string | null;
  /** The last follow-up, whoever made it. */
  readonly touchedOn: string | null;
  /** Days its stage usually takes. */
  readonly usualDays: number | null;
  /** It stands in a stage of the line, not aside (搁置). */
  readonly onPath: boolean;
}

/** Something to do: a task that is due, or an appointment. */
export interface TaskFacts {
  readonly id: string;
  readonly subject: string;
  readonly on: string;
  /** When it begins, an instant; null: some time of its day. */
  readonly at: string | null;
  readonly deal: string | null;
}

/** One thing to do next: the next step of a deal, or a task. */
export interface Next {
  readonly kind: 'step' | 'task';
  /** Of the deal, or of the task. */
  readonly id: string;
  readonly deal: string | null;
  readonly text: string;
  readonly on: string;
  readonly at: string | null;
  /** Days past its day; negative is ahead. */
  readonly late: number;
  readonly amount: number;
}

/** Why a deal is among the next things. Counts are days. */
export type Reason =
  | { readonly kind: 'slow'; readonly days: number; readonly usual: number }
  | { readonly kind: 'silent'; readonly days: number }
  | { readonly kind: 'noStep' }
  | { readonly kind: 'overdueClose'; readonly days: number }
  | { readonly kind: 'closesIn'; readonly days: number };

export interface Watched {
  readonly deal: string;
  readonly reasons: readonly Reason[];
}

export interface Plan {
  readonly now: Next | undefined;
  readonly late: readonly Next[];
  readonly today: readonly Next[];
  readonly week: readonly Next[];
  /** Expected to close by the end of the week. */
  readonly closing: readonly Watched[];
  readonly cold: readonly Watched[];
}

export interface PlanInput {
  readonly deals: readonly DealFacts[];
  readonly tasks: readonly TaskFacts[];
  readonly today: string;
  /** The last day of this week. */
  readonly weekEnd: string;
  /** The caller knows next steps: without them nothing is said of deals that have none. */
  readonly knowsSteps: boolean;
}

/** Silent for so many days is cold: about as long as a stage usually takes. */
export const silentDays = 7;
const aheadDays = 7;

/** Larger first; of equals the one that waits longer. */
const byWeight = (a: Next, b: Next) => b.amount - a.amount || b.late - a.late || a.id.localeCompare(b.id);

/** By the clock; what has no time comes after, as it weighs. */
const byClock = (a: Next, b: Next) => {
  if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null) || byWeight(a, b);
  return Date.parse(a.at) - Date.parse(b.at) || byWeight(a, b);
};

function nextThings({ deals, tasks, today }: PlanInput): readonly Next[] {
  const byId = new Map(deals.map((deal) => [deal.id, deal]));
  const steps = deals.flatMap(({ id, nextStep, nextStepOn, amount }): Next[] =>
    nextStepOn === null
      ? []
      : [{ kind: 'step', id, deal: id, text: nextStep ?? '', on: nextStepOn, at: null, late: daysBetween(nextStepOn, today), amount }],
  );
  // written down twice, as step and as task: once is enough
  const same = new Set(steps.map((step) => `${step.id} ${step.text.trim()}`));
  const todo = tasks
    .filter(({ deal, subject }) => !(deal && same.has(`${deal} ${subject.trim()}`)))
    .map(({ id, subject, on, at, deal }): Next => {
      const known = deal === null ? undefined : byId.get(deal);
      return { kind: 'task', id, deal: known?.id ?? null, text: subject, on, at, late: daysBetween(on, today), amount: known?.amount ?? 0 };
    });
  return [...steps, ...todo];
}

function coldReasons(deal: DealFacts, { today, knowsSteps }: PlanInput): readonly Reason[] {
  const reasons: Reason[] = [];
  if (deal.enteredOn !== null && deal.usualDays !== null) {
    const days = daysBetween(deal.enteredOn, today);
    if (days > deal.usualDays) reasons.push({ kind: 'slow', days, usual: deal.usualDays });
  }
  const silent = daysBetween(deal.touchedOn ?? deal.createdOn, today);
  if (silent >= silentDays) reasons.push({ kind: 'silent', days: silent });
  if (deal.closeOn !== null && deal.closeOn < today) reasons.push({ kind: 'overdueClose', days: daysBetween(deal.closeOn, today) });
  if (knowsSteps && deal.nextStep === null && deal.nextStepOn === null) reasons.push({ kind: 'noStep' });
  return reasons;
}

/** The day of a seller: the one thing now, what is late and due, deals to close this week, deals that go cold. Each deal stands once. */
export function planOf(input: PlanInput): Plan {
  const { today, weekEnd } = input;
  const things = nextThings(input);
  const due = things.filter(({ late }) => late >= 0).sort(byWeight);
  const [now, ...rest] = due;
  const busy = new Set(due.flatMap(({ deal }) => deal ?? []));
  const free = input.deals
    .filter(({ onPath, id }) => onPath && !busy.has(id))
    .sort((a, b) => b.amount - a.amount || a.id.localeCompare(b.id));
  const closes = (deal: DealFacts) => deal.closeOn !== null && deal.closeOn >= today && deal.closeOn <= weekEnd;
  const watched = free.map((deal): Watched & { soon: boolean } => {
    const soon = closes(deal);
    const closing: Reason[] = soon ? [{ kind: 'closesIn', days: daysBetween(today, deal.closeOn ?? today) }] : [];
    return { deal: deal.id, soon, reasons: [...closing, ...coldReasons(deal, input)] };
  });
  const byDelay = (a: Next, b: Next) => b.late - a.late || byWeight(a, b);
  const plain = ({ deal, reasons }: Watched): Watched => ({ deal, reasons });
  return {
    now,
    late: rest.filter(({ late }) => late > 0).sort(byDelay),
    today: rest.filter(({ late }) => late === 0).sort(byClock),
    week: things.filter(({ late }) => late < 0 && late >= -aheadDays).sort(byDelay),
    closing: watched.filter(({ soon }) => soon).map(plain),
    cold: watched.filter(({ soon, reasons }) => !soon && reasons.length > 0).map(plain),
  };
}
