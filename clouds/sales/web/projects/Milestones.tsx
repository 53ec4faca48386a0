import {
  Button,
  type ObjectMeta,
  openCreate,
  queryClient,
  type RecordData,
  recordKeys,
  toast,
  useAction,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { placeBars } from './gantt.ts';
import { MilestoneRow } from './MilestoneRow.tsx';
import { texts } from './texts.ts';
import './projects.css';

const AcceptForm = lazy(() => import('./AcceptForm.tsx').then((file) => ({ default: file.AcceptForm })));

const dayIn = (record: RecordData, field: string) => (typeof record[field] === 'string' ? record[field] : null);

/** 里程碑: list and chart in one, a row each; accepted with a proof where the person may. */
export function Milestones({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const meta = useObject('projectMilestone').data;
  const run = useAction(object.name);
  const [asked, setAsked] = useState<RecordData | null>(null);
  const { data } = useRecordQuery('projectMilestone', {
    fields: ['name', 'planOn', 'actualOn', 'weight', 'state', 'proof'],
    filter: { field: 'project', op: 'eq', value: record.id },
    sort: [{ field: 'planOn', direction: 'asc' }],
    limit: 100,
  });
  if (!data) return null;
  const steps = data.pages[0]?.records ?? [];
  const mayEdit = can('projectMilestone.edit') && object.can?.includes('edit') === true;
  const today = format.date(new Date());
  const placed = placeBars(
    steps.map((step) => ({ id: step.id, planOn: dayIn(step, 'planOn'), actualOn: dayIn(step, 'actualOn') })),
    { start: dayIn(record, 'startOn'), today },
  );
  const plan = async () => {
    try {
      await run.mutateAsync({ id: record.id, action: 'plan' });
      await queryClient.invalidateQueries({ queryKey: recordKeys.object('projectMilestone') });
    } catch (error) {
      toast.error(error);
    }
  };
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  return (
    <section className="project-part" aria-label={text(texts.milestones)}>
      <h2>
        {text(texts.milestones)}
        <span className="note">{text(texts.progress).replace('{n}', String(Number(record['progress'] ?? 0)))}</span>
        <span className="sp" />
        {mayEdit && (
          <Button kind="link" icon="plus" onClick={() => openCreate('projectMilestone', { project: parent })}>
            {text(texts.add)}
          </Button>
        )}
      </h2>
      {steps.length === 0 ? (
        <p className="note project-none">
          {text(texts.none)}
          {mayEdit && (
            <Button icon="calendar" busy={run.isPending} onClick={() => void plan()}>
              {text(texts.plan)}
            </Button>
          )}
        </p>
      ) : (
        <ol className="project-steps">
          {steps.map((step) => (
            <MilestoneRow
              key={step.id}
              step={step}
              bar={placed?.bars.find(({ id }) => id === step.id)}
              today={{ day: today, at: placed?.today ?? 0 }}
              {...(mayEdit ? { onAccept: () => setAsked(step) } : {})}
            />
          ))}
        </ol>
      )}
      {asked && meta && (
        <Suspense fallback={null}>
          <AcceptForm object={meta} record={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </section>
  );
}
