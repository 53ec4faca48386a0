import { fieldError } from '../kernel/index.ts';
import type { ActionDefinition, Context } from '../module/index.ts';
import { isMaskText } from '../text/index.ts';

type Action = ActionDefinition<unknown, unknown>;

/** One value that was put in: `name` as an action declares it (`tasks[].dueOn`), `place` as it is told (`tasks[2].dueOn`). */
interface Given {
  readonly name: string;
  readonly place: string;
  readonly value: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function givenIn(input: unknown): Given[] {
  if (!isObject(input)) return [];
  return Object.entries(input).flatMap(([name, value]): Given[] => [
    { name, place: name, value },
    ...(Array.isArray(value) ? value : []).flatMap((item, index) =>
      isObject(item)
        ? Object.entries(item).map(([part, of]): Given => ({ name: `${name}[].${part}`, place: `${name}[${index}].${part}`, value: of }))
        : [],
    ),
  ]);
}

/** The fields that an input is written to, as `object.field`. */
const targetsOf = ({ token, writes }: Action, name: string): readonly string[] => [writes?.[name] ?? `${token.object}.${name}`].flat();

/** Refuses to write a field, `object.field`, on which the caller has no right to. What this company does not have is written by nobody. */
function checkTarget(ctx: Context, target: string, place: string, value?: unknown): void {
  const [object = '', name = ''] = target.split('.');
  if (!ctx.whole().meta.object(object)?.fields.has(name)) return;
  const field = ctx.meta.object(object)?.fields.get(name);
  if (!field) throw fieldError('UNKNOWN_FIELD', place);
  if (field.right) throw fieldError('FORBIDDEN', place);
  if (field.masked && isMaskText(value)) throw fieldError('INVALID_VALUE', place);
}

/**
 * Holds the caller's rights on fields against what an action writes: where its inputs go, whichever object that is, and what it sets by
 * itself. To empty a field is to write it.
 *
 * @throws FORBIDDEN or UNKNOWN_FIELD that names the input; for what the action sets by itself, the field
 */
export function checkFieldRights(ctx: Context, action: Action, input: unknown): void {
  for (const { name, place, value } of givenIn(input))
    if (value !== undefined) for (const target of targetsOf(action, name)) checkTarget(ctx, target, place, value);
  for (const target of action.sets ?? []) checkTarget(ctx, target, target.split('.')[1] ?? target);
}

/** Whether the caller may write a field, `object.field`. What this company does not have stands in nobody's way. */
export function mayWrite(ctx: Context, target: string): boolean {
  const [object = '', name = ''] = target.split('.');
  const field = ctx.meta.object(object)?.fields.get(name);
  return field ? !field.right : !ctx.whole().meta.object(object)?.fields.has(name);
}

/** Whether the caller may write all that the action sets by itself: without that it can do nothing for them. */
export const maySet = (ctx: Context, action: Action): boolean => (action.sets ?? []).every((target) => mayWrite(ctx, target));
