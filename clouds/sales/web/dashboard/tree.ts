import type { Choice } from './Pick.tsx';

interface Node {
  readonly id: string;
  readonly label: string;
  readonly parent: string | undefined;
}

/** Departments as their tree reads: each below its parent. What hangs in no tree that can be seen stands at the top. */
export function treeOrder(nodes: readonly Node[]): readonly Choice[] {
  const known = new Set(nodes.map((node) => node.id));
  const done = new Set<string>();
  const walk = (parent: string | undefined, depth: number): Choice[] =>
    nodes
      .filter((node) => !done.has(node.id) && (parent === undefined ? !node.parent || !known.has(node.parent) : node.parent === parent))
      .flatMap((node) => {
        done.add(node.id);
        return [{ key: node.id, label: node.label, depth }, ...walk(node.id, depth + 1)];
      });
  const tree = walk(undefined, 0);
  // A ring has no top: its members follow at the end instead of being lost.
  return [...tree, ...nodes.filter((node) => !done.has(node.id)).map((node) => ({ key: node.id, label: node.label, depth: 0 }))];
}
