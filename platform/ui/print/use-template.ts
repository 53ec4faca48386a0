import { useState } from 'react';
import { firstStep, redo, step, undo } from '../data/steps.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { type Item, type TemplateBody, toItems } from './draft.ts';

interface Work {
  readonly body: TemplateBody;
  readonly items: readonly Item[];
}

/** Steps back and forth; undefined where there is none. */
export interface StepsBar {
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

/** Which property differs between two forms of one thing. */
export function changedKey(before: object, after: object): string {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return Object.keys({ ...a, ...b }).find((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])) ?? '';
}

/** A template under work: page and blocks, with steps back and forth. */
export function useTemplate(start: TemplateBody) {
  const { t } = useTranslation('print');
  const [steps, setSteps] = useState(() => firstStep<Work>({ body: start, items: toItems(start.blocks ?? []) }));
  const bar: StepsBar = {
    undo: steps.past.length > 0 ? () => setSteps(undo) : undefined,
    redo: steps.future.length > 0 ? () => setSteps(redo) : undefined,
  };
  const group = t('designer');
  useHotkeys([
    { keys: 'mod+z', label: t('undo'), group, run: () => bar.undo?.() },
    { keys: 'mod+shift+z', label: t('redo'), group, run: () => bar.redo?.() },
  ]);
  return {
    ...steps.now,
    bar,
    setBody: (body: TemplateBody) => setSteps((before) => step(before, { ...before.now, body }, changedKey(before.now.body, body))),
    setItems: (items: readonly Item[], mark?: string) => setSteps((before) => step(before, { ...before.now, items }, mark)),
  };
}
