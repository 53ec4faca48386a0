import { same } from '../../changes/diff.ts';
import type { Setting } from './data.ts';

const decimal = /^\d+(\.\d+)?$/;

/** Whether two values of a setting mean the same: 2 and 2.00 do. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string' && decimal.test(a) && decimal.test(b)) return Number(a) === Number(b);
  return same(a, b);
}

type Bag = Readonly<Record<string, unknown>>;

/** What is sent of a setting: undefined where nothing differs from what is shipped. */
function ownPart({ input, shipped }: Setting, value: unknown): unknown {
  if (input.type === 'steps') {
    const differing = Object.entries(value as Bag).filter(([key, steps]) => !sameValue(steps, (shipped as Bag)[key]));
    return differing.length > 0 ? Object.fromEntries(differing) : undefined;
  }
  return sameValue(value, shipped) ? undefined : value;
}

/** The body of `PUT /meta/parts/{kind}/{name}` for what was touched over what holds; undefined when all is as shipped. */
export function bodyOf(fields: readonly Setting[], touched: Bag): Bag | undefined {
  const held = (field: Setting) => (Object.hasOwn(touched, field.name) ? touched[field.name] : field.value);
  if (fields.every((field) => ownPart(field, held(field)) === undefined)) return undefined;
  const own = fields.flatMap((field) => {
    // a limit that may be absent must always be said
    const isSaid = field.input.type === 'integer' && field.input.none !== undefined;
    const part = isSaid ? held(field) : ownPart(field, held(field));
    return part === undefined ? [] : [[field.name, part] as const];
  });
  return Object.fromEntries(own);
}

/** Settings that were touched and that somebody else has given another value meanwhile. */
export function clashes(before: readonly Setting[], now: readonly Setting[], touched: Bag): string[] {
  return now
    .filter(({ name, value }) => {
      const then = before.find((field) => field.name === name);
      return Object.hasOwn(touched, name) && !sameValue(value, then?.value) && !sameValue(value, touched[name]);
    })
    .map(({ name }) => name);
}

/** What was typed as a number, where it is one; the server says what is wrong with anything else. */
export function readInteger(text: string): number | string {
  return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
}
