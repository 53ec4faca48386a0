import type { Context } from './context.ts';

/** Field values as the engine hands them to hooks and actions: the JSON forms of contract.md, lookups as bare ids. */
export type Values = Readonly<Record<string, unknown>>;

/** One record of a save as a hook sees it. */
export interface Change {
  /** For hooks of every object. */
  readonly object: string;
  readonly operation: 'create' | 'update' | 'delete' | 'restore';
  readonly id: string;
  /** What is stored now; undefined on create. */
  readonly before: Values | undefined;
  /** What this save writes so far: the caller's values, defaults, and what earlier hooks returned. */
  readonly values: Values;
  /** When it happened: now, but for data that tell of the past. */
  readonly at: Date;
  /** It names another record only because two were merged into one, or are taken apart again: that can not be refused. */
  readonly merging?: boolean;
  /** The record it belongs to is deleted, or comes back, and takes it along. */
  readonly along?: boolean;
  /** Who saves has looked at what stands against a change of hands, or judges by a rule, and writes down what comes of it. */
  readonly told?: boolean;
  /** Somebody outside has sent it, by a form or a programme of theirs: it is kept as it came. */
  readonly submitted?: boolean;
}

export type HookStage = 'beforeValidate' | 'beforeSave' | 'afterSave';

/**
 * A step in the save pipeline of one object, always over a whole batch: no hook may query per row.
 * `beforeValidate` and `beforeSave` return additional values per change (or undefined), `afterSave` writes siblings in the same
 * transaction and returns nothing. Throwing an AppError refuses the whole save; `reject(index, error)` refuses one record.
 */
export interface HookDefinition {
  readonly name: string;
  readonly object: string;
  readonly stage: HookStage;
  readonly on: readonly Change['operation'][];
  /** Events it emits itself, by their verb (`assigned`): others who know of the same leave them to it. */
  readonly tells?: readonly string[];
  run(
    ctx: Context,
    changes: readonly Change[],
    reject: (index: number, error: Error) => void,
  ): Promise<readonly (Values | undefined)[] | undefined> | readonly (Values | undefined)[] | undefined;
}

export function defineHook(definition: HookDefinition): HookDefinition {
  return definition;
}
