import {
  api,
  fieldOf,
  type Label,
  type ObjectMeta,
  type Option,
  paths,
  type RecordData,
  recordKeys,
  Segmented,
  Tag,
  toneOf,
  useFormat,
  useLabel,
} from '@huanke/platform/ui';
import { PanelFrame } from '@huanke/platform/ui/panels';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, useState } from 'react';
import { texts } from '../texts.ts';
import '../web.css';

interface Amount {
  readonly sum: string;
  readonly count: number;
  readonly others: readonly { readonly currency: string; readonly sum: string }[];
}
interface Figure {
  readonly own: Amount;
  readonly all: Amount;
}
interface Node {
  readonly id: string;
  readonly title: string;
  readonly badge: string | null;
  readonly parent: string | null;
  readonly depth: number;
  readonly figures: Readonly<Record<string, Figure>>;
}
interface Rollup {
  readonly figures: readonly ({ readonly name: string; readonly label: Label } & Figure)[];
  readonly nodes: readonly Node[];
  readonly truncated: boolean;
  readonly hidden: boolean;
}

/** Each node below the one it hangs from: the answer comes level by level. */
function inOrder(nodes: readonly Node[]): readonly { readonly node: Node; readonly deep: number }[] {
  const below = Map.groupBy(nodes, ({ parent }) => parent);
  const walk = (parent: string | null, deep: number): { node: Node; deep: number }[] =>
    (below.get(parent) ?? []).flatMap((node) => [{ node, deep }, ...walk(node.id, deep + 1)]);
  return walk(null, 0);
}

/** 集团层级: what stands above and below the account, with its figures alone or with all below. */
export function GroupTree({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const [scope, setScope] = useState<keyof Figure>('all');
  const query = useQuery({
    queryKey: [...recordKeys.object('account'), 'rollup', record.id],
    queryFn: ({ signal }) => api.get<Rollup>(`/accounts/${record.id}/rollup`, { signal }),
  });
  const scopes = (
    <Segmented
      small
      label={text(texts.scope)}
      value={scope}
      segments={[
        { value: 'own', label: text(texts.own) },
        { value: 'all', label: text(texts.all) },
      ]}
      onChange={setScope}
    />
  );
  return (
    <PanelFrame label={text(texts.group)} query={query} tools={() => scopes}>
      {(data) =>
        data.nodes.length < 2 && !data.hidden ? null : <Tree data={data} scope={scope} levels={fieldOf(object, 'level')?.options ?? []} />
      }
    </PanelFrame>
  );
}

function Tree({ data, scope, levels }: { readonly data: Rollup; readonly scope: keyof Figure; readonly levels: readonly Option[] }) {
  const text = useLabel();
  return (
    <>
      <table className="acc-tree">
        <thead>
          <tr>
            <th scope="col">{text(texts.name)}</th>
            {data.figures.map(({ name, label }) => (
              <th key={name} scope="col" className="num">
                {text(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder(data.nodes).map(({ node, deep }) => (
            <TreeRow
              key={node.id}
              node={node}
              level={levels.find(({ key }) => key === node.badge)}
              deep={deep}
              scope={scope}
              names={data.figures.map(({ name }) => name)}
            />
          ))}
        </tbody>
      </table>
      {data.hidden && <p className="note">{text(texts.hidden)}</p>}
      {data.truncated && <p className="note">{text(texts.truncated)}</p>}
    </>
  );
}

function TreeRow({
  node,
  level,
  deep,
  scope,
  names,
}: {
  readonly node: Node;
  readonly level: Option | undefined;
  readonly deep: number;
  readonly scope: keyof Figure;
  readonly names: readonly string[];
}) {
  const text = useLabel();
  return (
    <tr className={node.depth === 0 ? 'here' : undefined}>
      <td>
        <span className="nm" style={{ '--deep': deep } as CSSProperties}>
          <Link to={paths.record('account', node.id)} className="ell">
            {node.title || '--'}
          </Link>
          {level && (
            <Tag small tone={toneOf(level.color)}>
              {text(level.label)}
            </Tag>
          )}
          {node.depth === 0 && <Tag small>{text(texts.here)}</Tag>}
        </span>
      </td>
      {names.map((name) => (
        <td key={name} className="num">
          {node.figures[name] ? <Sum amount={node.figures[name][scope]} /> : '--'}
        </td>
      ))}
    </tr>
  );
}

/** The sum in the company's currency; others are named on hover and to screen readers. */
function Sum({ amount }: { readonly amount: Amount }) {
  const text = useLabel();
  const format = useFormat();
  const figure = format.moneyFigure(amount.sum);
  const others = amount.others.map(({ currency, sum }) => format.moneyFigure(sum, currency).text).join(' · ');
  return (
    <span title={figure.title}>
      {figure.text}
      {others && <small className="note"> {text(texts.others).replace('{sums}', others)}</small>}
    </span>
  );
}
