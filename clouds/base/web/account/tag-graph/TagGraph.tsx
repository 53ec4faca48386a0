import { listLink, type ObjectMeta, paths, type RecordData, Segmented, useFormat, useLabel } from '@huanke/platform/ui';
import { PanelFrame, type TagOrigin, usePanel } from '@huanke/platform/ui/panels';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Canvas } from './Canvas.tsx';
import { lines, narrowestRings, rings } from './layout.ts';
import { TextList } from './TextList.tsx';
import { texts } from './texts.ts';
import { type Carriers, type GraphNode, useGraph, useTagFacts } from './use-graph.ts';
import './tag-graph.css';

/** 标签图谱: the tags of an account by where they come from, and who else carries one of them. */
export function TagGraph({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const [as, setAs] = useState<'graph' | 'list'>('graph');
  const query = usePanel<{ readonly tags: readonly TagOrigin[] }>(object.name, record.id, 'tags');
  const ways = (
    <Segmented
      label={text(texts.shown)}
      value={as}
      small
      segments={[
        { value: 'graph', label: text(texts.asGraph) },
        { value: 'list', label: text(texts.asList) },
      ]}
      onChange={setAs}
    />
  );
  return (
    <PanelFrame label={text(texts.graph)} query={query} tools={({ tags }) => (tags.length > 0 ? ways : null)}>
      {({ tags }) => (tags.length === 0 ? null : <Graph tags={tags} record={record} title={String(record[object.title] ?? '')} as={as} />)}
    </PanelFrame>
  );
}

interface GraphProps {
  readonly tags: readonly TagOrigin[];
  readonly record: RecordData;
  readonly title: string;
  readonly as: 'graph' | 'list';
}

function Graph({ tags, record, title, as }: GraphProps) {
  const text = useLabel();
  const navigate = useNavigate();
  const { root, nodes, opened, carriers, toggle } = useGraph(tags, record, title);
  const [box, width] = useWidth();
  const press = (node: GraphNode) => (node.record ? void navigate({ to: paths.record('account', node.record) }) : toggle(node));
  return (
    <div ref={box}>
      {as === 'list' ? (
        <TextList root={root} nodes={nodes} onPress={press} />
      ) : (
        width > 0 && (
          <div className="tgraph-frame">
            <Canvas drawing={width < narrowestRings ? lines(root, width) : rings(root, width)} nodes={nodes} onPress={press} />
          </div>
        )
      )}
      <div className="tgraph-said" aria-live="polite">
        {opened && carriers ? <Said tag={opened} carriers={carriers} /> : <p className="note">{text(texts.hint)}</p>}
      </div>
    </div>
  );
}

/** What is known of the unfolded tag, and how many others carry it. */
function Said({ tag, carriers }: { readonly tag: TagOrigin; readonly carriers: Carriers }) {
  const text = useLabel();
  const format = useFormat();
  const facts = useTagFacts();
  const { count, filter } = carriers;
  const n = count && `${format.number(count.value)}${count.capped ? '+' : ''}`;
  const words = count === null ? texts.reading : count.value === 0 ? texts.none : texts.others;
  return (
    <p>
      <b>{tag.name}</b> <span className="note">{facts(tag)}</span>{' '}
      <span>
        {text(words)
          .replace('{n}', n ?? '')
          .replace('{name}', tag.name)}
      </span>{' '}
      {count !== null && count.value > 0 && <Link {...listLink('account', { filter })}>{text(texts.all)}</Link>}
    </p>
  );
}

/** Left and right of the frame. */
const borders = 2;

/** How wide the place within the frame is, now and after it has changed. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(0, element.clientWidth - borders)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}
