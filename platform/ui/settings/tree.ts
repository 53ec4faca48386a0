export interface Node<T> {
  readonly item: T;
  readonly children: readonly Node<T>[];
}

/** Items with a parent as a tree, in their given order. One whose parent is not among them stands at the root; circles are cut. */
export function treeOf<T extends { readonly id: string; readonly parent: string | null }>(items: readonly T[]): readonly Node<T>[] {
  const known = new Set(items.map((item) => item.id));
  const below = Map.groupBy(items, (item) =>
    item.parent !== null && known.has(item.parent) && item.parent !== item.id ? item.parent : '',
  );
  const seen = new Set<string>();
  const build = (item: T): Node<T> => {
    seen.add(item.id);
    return { item, children: (below.get(item.id) ?? []).filter((child) => !seen.has(child.id)).map(build) };
  };
  const roots = (below.get('') ?? []).map(build);
  // A circle has no root of its own: it is opened at its first item.
  for (const item of items) if (!seen.has(item.id)) roots.push(build(item));
  return roots;
}

/** The item and all below it. */
export function underOf<T extends { readonly id: string; readonly parent: string | null }>(
  items: readonly T[],
  id: string,
): ReadonlySet<string> {
  const under = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const item of items) {
      if (item.parent === null || !under.has(item.parent) || under.has(item.id)) continue;
      under.add(item.id);
      grown = true;
    }
  }
  return under;
}
