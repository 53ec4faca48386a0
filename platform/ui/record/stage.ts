import { stagePath } from '../cells/stage.ts';
import { type ActionMeta, type FieldMeta, fieldOf, type ObjectMeta, type Option } from '../data/meta.ts';
import { isEmpty } from '../form/values.ts';

/** One stay of a record in a stage, as the timeline tells it. */
export interface StageStay {
  readonly stage: string;
  readonly enteredAt: string;
  readonly leftAt: string | null;
}

/** What of a timeline item matters here (kinds `stage` and `created`, newest first). */
export interface StageEvent {
  readonly at: string;
  readonly kind: string;
  readonly stage?: { readonly from: string | null; readonly to: string | null };
}

/** The stays of a record from its moves; the first begins when the record was created. */
export function staysOf(events: readonly StageEvent[], now: string | null): readonly StageStay[] {
  const oldest = [...events].reverse();
  const created = oldest.find((event) => event.kind === 'created');
  const moves = oldest.filter((event) => event.stage);
  const first = moves[0]?.stage?.from ?? (moves.length === 0 ? now : null);
  const entries: { stage: string; at: string }[] = [];
  if (created && first) entries.push({ stage: first, at: created.at });
  for (const move of moves) if (move.stage?.to) entries.push({ stage: move.stage.to, at: move.at });
  return entries.map((entry, index) => ({ stage: entry.stage, enteredAt: entry.at, leftAt: entries[index + 1]?.at ?? null }));
}

const DAY = 86_400_000;

/** Days spent in a stage over all its stays, begun days left out. Null when it never was there. */
export function daysIn(stays: readonly StageStay[], stage: string, now = Date.now()): number | null {
  const mine = stays.filter((stay) => stay.stage === stage);
  if (mine.length === 0) return null;
  const ms = mine.reduce((sum, stay) => sum + ((stay.leftAt ? Date.parse(stay.leftAt) : now) - Date.parse(stay.enteredAt)), 0);
  return Math.max(0, Math.floor(ms / DAY));
}

export type StepState = 'done' | 'current' | 'next';
export interface Step {
  readonly option: Option;
  readonly state: StepState;
  readonly days: number | null;
  /** Longer than usual, or than allowed. */
  readonly isLate: boolean;
  readonly isOver: boolean;
}

/** The path as drawn: steps before the current one are done; a lost record or one on hold keeps how far it had come. */
export function stepsOf(field: FieldMeta, value: unknown, stays: readonly StageStay[], now = Date.now()): readonly Step[] {
  const path = stagePath(field.options ?? []);
  const at = path.findIndex((option) => option.key === value);
  const furthest = Math.max(-1, ...stays.map((stay) => path.findIndex((option) => option.key === stay.stage)));
  const isOff = at < 0;
  return path.map((option, index) => {
    const isWon = option.category === 'won' && index === at;
    const state: StepState = isOff
      ? index <= furthest
        ? 'done'
        : 'next'
      : isWon || index < at
        ? 'done'
        : index === at
          ? 'current'
          : 'next';
    const days = option.category === 'won' ? null : daysIn(stays, option.key, now);
    const beyond = (limit: number | undefined) => state === 'current' && days !== null && limit !== undefined && days > limit;
    const isOver = beyond(option.limitDays);
    return { option, state, days, isLate: isOver || beyond(option.usualDays), isOver };
  });
}

/** What is said beside the days in a stage: over the limit, else the usual days, else the limit. */
export function stayNote({ option, state, days, isOver }: Step): { readonly key: string; readonly count: number } | null {
  if (state !== 'current') return null;
  if (isOver) return { key: 'overDays', count: (days ?? 0) - (option.limitDays ?? 0) };
  if (option.usualDays !== undefined) return { key: 'usualDays', count: option.usualDays };
  return option.limitDays === undefined ? null : { key: 'limitDays', count: option.limitDays };
}

/** The next stage of the path a record may go to, or undefined at its end and beside it. */
export function nextStage(field: FieldMeta, value: unknown): Option | undefined {
  const path = stagePath(field.options ?? []);
  const at = path.findIndex((option) => option.key === value);
  return at < 0 ? undefined : path.slice(at + 1).find((option) => mayMove(field, value, option));
}

/** Where a record may go from here; without a table of moves, anywhere. */
export function mayMove(field: FieldMeta, from: unknown, to: Option): boolean {
  if (field.readOnly) return false;
  const option = field.options?.find((one) => one.key === from);
  return to.key !== from && to.active !== false && (option?.next === undefined || option.next.includes(to.key));
}

/** The fields a stage asks for that hold nothing yet. */
export function missingFor(meta: ObjectMeta, option: Option | undefined, record: Readonly<Record<string, unknown>>): readonly FieldMeta[] {
  return (option?.requires ?? []).flatMap((name) => fieldOf(meta, name) ?? []).filter((field) => isEmpty(record[field.name]));
}

/** Won, lost or done: nothing of it can be late any more. */
export function isFinished(meta: ObjectMeta, record: Readonly<Record<string, unknown>>): boolean {
  const path = meta.page?.path ? fieldOf(meta, meta.page.path) : undefined;
  const category = path?.options?.find((option) => option.key === record[path.name])?.category;
  return category === 'won' || category === 'lost' || record['done'] === true;
}

const ENDINGS: Readonly<Record<string, string>> = { won: 'win', lost: 'lose' };

/** The action by which a record comes to a stage that ends it, where its object has one: it asks for what belongs to the end (amount, proof, reason). */
export const endingOf = (meta: ObjectMeta, stage: Option | null | undefined): ActionMeta | undefined =>
  meta.actions?.find((action) => action.name === ENDINGS[stage?.category ?? '']);
