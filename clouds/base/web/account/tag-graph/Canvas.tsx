import { useLabel } from '@huanke/platform/ui';
import type { KeyboardEvent } from 'react';
import { cut, type Drawing, type Spot } from './layout.ts';
import { texts } from './texts.ts';
import type { GraphNode } from './use-graph.ts';

interface CanvasProps {
  readonly drawing: Drawing;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly onPress: (node: GraphNode) => void;
}

/** The account, where its tags come from, the tags, and who else carries the unfolded one. */
export function Canvas({ drawing, nodes, onPress }: CanvasProps) {
  const text = useLabel();
  const { width, height, spots, lines } = drawing;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset
    <svg className="tgraph" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label={text(texts.graph)}>
      {lines.map(({ key, path }) => (
        <path key={key} d={path} />
      ))}
      {[...nodes.values()].map((node) => {
        const spot = spots.get(node.key);
        return spot && <Pill key={node.key} node={node} spot={spot} onPress={onPress} />;
      })}
    </svg>
  );
}

function Pill({ node, spot, onPress }: { readonly node: GraphNode; readonly spot: Spot; readonly onPress: (node: GraphNode) => void }) {
  const { kind, title, spoken, unfolded } = node;
  const { x, y, width, height } = spot;
  const place = { transform: `translate(${x}px, ${y}px)` };
  const look = (
    <>
      <rect width={width} height={height} rx={kind === 'account' || kind === 'other' ? 6 : height / 2} />
      <text x={width / 2} y={height / 2} dy="0.35em">
        {cut(title, width - 16)}
      </text>
    </>
  );
  if (kind === 'account')
    return (
      <g className="tnode account" style={place}>
        <title>{spoken}</title>
        {look}
      </g>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onPress(node);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no buttons of its own
    <g
      className={`tnode ${kind}${unfolded ? ' on' : ''}`}
      style={place}
      tabIndex={0}
      role="button"
      aria-label={spoken}
      {...(unfolded === undefined ? {} : { 'aria-expanded': unfolded })}
      onClick={() => onPress(node)}
      onKeyDown={onKeyDown}
    >
      <title>{spoken}</title>
      {look}
    </g>
  );
}
