import { type Filter, isReference, type RecordData, type Reference } from '@huanke/platform/ui';
import type { NextLine, SellerDay, WatchedLine as Watched } from '../../home/contract.ts';

/** A deal as the home shows it. */
export interface Deal {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly account: Reference | null;
  readonly owner: Reference | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly stage: string;
  readonly nextStep: string | null;
  readonly nextStepOn: string | null;
  readonly closeOn: string | null;
}

/** Something to do. */
export interface Todo {
  readonly id: string;
  readonly version: number;
  readonly type: string;
  readonly subject: string;
  readonly dueOn: string | null;
  readonly startAt: string | null;
  readonly place: string | null;
  readonly checkedInAt: string | null;
  readonly related: readonly Reference[];
}

/** A lead whose clock runs. */
export interface WaitingLead {
  readonly id: string;
  readonly name: string;
  readonly company: string | null;
  readonly dueAt: string | null;
}

/** One thing to do next: the next step of a deal, or a task. */
export interface NextItem {
  readonly key: string;
  readonly text: string;
  readonly on: string;
  /** Days past its day; negative is ahead. */
  readonly late: number;
  readonly deal: Deal | undefined;
  readonly task: Todo | undefined;
}

/** What one can do something about from the home. */
export interface Target {
  readonly deal?: Deal | undefined;
  readonly task?: Todo | undefined;
  readonly lead?: WaitingLead | undefined;
}

export type { Group, Reason } from '../../home/contract.ts';
export type WatchedLine = Watched<RecordData>;
export type DayAnswer = SellerDay<RecordData>;

/** Section `sales.leads`. */
export interface LeadsAnswer {
  readonly count: number;
  readonly capped: boolean;
  readonly records: readonly RecordData[];
  readonly filter: Filter;
}

/** Section `sales.waiting`. */
export interface WaitingAnswer {
  readonly groups: readonly {
    readonly object: 'collabRequest' | 'lossReview' | 'tender' | 'contract';
    readonly count: number;
    readonly records: readonly RecordData[];
    readonly filter: Filter;
  }[];
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const reference = (value: unknown) => (isReference(value) ? value : null);

export function dealOf(record: RecordData): Deal {
  return {
    id: record.id,
    version: record.version,
    name: text(record['name']) ?? '--',
    account: reference(record['account']),
    owner: reference(record['owner']),
    amount: record['amount'] === null || record['amount'] === undefined ? null : String(record['amount']),
    currency: text(record['currency']),
    stage: String(record['stage'] ?? ''),
    nextStep: text(record['nextStep']),
    nextStepOn: text(record['nextStepOn']),
    closeOn: text(record['closeOn']),
  };
}

function todoOf(record: RecordData): Todo {
  const related = record['related'];
  return {
    id: record.id,
    version: record.version,
    type: String(record['type'] ?? 'note'),
    subject: text(record['subject']) ?? '--',
    dueOn: text(record['dueOn']),
    startAt: text(record['startAt']),
    place: text(record['place']),
    checkedInAt: text(record['checkedInAt']),
    related: Array.isArray(related) ? related.filter(isReference) : [],
  };
}

export const leadOf = (record: RecordData): WaitingLead => ({
  id: record.id,
  name: text(record['name']) ?? text(record['company']) ?? '--',
  company: text(record['company']),
  dueAt: text(record['slaDueAt']),
});

export const itemOf = ({ deal, task, ...line }: NextLine<RecordData>): NextItem => ({
  ...line,
  deal: deal ? dealOf(deal) : undefined,
  task: task ? todoOf(task) : undefined,
});
