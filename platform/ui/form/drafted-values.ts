import { useEffect, useState } from 'react';
import type { ObjectMeta } from '../data/meta.ts';
import { useSession } from '../data/session.ts';
import { dropDraft, readDraft, writeDraft } from './draft.ts';
import { startValues } from './layout.ts';
import { isEmpty, sameValue } from './values.ts';

type Values = Readonly<Record<string, unknown>>;

/** Values with a draft behind them: what the person typed, and what the caller gave wins. */
export function useDraftedValues(meta: ObjectMeta, given: Values) {
  const { user } = useSession();
  const mine: Values = meta.access?.owned ? { owner: { id: user.id, title: user.name } } : {};
  const start: Values = { ...mine, ...startValues(meta, given) };
  const [draft, setDraft] = useState(() => readDraft(meta.name));
  const [values, setValues] = useState<Values>(() => ({ ...start, ...draft?.values, ...given }));
  const isChanged = (now: Values) =>
    meta.fields.some((field) => !sameValue(field, start[field.name], now[field.name]) && !isEmpty(now[field.name]));
  useEffect(() => {
    const timer = setTimeout(() => (isChanged(values) ? writeDraft(meta.name, values) : dropDraft(meta.name)), 300);
    return () => clearTimeout(timer);
  });
  const reset = (keep: Values = {}) => {
    dropDraft(meta.name);
    setDraft(null);
    setValues({ ...start, ...keep });
  };
  return { values, setValues, draft: draft && isChanged(draft.values) ? draft : null, reset };
}
