import { Icon, paths, useLabel } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import type { Twig } from './layout.ts';
import { texts } from './texts.ts';
import type { GraphNode } from './use-graph.ts';

/** The same as the drawing, in words: a list within a list. */
export function TextList({
  root,
  nodes,
  onPress,
}: {
  readonly root: Twig;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly onPress: (node: GraphNode) => void;
}) {
  const text = useLabel();
  const level = (twigs: readonly Twig[]) => (
    <ul {...(twigs === root.below ? { 'aria-label': text(texts.graph) } : {})}>
      {twigs.map(({ key, below }) => {
        const node = nodes.get(key);
        if (!node) return null;
        return (
          <li key={key}>
            {node.record ? (
              <Link to={paths.record('account', node.record)}>{node.title}</Link>
            ) : (
              <button type="button" className="tline" aria-expanded={node.unfolded ?? false} onClick={() => onPress(node)}>
                <Icon name={node.unfolded ? 'down' : 'right'} size={14} />
                <span>{node.spoken}</span>
              </button>
            )}
            {below.length > 0 && level(below)}
          </li>
        );
      })}
    </ul>
  );
  return <div className="tlist">{level(root.below)}</div>;
}
