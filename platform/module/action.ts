import type { Label } from '../kernel/index.ts';
import type { Context } from './context.ts';
import type { Values } from './hook.ts';

/** JSON Schema (draft 2020-12) of an action's input or result; it is the validator, the OpenAPI entry and the AI tool at once. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ActionToken<I, R> {
  /** `lead.convert` */
  readonly name: string;
  readonly object: string;
  readonly verb: string;
  /** Only for types; never set. */
  readonly types?: { readonly input: I; readonly result: R };
}

export function actionToken<I, R>(object: string, verb: string): ActionToken<I, R> {
  return { name: `${object}.${verb}`, object, verb };
}

export interface ActionDefinition<I = never, R = unknown> {
  readonly token: ActionToken<I, R>;
  readonly label: Label;
  readonly icon?: string;
  /** Permission `object.verb`; the caller must hold it and be able to edit the record. */
  readonly permission: string;
  readonly input: JsonSchema;
  readonly result?: JsonSchema;
  /** May the record in this state be acted on? False answers 409 STATE and greys the button with `why`. `ctx` knows the company's own stages. */
  available?(record: Values, ctx: Context): boolean;
  readonly why?: Label;
  /** Whether the caller may take it on this record, where that is more than a permission: false answers 403 and it is not offered. */
  may?(ctx: Context, id: string): Promise<boolean>;
  /** The stage to which it takes the record: beside it no other button leads there. */
  readonly leadsTo?: string;
  /** Not shown at all where the record's state does not allow it. */
  readonly quiet?: boolean;
  /** The refusal where the record does not allow the action, instead of 409 STATE. */
  refused?(record: Values): Error;
  /**
   * Inputs that this record can not go without, beside those that `input` always asks for: the form marks them. It only tells; what refuses is
   * the save of the record or `run`.
   */
  needs?(ctx: Context, record: Values): Promise<readonly string[]>;
  /** Offered for many records at once. */
  readonly bulk?: boolean;
  /** The main button of the record page. */
  readonly primary?: boolean;
  /** The action finds and locks the record itself: it works on records that the caller may not edit (yet). `record` is then empty. */
  readonly locks?: 'itself';
  /** Many go for the same record at once: calls wait for each other before they take a connection, not with one. */
  readonly inTurn?: boolean;
  /** Of one that locks the record itself: whether the caller may take it on this record; without it everybody with the permission. */
  offered?(ctx: Context, id: string): Promise<boolean>;
  /** Offered by a panel or page of its own, not among the buttons of the record. */
  readonly elsewhere?: boolean;
  /**
   * Where inputs are written that are not named like fields of the action's own object: by input (`amount`, `tasks[].dueOn`) the fields as
   * `object.field`. The caller's rights on those fields hold for them.
   */
  readonly writes?: Readonly<Record<string, string | readonly string[]>>;
  /** Fields, as `object.field`, that the action changes whatever is put in, and that it is not a right of its own to change. */
  readonly sets?: readonly string[];
  /** Runs in one transaction with the record locked, beneath the caller's rights on fields. */
  run(ctx: Context, call: ActionCall<I>): Promise<R>;
}

export interface ActionCall<I> {
  readonly id: string;
  readonly record: Values;
  readonly input: I;
  /** Whether the caller may write a field, `opportunity.name`: nobody is asked for what they may not. */
  mayWrite(target: string): boolean;
}

export function defineAction<I, R>(token: ActionToken<I, R>, definition: Omit<ActionDefinition<I, R>, 'token'>): ActionDefinition<I, R> {
  return { token, ...definition };
}
