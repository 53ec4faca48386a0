import type { Label } from '../data/meta.ts';

/** One difference: the way to it, and the values on both sides (undefined: not there). */
export interface Difference {
  /** Names of properties, and what people call the items of lists. */
  readonly path: readonly Step[];
  readonly old: unknown;
  readonly new: unknown;
}

export type Step = { readonly property: string } | { readonly item: string | Label };

type Bag = Readonly<Record<string, unknown>>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);

export function isLabel(value: unknown): value is Label {
  return isBag(value) && typeof value['zh'] === 'string' && typeof value['en'] === 'string' && Object.keys(value).length === 2;
}

const ids = ['key', 'name', 'list', 'action', 'field'] as const;

/** What tells the items of a list apart; undefined for lists of plain values, and of items without a name. */
function idOf(item: unknown): string | undefined {
  if (!isBag(item)) return undefined;
  const found = ids.map((id) => item[id]).find((value) => typeof value === 'string');
  return found as string | undefined;
}

function isNamedList(value: unknown): value is readonly Bag[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => idOf(item) !== undefined);
}

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at]));
  if (!isBag(a) || !isBag(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

const stepOf = (item: Bag): Step => ({ item: isLabel(item['label']) ? item['label'] : (idOf(item) ?? '') });

function listDifferences(before: readonly Bag[], after: readonly Bag[], path: readonly Step[]): Difference[] {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const now = new Map(after.map((item) => [idOf(item), item]));
  const gone = before.filter((item) => !now.has(idOf(item))).map((item): Difference => ({ path, old: item, new: undefined }));
  const found = after.flatMap((item): Difference[] => {
    const was = old.get(idOf(item));
    return was ? differences(was, item, [...path, stepOf(item)]) : [{ path, old: undefined, new: item }];
  });
  const kept = (items: readonly Bag[], other: ReadonlyMap<string | undefined, Bag>) =>
    items.flatMap((item) => (other.has(idOf(item)) ? [idOf(item)] : []));
  const isMoved = !same(kept(before, now), kept(after, old));
  const names = (items: readonly Bag[]) => items.map((item) => (isLabel(item['label']) ? item['label'] : idOf(item)));
  const order: Difference[] = isMoved ? [{ path: [...path, { property: 'order' }], old: names(before), new: names(after) }] : [];
  return [...gone, ...found, ...order];
}

/** What differs between two definitions, down to single properties; items of lists are matched by their key or name. */
export function differences(before: unknown, after: unknown, path: readonly Step[] = []): Difference[] {
  if (same(before, after)) return [];
  const isList = (value: unknown) => isNamedList(value) || (Array.isArray(value) && value.length === 0);
  if ((isNamedList(before) || isNamedList(after)) && (before === undefined || isList(before)) && (after === undefined || isList(after)))
    return listDifferences((before ?? []) as readonly Bag[], (after ?? []) as readonly Bag[], path);
  if (isBag(before ?? {}) && isBag(after ?? {}) && !isLabel(before) && !isLabel(after) && (isBag(before) || isBag(after))) {
    const [old, now] = [(before ?? {}) as Bag, (after ?? {}) as Bag];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
      differences(old[key], now[key], [...path, { property: key }]),
    );
  }
  return [{ path, old: before, new: after }];
}

/** Keys with the names people know them by, wherever a definition gives one a label: `won` → 赢单. */
export function namesIn(value: unknown, found: Map<string, Label> = new Map()): Map<string, Label> {
  if (Array.isArray(value)) for (const item of value) namesIn(item, found);
  if (!isBag(value)) return found;
  const id = idOf(value);
  if (id !== undefined && isLabel(value['label'])) found.set(id, value['label']);
  for (const inner of Object.values(value)) namesIn(inner, found);
  return found;
}
