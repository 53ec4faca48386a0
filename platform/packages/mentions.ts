import type { Body, Item } from './types.ts';

const word = /[A-Za-z_@][A-Za-z0-9_]*/g;

/** Every name that stands in a definition: values, keys, and the names inside of formulas and dotted paths. */
export function wordsOf(value: unknown, into = new Set<string>()): Set<string> {
  if (typeof value === 'string') for (const found of value.match(word) ?? []) into.add(found);
  else if (Array.isArray(value)) for (const one of value) wordsOf(one, into);
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) {
      for (const found of key.match(word) ?? []) into.add(found);
      wordsOf(one, into);
    }
  return into;
}

// What people read is no reference: a label may well be called like a field.
function meaning(body: Body): unknown {
  const { label: _label, help: _help, plural: _plural, ...rest } = body;
  return rest;
}

type Named = Pick<Item, 'key' | 'kind' | 'object' | 'name' | 'partKind' | 'body'>;

/**
 * Which items lean on which others: by name, whatever the kind, so that kinds made later need no code here. A field counts as mentioned by
 * what belongs to its object or names its object; an object by what belongs to it or names it; parts of the tenant by their name.
 */
export function mentionsAmong<T extends Named>(items: readonly T[]): (item: T) => readonly T[] {
  const byName = Map.groupBy(items, (item) => item.name);
  const objects = new Map(items.filter((item) => item.kind === 'object').map((item) => [item.name, item]));
  const cache = new Map<string, readonly T[]>();
  return (item) => {
    const known = cache.get(item.key);
    if (known) return known;
    const words = wordsOf(meaning(item.body));
    const found = new Set<T>();
    const own = objects.get(item.object);
    if (own && own.key !== item.key) found.add(own);
    for (const name of words)
      for (const other of byName.get(name) ?? []) {
        if (other.key === item.key || other.kind === 'view') continue;
        const near = other.object === '' || other.kind === 'object' || other.object === item.object || words.has(other.object);
        if (near) found.add(other);
      }
    const list = [...found];
    cache.set(item.key, list);
    return list;
  };
}

/** The chosen items and all they lean on. */
export function closureOf<T extends Named & { readonly custom: boolean }>(all: readonly T[], chosen: readonly T[]): Set<string> {
  const mentions = mentionsAmong(all);
  const keys = new Set<string>();
  const open = [...chosen];
  for (let item = open.pop(); item; item = open.pop()) {
    if (keys.has(item.key)) continue;
    keys.add(item.key);
    // half an object would be a surprise
    if (item.kind === 'object') open.push(...all.filter((other) => other.kind === 'field' && other.object === item.name));
    // what a company calls a shipped object is its own affair; a field of its own there is needed
    open.push(...mentions(item).filter((other) => other.kind !== 'object' || other.custom));
  }
  return keys;
}
