import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { Reference } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { JobProgress } from './field/JobProgress.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import { type HandoverPreview, type Person, peopleChanged, userPath } from './people.ts';

const FIELD: FieldMeta = { name: 'to', type: 'user', label: { zh: '接手人', en: 'Successor' }, required: true };

/** What there is to hand over, by object, and what moves along with it. */
function Counts({ preview }: { readonly preview: HandoverPreview }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data;
  const nameOf = (object: string) => text(objects?.find((one) => one.name === object)?.label) || object;
  const along = (Object.keys(preview.others) as (keyof HandoverPreview['others'])[]).filter((key) => preview.others[key] > 0);
  return (
    <ul className="set-counts">
      {preview.counts.map((one) => (
        <li key={one.object}>
          <span>
            {nameOf(one.object)}
            {one.object === 'activity' && preview.openTasks > 0 && (
              <span className="note"> {t('users.openTasks', { n: format.number(preview.openTasks) })}</span>
            )}
          </span>
          <b>{format.number(one.count)}</b>
        </li>
      ))}
      {along.map((key) => (
        <li key={key}>
          <span>{t(`users.along.${key}`)}</span>
          <b>{format.number(preview.others[key])}</b>
        </li>
      ))}
    </ul>
  );
}

/** One successor for the rest, and others for single objects where that is wanted. */
function Successors({
  preview,
  to,
  objects,
  problem,
  onChange,
}: {
  readonly preview: HandoverPreview;
  readonly to: Reference | null;
  readonly objects: Readonly<Record<string, Reference>>;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (to: Reference | null, objects: Readonly<Record<string, Reference>>) => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const all = useObjects().data;
  const [single, setSingle] = useState(Object.keys(objects).length > 0);
  const editor = (label: string, field: string, value: Reference | null, set: (value: Reference | null) => void, required = false) => (
    <Field key={field} label={label} required={required} error={problem(field)}>
      {(control) => (
        <FieldEditor
          field={FIELD}
          id={control.id}
          value={value}
          onChange={(next) => set(next as Reference | null)}
          required={required}
          invalid={problem(field) !== undefined}
        />
      )}
    </Field>
  );
  const without = (object: string) => Object.fromEntries(Object.entries(objects).filter(([name]) => name !== object));
  return (
    <>
      {editor(text(FIELD.label), 'to', to, (next) => onChange(next, objects), true)}
      {preview.counts.length > 1 && !single && (
        <Button kind="link" onClick={() => setSingle(true)}>
          {t('users.bySingle')}
        </Button>
      )}
      {single &&
        preview.counts.map(({ object }) => {
          const name = text(all?.find((one) => one.name === object)?.label) || object;
          return editor(t('users.objectTo', { object: name }), `objects.${object}`, objects[object] ?? null, (next) =>
            onChange(to, next ? { ...objects, [object]: next } : without(object)),
          );
        })}
    </>
  );
}

/** 离职交接: everything a leaver owns to one or several people, as work that goes on by itself; the counts are shown before. */
export function HandoverDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const [to, setTo] = useState<Reference | null>(null);
  const [objects, setObjects] = useState<Readonly<Record<string, Reference>>>({});
  const [deactivate, setDeactivate] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  // what the preview said when it was confirmed: asked again afterwards there is nothing left
  const [moved, setMoved] = useState(0);
  const preview = useQuery({
    queryKey: ['handover', person.id],
    queryFn: ({ signal }) => api.get<HandoverPreview>(userPath(person.id, 'handovers/preview'), { signal }),
    staleTime: 0,
  });
  const total = (preview.data?.counts ?? []).reduce((sum, one) => sum + one.count, 0);
  const along = Object.values(preview.data?.others ?? {}).reduce((sum, count) => sum + count, 0);
  const { busy, error, run, problem } = useSubmit(async () => {
    const single = Object.fromEntries(Object.entries(objects).map(([object, one]) => [object, one.id]));
    setJob((await api.post<{ job: string }>(userPath(person.id, 'handovers'), { to: to?.id ?? '', objects: single, deactivate })).job);
    setMoved(total);
  });
  const finish = () => {
    queryClient.removeQueries({ queryKey: ['handover', person.id] });
    void peopleChanged();
    for (const key of ['records', 'record']) void queryClient.invalidateQueries({ queryKey: [key] });
  };
  const [done, setDone] = useState(false);
  return (
    <Dialog
      title={t('users.handoverOf', { name: person.name })}
      onClose={onClose}
      footer={
        job ? (
          <Button onClick={onClose}>{t('close', { ns: 'common' })}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
            <Button kind="primary" busy={busy} disabled={total + along === 0 || !to} onClick={run}>
              {t('users.handoverNow', { n: format.number(total) })}
            </Button>
          </>
        )
      }
    >
      <div className="set-form">
        <FormProblem error={error} fields={['to']} />
        {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
        {preview.isPending && <Skeleton lines={3} />}
        {job && !done && (
          <JobProgress
            id={job}
            onDone={() => {
              finish();
              setDone(true);
            }}
          />
        )}
        {done && <p role="status">{t('users.handedOver', { n: format.number(moved), to: to?.title ?? '' })}</p>}
        {!job && preview.data && total + along === 0 && <p>{t('users.nothingToHandOver')}</p>}
        {!job && preview.data && total + along > 0 && (
          <>
            <Counts preview={preview.data} />
            <Successors
              preview={preview.data}
              to={to}
              objects={objects}
              problem={problem}
              onChange={(next, single) => {
                setTo(next);
                setObjects(single);
              }}
            />
            {person.active && (
              <label className="set-check">
                <input type="checkbox" className="cb" checked={deactivate} onChange={(event) => setDeactivate(event.target.checked)} />
                <span>
                  {t('users.alsoDeactivate')} <span className="note">{t('users.alsoDeactivateNote')}</span>
                </span>
              </label>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
