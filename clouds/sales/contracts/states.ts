import type { Change, Context, Values } from '@huanke/platform/module';
import { contractStates } from './contract.ts';

type State = (typeof contractStates)[number]['key'];
type Meta = Pick<Context, 'meta'>;

const optionsOf = (ctx: Meta) => ctx.meta.object('contract')?.fields.get('status')?.options ?? [];

/**
 * The protected state that the state of a contract stands for. One that a company added counts as the open one before it, or as completed or
 * terminated by its category, so that what is owed and who confirms stays as it is (C-13).
 */
export function stateOf(ctx: Meta, status: unknown): State {
  const protectedOf = (key: unknown) => contractStates.find((state) => state.key === key);
  const known = protectedOf(status);
  if (known) return known.key;
  const options = optionsOf(ctx);
  const at = options.findIndex(({ key }) => key === status);
  const category = options[at]?.category;
  if (category === 'won') return 'completed';
  if (category === 'lost') return 'terminated';
  const before = options.slice(0, Math.max(at, 0)).map(({ key }) => protectedOf(key));
  return before.findLast((state) => state?.category === 'open')?.key ?? 'draft';
}

/** Values of a contract with the protected state in place of one of the company's own; those that say no state stay as they are. */
export const inState = <V extends Values>(ctx: Meta, values: V): V =>
  typeof values.status === 'string' ? { ...values, status: stateOf(ctx, values.status) } : values;

/** The states that stand for a protected one, itself among them. */
export const statesLike = (ctx: Meta, state: State): string[] =>
  [...new Set([state, ...optionsOf(ctx).map(({ key }) => key)])].filter((key) => stateOf(ctx, key) === state);

/** A change of a contract in protected states: a move between a company's own that mean the same is none. */
export const inStates = (ctx: Meta, change: Change): Change => ({
  ...change,
  ...(change.before ? { before: inState(ctx, change.before) } : {}),
  values: inState(ctx, change.values),
});
