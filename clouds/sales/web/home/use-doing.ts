import {
  announce,
  invalidateRecord,
  type RecordData,
  randomKey,
  say,
  toast,
  useAction,
  useCan,
  useCreateRecord,
  useFormat,
  useSaveRecord,
} from '@huanke/platform/ui';
import { refreshHome } from '@huanke/platform/ui/home';
import { splitNextStep, subjectOf } from '@huanke/platform/ui/timeline';
import { useState } from 'react';
import type { Deal, Target, Todo } from './types.ts';

function relatedOf({ deal, task, lead }: Target): { object: string; id: string }[] {
  if (deal) return [{ object: 'opportunity', id: deal.id }, ...(deal.account ? [{ object: 'account', id: deal.account.id }] : [])];
  if (lead) return [{ object: 'lead', id: lead.id }];
  return (task?.related ?? []).map(({ object = '', id }) => ({ object, id }));
}

/** What one can do with a thing from the home: write down what happened, finish it, put it off. */
export function useDoing() {
  const can = useCan();
  const format = useFormat();
  const create = useCreateRecord('activity');
  const saveDeal = useSaveRecord('opportunity');
  const saveTask = useSaveRecord('activity');
  const saveRequest = useSaveRecord('collabRequest');
  const act = useAction('activity');
  const [busy, setBusy] = useState(false);

  const run = async (work: () => Promise<void>) => {
    if (busy) return false;
    setBusy(true);
    try {
      await work();
      await refreshHome();
      return true;
    } catch (error) {
      toast.error(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const patchDeal = async (deal: Deal, changes: Readonly<Record<string, unknown>>) => {
    await saveDeal.mutateAsync({ id: deal.id, version: deal.version, changes });
    await invalidateRecord('opportunity', deal.id);
  };
  const finishTask = async (task: Todo) => {
    await act.mutateAsync({ id: task.id, action: 'complete' });
  };

  /** Writes a follow-up; what it says of the next step goes to the deal (or becomes a task), the step that was due is done. */
  const log = (target: Target, type: string, typed: string) =>
    run(async () => {
      const { deal, task } = target;
      const { text, next, on } = splitNextStep(typed, format.date(new Date()));
      const body = text || say('sales', 'home.planned', { next });
      const related = relatedOf(target);
      await create.mutateAsync({ values: { type, ...subjectOf(body), related, done: true }, key: randomKey() });
      if (task) await finishTask(task);
      if (deal && can('opportunity.edit') && (next || !task)) await patchDeal(deal, { nextStep: next || null, nextStepOn: on });
      else if (next) await create.mutateAsync({ values: { type: 'task', subject: next, dueOn: on, related }, key: randomKey() });
      toast.ok(say('sales', next ? 'home.loggedNext' : 'home.logged', { next }));
    });

  const finish = (task: Todo) =>
    run(async () => {
      await finishTask(task);
      toast.undo(say('sales', 'home.finished', { name: task.subject }), () => {
        act
          .mutateAsync({ id: task.id, action: 'complete', input: { done: false } })
          .then(refreshHome)
          .catch(toast.error);
      });
    });

  const putOff = ({ deal, task }: Target, day: string) =>
    run(async () => {
      if (task) {
        await saveTask.mutateAsync({ id: task.id, version: task.version, changes: { dueOn: day } });
        await invalidateRecord('activity', task.id);
      } else if (deal) await patchDeal(deal, { nextStepOn: day });
      announce(say('sales', 'home.putOff', { day: format.day(day) }));
    });

  const putOffClose = (deal: Deal, day: string) =>
    run(async () => {
      await patchDeal(deal, { closeOn: day });
      announce(say('sales', 'home.putOff', { day: format.day(day) }));
    });

  const finishRequest = (record: RecordData) =>
    run(async () => {
      await saveRequest.mutateAsync({ id: record.id, version: record.version, changes: { status: 'done' } });
      toast.ok(say('sales', 'home.finished', { name: String(record['name'] ?? '') }));
    });

  return {
    busy,
    log,
    finish,
    putOff,
    putOffClose,
    finishRequest,
    mayFinishRequest: can('collabRequest.edit'),
    mayLog: can('activity.create'),
    mayFinish: can('activity.edit'),
    /** A task moves by the right on activities, a next step by the one on deals. */
    mayPutOff: ({ task }: Pick<Target, 'deal' | 'task'>) => can(task ? 'activity.edit' : 'opportunity.edit'),
  };
}
