import { type Filter, type RecordData, useFormat, useLabel, useRecordCount, useRecordQuery } from '@huanke/platform/ui';
import type { TagOrigin } from '@huanke/platform/ui/panels';
import { useState } from 'react';
import type { NodeKind, Twig } from './layout.ts';
import { texts } from './texts.ts';

/** Other accounts shown of an unfolded tag. */
const most = 12;
const origins = ['manual', 'rule', 'model'] as const;

export interface GraphNode {
  readonly key: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** What a reader hears. */
  readonly spoken: string;
  /** Of what folds. */
  readonly unfolded?: boolean;
  /** Of other accounts: whose page it leads to. */
  readonly record?: string;
  readonly tag?: TagOrigin;
}

/** Who else carries a tag: at most twelve by name, and how many in all that this person sees. */
export interface Carriers {
  readonly records: readonly RecordData[];
  /** Null while they are being read. */
  readonly count: { readonly value: number; readonly capped: boolean } | null;
  readonly filter: Filter;
}

export const tagKey = ({ field, name }: Pick<TagOrigin, 'field' | 'name'>) => `tag ${field} ${name}`;

function useCarriers(tag: TagOrigin | undefined, account: string): Carriers | null {
  const filter: Filter = { field: tag?.field ?? 'tags', op: 'contains', value: tag?.name ?? '' };
  // one more, as this account is among them
  const query = useRecordQuery(
    'account',
    { fields: ['name'], filter, sort: [{ field: 'updatedAt', direction: 'desc' }], limit: most + 1 },
    { enabled: tag !== undefined },
  );
  const counted = useRecordCount('account', { filter }, 'capped', tag !== undefined).data ?? null;
  if (!tag) return null;
  const page = query.isPlaceholderData ? undefined : query.data?.pages[0];
  const records = (page?.records ?? []).filter(({ id }) => id !== account).slice(0, most);
  const count = page && counted && { value: counted.capped ? counted.value : Math.max(0, counted.value - 1), capped: counted.capped };
  return { records, filter, count: count ?? null };
}

/** Why a tag is there, who put it on, since when and until when, in words. */
export function useTagFacts(): (tag: TagOrigin) => string {
  const text = useLabel();
  const format = useFormat();
  return ({ origin, reason, by, since, until }) =>
    [
      text(texts[origin]),
      reason && text(reason),
      by?.title,
      since && text(texts.since).replace('{day}', format.date(since)),
      until && text(texts.until).replace('{day}', until),
    ]
      .filter(Boolean)
      .join(' · ');
}

/** What of the graph is unfolded, and what is to be drawn of it. */
export function useGraph(tags: readonly TagOrigin[], account: RecordData, title: string) {
  const text = useLabel();
  const facts = useTagFacts();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
  const opened = tags.find((tag) => tagKey(tag) === open && !folded.has(tag.origin));
  const carriers = useCarriers(opened, account.id);
  const nodes = new Map<string, GraphNode>();
  const add = (node: GraphNode, below: readonly Twig[]): Twig => {
    nodes.set(node.key, node);
    return { key: node.key, kind: node.kind, below };
  };
  const groups = origins.flatMap((origin): Twig[] => {
    const own = tags.filter((tag) => tag.origin === origin);
    const name = text(texts[origin]);
    const spoken = text(texts.groupOf).replace('{name}', name).replace('{n}', String(own.length));
    const shown = folded.has(origin) ? [] : own;
    const twigs = shown.map((tag) => {
      const others = tag === opened ? (carriers?.records ?? []) : [];
      const below = others.map((record) => {
        const other = String(record['name'] ?? '');
        return add(
          { key: record.id, kind: 'other', title: other, spoken: text(texts.open).replace('{name}', other), record: record.id },
          [],
        );
      });
      return add(
        { key: tagKey(tag), kind: 'tag', title: tag.name, spoken: `${tag.name}，${facts(tag)}`, unfolded: tag === opened, tag },
        below,
      );
    });
    return own.length === 0 ? [] : [add({ key: origin, kind: 'group', title: name, spoken, unfolded: !folded.has(origin) }, twigs)];
  });
  const root = add({ key: account.id, kind: 'account', title, spoken: title }, groups);
  const toggle = ({ kind, key }: GraphNode) => {
    if (kind === 'tag') setOpen(open === key ? null : key);
    if (kind === 'group') setFolded(folded.has(key) ? new Set([...folded].filter((one) => one !== key)) : new Set([...folded, key]));
  };
  return { root, nodes, opened, carriers, toggle };
}
