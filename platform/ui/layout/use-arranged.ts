import { useEffect, useMemo, useState } from 'react';
import type { ObjectMeta } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { arrange, conditionsOf, layoutOf } from './arrange.ts';
import type { Judge } from './conditions.ts';

type Values = Readonly<Record<string, unknown>>;

/** The object as this record of it looks. The formula engine is only loaded for a layout with conditions. */
export function useArranged(meta: ObjectMeta, values: Values): ObjectMeta {
  const { timeZone } = useFormat();
  const hasConditions = conditionsOf(layoutOf(meta, values['recordType'])).length > 0;
  const [judge, setJudge] = useState<{ readonly make: Judge } | null>(null);
  useEffect(() => {
    if (!hasConditions || judge) return;
    let gone = false;
    void import('./conditions.ts').then(({ judgeOf }) => !gone && setJudge({ make: judgeOf }));
    return () => {
      gone = true;
    };
  }, [hasConditions, judge]);
  return useMemo(
    () => arrange(meta, values, judge && hasConditions ? judge.make(meta, values, timeZone) : undefined),
    [meta, values, judge, hasConditions, timeZone],
  );
}
