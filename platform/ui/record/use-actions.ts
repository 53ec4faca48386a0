import { useState } from 'react';
import { type ActionMeta, useLabel, useObjects } from '../data/meta.ts';
import { useAction } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { toWire } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { actionForm } from '../module.ts';
import { isPooled, usePools } from '../pools/data.ts';
import { announce } from '../primitives/live-region.tsx';
import { toast } from '../primitives/Toast.tsx';
import { useRecordPage } from './page-state.ts';
import { usePossible } from './possible.ts';
import { actionFields, needsForm, splitForm } from './schema.ts';

/** What was asked for waits for somebody's yes. */
const isRequested = (result: unknown): boolean => (result as { requested?: unknown } | null)?.requested === true;

/** The actions of the record as buttons and menu items, and the form of the one that asks something. */
export function useRecordActions() {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record, save } = useRecordPage();
  const objects = useObjects().data ?? [];
  const format = useFormat();
  const possible = usePossible(meta, record);
  const run = useAction(meta.name);
  const [asking, setAsking] = useState<ActionMeta | null>(null);

  const fieldsOf = (action: ActionMeta) =>
    actionFields(action, meta, record, { objects, today: format.date(new Date()), needs: possible.needs(action.name) });
  const perform = async (action: ActionMeta, values: Readonly<Record<string, unknown>> = {}) => {
    const fields = fieldsOf(action);
    const { input: asked, beside } = splitForm(action, values);
    // what a gate on the way asked for is the record's own, and stays also where the action is refused after all
    if (Object.keys(beside).length > 0) await save(beside, record);
    const filled = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined && value !== '');
    const input = Object.fromEntries(
      filled.map(([name, value]) => [name, toWire(fields.find(({ field }) => field.name === name)?.field ?? {}, value)]),
    );
    const result = await run.mutateAsync({ id: record.id, action: action.name, input });
    announce(t(isRequested(result) ? 'actionRequested' : 'actionDone', { action: text(action.label) }));
  };
  const start = (action: ActionMeta) => {
    if (actionForm(meta.name, action.name) || needsForm(fieldsOf(action))) return setAsking(action);
    perform(action).catch((error: unknown) => toast.error(error));
  };
  // 完成 on what is done already: every switch it would set holds true.
  const isDone = (action: ActionMeta) => {
    const fields = fieldsOf(action);
    return fields.length > 0 && fields.every(({ field }) => field.type === 'boolean' && record[field.name] === true);
  };
  // a company without pools hears nothing of them
  const { data: pools = [] } = usePools(meta.name, isPooled(meta));
  const offered = (meta.actions ?? []).filter(
    (action) =>
      !action.elsewhere &&
      // until it is known which there are, all that the role allows
      possible.may(action.name) !== false &&
      (!action.quiet || possible.can(action.name)) &&
      (action.name !== 'return' || !isPooled(meta) || pools.length > 0),
  );
  const actions = offered.map((action) => ({
    action,
    available: possible.can(action.name) !== false && !isDone(action),
    why: action.why ? text(action.why) : t('notNow'),
  }));
  return { actions, start, asking, fieldsOf, perform, close: () => setAsking(null) };
}

export type RecordActions = ReturnType<typeof useRecordActions>;
