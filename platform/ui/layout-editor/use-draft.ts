import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../data/api.ts';
import { readLocal, writeLocal } from '../data/local.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useSession } from '../data/session.ts';
import { redo, undo } from '../data/steps.ts';
import { change, cleaned, countChanges, type Draft, type History, type LayoutBody, shippedLayout } from './draft.ts';

export interface StoredLayout {
  readonly name: string;
  readonly definition: LayoutBody;
}

interface Kept {
  readonly at: string;
  /** What the draft was begun from, to see that somebody else published meanwhile. */
  readonly base: string;
  readonly draft: Draft;
}

const partsPath = (object: string) => `/meta/objects/${object}/parts/layout`;

/** All layouts of an object as they are stored, in order. */
export function useLayouts(object: string) {
  return useQuery({
    queryKey: ['meta', 'parts', object, 'layout'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly StoredLayout[] }>(partsPath(object), { signal })).items,
  });
}

const empty = (layout: LayoutBody): Draft => ({ layout, fields: {} });

/** A layout under work: kept on this device while it is typed, with steps back and forth, until it is published or dropped. */
export function useDraft(meta: ObjectMeta, name: string, stored: LayoutBody | undefined) {
  const session = useSession();
  const key = `layout.${session.tenant.id}.${meta.name}.${name}`;
  const label = { zh: '标准布局', en: 'Standard layout' };
  const base = empty(stored ? cleaned(stored, meta) : shippedLayout(meta, label));
  const baseText = JSON.stringify(stored ?? null);
  const [kept] = useState(() => readLocal<Kept | null>(key, null));
  const [history, setHistory] = useState<History>({ past: [], now: kept?.base === baseText ? kept.draft : base, future: [] });
  const [savedAt, setSavedAt] = useState<string | null>(kept?.base === baseText ? kept.at : null);
  const { now } = history;
  const changes = countChanges(base, now);
  useEffect(() => {
    // at once: a page may be closed at any moment
    const at = new Date().toISOString();
    if (changes > 0) writeLocal(key, { at, base: baseText, draft: now } satisfies Kept);
    else if (readLocal<Kept | null>(key, null) !== null) writeLocal(key, null);
    setSavedAt(changes > 0 ? at : null);
  }, [now, changes, key, baseText]);
  return {
    draft: now,
    base,
    changes,
    savedAt,
    isNew: stored === undefined,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    edit: (next: (layout: LayoutBody) => LayoutBody) =>
      setHistory((before) => change(before, { ...before.now, layout: next(before.now.layout) })),
    editField: (field: string, next: Draft['fields'][string]) =>
      setHistory((before) => change(before, { ...before.now, fields: { ...before.now.fields, [field]: next } })),
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
    drop: () => setHistory({ past: [], now: base, future: [] }),
    publish: async () => {
      for (const [field, { label: text, help }] of Object.entries(now.fields))
        await api.patch(`/meta/objects/${meta.name}/fields/${field}`, { label: text, ...(help ? { help } : {}) });
      await api.put(`${partsPath(meta.name)}/${name}`, now.layout);
      writeLocal(key, null);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    },
  };
}

export type DraftState = ReturnType<typeof useDraft>;
