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
import { Check } from '../primitives/Check.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { JobProgress } from './field/JobProgress.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import { HandoverReports } from './HandoverReports.tsx';
import { HandoverTargets, type Takers, targetsOf } from './HandoverTargets.tsx';
import { type HandoverPreview, type MoneySum, type Person, peopleChanged, userPath } from './people.ts';

const WHEN: FieldMeta = { name: 'effectiveAt', type: 'datetime', label: { zh: '生效时间', en: 'Takes effect' } };

/** What there is to hand over, by object, and what moves along with it. */
function Counts({ preview }: { readonly preview: HandoverPreview }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data;
  const nameOf = (object: string) => text(objects?.find((one) => one.name === object)?.label) || object;
  const money = ({ sum, currency }: MoneySum) => format.money(sum, currency);
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
            {one.money.length > 0 && <span className="note"> {one.money.map(money).join(' + ')}</span>}
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

/** Now, or at a moment to come. */
function Moment({
  value,
  error,
  onChange,
}: {
  readonly value: string | null;
  readonly error: string | undefined;
  readonly onChange: (value: string | null) => void;
}) {
  const text = useLabel();
  const { t } = useTranslation('settings');
  return (
    <Field label={text(WHEN.label)} hint={t('users.effectiveHint')} error={error}>
      {(control) => (
        <FieldEditor
          field={WHEN}
          id={control.id}
          value={value}
          onChange={(next) => onChange(next as string | null)}
          required={false}
          invalid={error !== undefined}
        />
      )}
    </Field>
  );
}

interface Asked {
  readonly to: Reference | null;
  readonly takers: Takers;
  readonly deactivate: boolean;
  readonly effectiveAt: string | null;
}

/** What is asked of an administrator before a handover. */
function Form({
  person,
  preview,
  asked,
  problem,
  onChange,
}: {
  readonly person: Person;
  readonly preview: HandoverPreview;
  readonly asked: Asked;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (part: Partial<Asked>) => void;
}) {
  const { t } = useTranslation('settings');
  return (
    <>
      <Counts preview={preview} />
      <HandoverTargets preview={preview} to={asked.to} takers={asked.takers} problem={problem} onChange={onChange} />
      <Moment value={asked.effectiveAt} error={problem('effectiveAt')} onChange={(effectiveAt) => onChange({ effectiveAt })} />
      {person.active && (
        <Check
          checked={asked.deactivate}
          label={t('users.alsoDeactivate')}
          note={t('users.alsoDeactivateNote')}
          onChange={(on) => onChange({ deactivate: on })}
        />
      )}
    </>
  );
}

type Begun = { readonly job: string | null; readonly total: number };

/** How far the handover just begun is, and that it is done or planned. `to`: where all went to one person. */
function Outcome({
  begun,
  to,
  at,
  onDone,
}: {
  readonly begun: Begun;
  readonly to: string | undefined;
  readonly at: string | null;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const [done, setDone] = useState(false);
  if (begun.job === null) return <p role="status">{t('users.handoverPlanned', { at: at ? format.dateTime(at) : '' })}</p>;
  if (done) return <p role="status">{to ? t('users.handedOver', { n: format.number(begun.total), to }) : t('users.handoverDone')}</p>;
  return (
    <JobProgress
      id={begun.job}
      onDone={() => {
        onDone();
        setDone(true);
      }}
    />
  );
}

const nothingAsked: Asked = { to: null, takers: {}, deactivate: false, effectiveAt: null };

/** 离职交接: everything a leaver owns to people, by the rules of assignment or into pools, as work that goes on by itself; the counts are shown before, the results after. */
export function HandoverDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const [asked, setAsked] = useState(nothingAsked);
  // what the preview said when it was confirmed: asked again afterwards there is nothing left
  const [begun, setBegun] = useState<Begun | null>(null);
  const preview = useQuery({
    queryKey: ['handover', person.id],
    queryFn: ({ signal }) => api.get<HandoverPreview>(userPath(person.id, 'handovers/preview'), { signal }),
    staleTime: 0,
  });
  const total = (preview.data?.counts ?? []).reduce((sum, one) => sum + one.count, 0);
  const along = Object.values(preview.data?.others ?? {}).reduce((sum, count) => sum + count, 0);
  const changed = () => queryClient.invalidateQueries({ queryKey: ['handovers', person.id] });
  const objects = targetsOf(asked.takers);
  const { busy, error, run, problem } = useSubmit(async () => {
    const { job } = await api.post<{ job: string | null }>(userPath(person.id, 'handovers'), {
      to: asked.to?.id ?? '',
      objects,
      deactivate: asked.deactivate,
      effectiveAt: asked.effectiveAt,
    });
    setBegun({ job, total });
    void changed();
  });
  const finish = () => {
    queryClient.removeQueries({ queryKey: ['handover', person.id] });
    void peopleChanged();
    void changed();
    for (const key of ['records', 'record']) void queryClient.invalidateQueries({ queryKey: [key] });
  };
  const isLater = asked.effectiveAt !== null;
  return (
    <Dialog
      title={t('users.handoverOf', { name: person.name })}
      onClose={onClose}
      footer={
        begun ? (
          <Button onClick={onClose}>{t('close', { ns: 'common' })}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
            <Button kind="primary" busy={busy} disabled={(total + along === 0 && !isLater) || !asked.to} onClick={run}>
              {isLater ? t('users.planHandover') : t('users.handoverNow', { n: format.number(total) })}
            </Button>
          </>
        )
      }
    >
      <div className="set-form">
        <FormProblem
          error={error}
          fields={['to', 'effectiveAt', ...(preview.data?.counts ?? []).map(({ object }) => `objects.${object}`)]}
        />
        {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
        {preview.isPending && !begun && <Skeleton lines={3} />}
        {begun && (
          <Outcome
            begun={begun}
            to={Object.keys(objects).length === 0 ? asked.to?.title : undefined}
            at={asked.effectiveAt}
            onDone={finish}
          />
        )}
        {!begun && preview.data && total + along === 0 && <p>{t('users.nothingToHandOver')}</p>}
        {!begun && preview.data && total + along > 0 && (
          <Form
            person={person}
            preview={preview.data}
            asked={asked}
            problem={problem}
            onChange={(part) => setAsked((known) => ({ ...known, ...part }))}
          />
        )}
        <HandoverReports person={person} />
      </div>
    </Dialog>
  );
}
