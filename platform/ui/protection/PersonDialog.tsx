import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, apiUrl } from '../data/api.ts';
import { useJob } from '../data/jobs.ts';
import { type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { WorkBar } from '../primitives/WorkBar.tsx';
import '../settings/settings.css';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type KeptCount, type Preview, personPath } from './data.ts';

/** What stays, why and until when. */
function Kept({ kept }: { readonly kept: readonly KeptCount[] }) {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data ?? [];
  return kept.map((one) => {
    const object = text(objects.find((known) => known.name === one.object)?.label) || one.object;
    return (
      <p key={one.object} className="note">
        {t('kept', { object, n: format.number(one.count) })} {text(one.reason)} {one.until && t('keptUntil', { day: one.until })}
      </p>
    );
  });
}

/** Follows the work to its end: a bar, then the file or the word that it is done. */
function Progress({ id, what }: { readonly id: string; readonly what: 'export' | 'erase' }) {
  const { t } = useTranslation('protection');
  const job = useJob<{ readonly kept?: readonly KeptCount[] }>(id);
  if (job?.status === 'failed' || job?.status === 'cancelled')
    return (
      <p className="alert bad" role="alert">
        <Icon name="warn" />
        <span>{job.error ?? t('stopped')}</span>
      </p>
    );
  if (job?.status === 'done')
    return (
      <div role="status">
        {t(`${what}Done`)}{' '}
        {job.fileId && (
          <a className="btn" href={apiUrl(`/files/${job.fileId}`)} download>
            <Icon name="download" />
            {t('download')}
          </a>
        )}
        <Kept kept={job.result?.kept ?? []} />
      </div>
    );
  const share = job?.progress ?? 0;
  return <WorkBar share={share} text={t('working', { percent: Math.round(share * 100) })} note={t('goesOn')} />;
}

/** Which records are this person, and what else speaks of them. */
function Found({
  preview,
  chosen,
  onChoose,
}: {
  readonly preview: Preview;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data ?? [];
  const nameOf = (object: string) => text(objects.find((one) => one.name === object)?.label) || object;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  const counts = [
    ...preview.linked.map((one) => [t('in', { object: nameOf(one.object) }), one.count] as const),
    ...(['history', 'consents', 'files', 'imports', 'exports'] as const).map((key) => [t(`count.${key}`), preview.counts[key]] as const),
  ].filter(([, count]) => count > 0);
  return (
    <>
      <fieldset className="set-checks">
        <legend className="h3">{t('people')}</legend>
        {preview.people.map((one) => (
          <Check
            key={one.id}
            checked={one.why === 'start' || chosen.has(one.id)}
            disabled={one.why === 'start'}
            label={`${nameOf(one.object)} · ${one.title}`}
            note={[one.why === 'start' ? '' : t(`why.${one.why}`), one.deleted ? t('inBin') : ''].filter(Boolean).join(t('mark'))}
            onChange={() => toggle(one.id)}
          />
        ))}
      </fieldset>
      {counts.length > 0 && (
        <ul className="set-counts">
          {counts.map(([name, count]) => (
            <li key={name}>
              <span>{name}</span>
              <b>{format.number(count)}</b>
            </li>
          ))}
        </ul>
      )}
      <Kept kept={preview.kept} />
    </>
  );
}

/** 主体查询 and 删除: who is meant, what is found, then the work. */
export function PersonDialog({
  object,
  id,
  what,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly id: string;
  readonly what: 'export' | 'erase';
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('protection');
  const [left, setLeft] = useState<ReadonlySet<string> | null>(null);
  const [mode, setMode] = useState<'anonymise' | 'delete'>('anonymise');
  const [reason, setReason] = useState('');
  const [job, setJob] = useState<string | null>(null);
  const preview = useQuery({
    queryKey: ['person', object.name, id, left ? [...left].sort() : null],
    queryFn: () => api.post<Preview>(personPath(object.name, id, 'person/preview'), left ? { people: [...left] } : {}),
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const chosen = left ?? new Set(preview.data?.people.map((one) => one.id));
  const { busy, error, run, problem } = useSubmit(async () => {
    const body = { people: [...chosen], ...(what === 'erase' ? { mode, reason } : {}) };
    setJob((await api.post<{ job: string }>(personPath(object.name, id, `person/${what}`), body)).job);
  });
  const close = () => {
    if (what === 'erase' && job) void queryClient.invalidateQueries();
    onClose();
  };
  return (
    <Dialog
      title={t(what === 'export' ? 'copyTitle' : 'eraseTitle')}
      onClose={close}
      footer={
        job ? (
          <Button onClick={close}>{t('close', { ns: 'common' })}</Button>
        ) : (
          <>
            <Button onClick={close}>{t('cancel', { ns: 'common' })}</Button>
            <Button
              kind={what === 'erase' ? 'danger' : 'primary'}
              busy={busy}
              disabled={!preview.data || (what === 'erase' && !reason.trim())}
              onClick={run}
            >
              {t(what === 'export' ? 'copyNow' : 'eraseNow')}
            </Button>
          </>
        )
      }
    >
      <div className="set-form">
        {job ? (
          <Progress id={job} what={what} />
        ) : (
          <>
            <p>{t(what === 'export' ? 'copyText' : 'eraseText')}</p>
            <FormProblem error={error} fields={['reason']} />
            {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
            {preview.isPending && <Skeleton lines={4} />}
            {preview.data && <Found preview={preview.data} chosen={chosen} onChoose={setLeft} />}
            {what === 'erase' && (
              <>
                <fieldset className="set-checks">
                  <legend className="h3">{t('mode')}</legend>
                  {(['anonymise', 'delete'] as const).map((one) => (
                    <label key={one} className="checkline">
                      <input type="radio" name="mode" checked={mode === one} onChange={() => setMode(one)} />
                      <span>
                        {t(`modes.${one}`)} <span className="note">{t(`modeNotes.${one}`)}</span>
                      </span>
                    </label>
                  ))}
                </fieldset>
                <Field label={t('reason')} required error={problem('reason')}>
                  {(control) => (
                    <input
                      className="inp"
                      maxLength={500}
                      {...control}
                      value={reason}
                      placeholder={t('reasonHint')}
                      onChange={(event) => setReason(event.target.value)}
                    />
                  )}
                </Field>
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
