import { isReference, type RecordData, type Reference } from '@huanke/platform/ui';

/** A deal as the home asks for it. */
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
  readonly createdAt: string;
  /** Only where the company's metadata has it. */
  readonly stageEnteredAt: string | null;
}

/** An activity: something to do, or something done. */
export interface Todo {
  readonly id: string;
  readonly version: number;
  readonly type: string;
  readonly subject: string;
  readonly dueOn: string | null;
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly done: boolean;
  readonly createdAt: string;
  readonly related: readonly Reference[];
}

export const dealFields = [
  'name',
  'account',
  'owner',
  'amount',
  'currency',
  'stage',
  'nextStep',
  'nextStepOn',
  'closeOn',
  'createdAt',
] as const;
export const todoFields = ['type', 'subject', 'dueOn', 'startAt', 'endAt', 'done', 'createdAt', 'related'] as const;

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
    createdAt: String(record['createdAt'] ?? ''),
    stageEnteredAt: text(record['stageEnteredAt']),
  };
}

export function todoOf(record: RecordData): Todo {
  const related = record['related'];
  return {
    id: record.id,
    version: record.version,
    type: String(record['type'] ?? 'note'),
    subject: text(record['subject']) ?? '--',
    dueOn: text(record['dueOn']),
    startAt: text(record['startAt']),
    endAt: text(record['endAt']),
    done: record['done'] === true,
    createdAt: String(record['createdAt'] ?? ''),
    related: Array.isArray(related) ? related.filter(isReference) : [],
  };
}
