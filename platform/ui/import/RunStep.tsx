import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { recordKeys } from '../data/records.ts';
import { useCan, useFormat, useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { toast } from '../primitives/Toast.tsx';
import { errorsHref, type Import, moveImport } from './data.ts';
import { Kept } from './Kept.tsx';
import { Warnings } from './Warnings.tsx';

function Figures({ record }: { readonly record: Import }) {
  const { t } = useTranslation('import');
  const format = useFormat();
  return (
    <dl className="imp-figures">
      {(['created', 'updated', 'skipped', 'failed'] as const).map((key) => (
        <div key={key} className={record[key] > 0 ? key : undefined}>
          <dt>{t(key)}</dt>
          <dd>{format.number(record[key])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Reasons({ record }: { readonly record: Import }) {
  const { t } = useTranslation('import');
  const format = useFormat();
  const groups = [...record.problemsByColumn, ...record.skippedByColumn];
  if (groups.length === 0) return null;
  return (
    <section className="imp-why">
      <h2>{t('why')}</h2>
      <ul>
        {groups.map((group) => (
          <li key={`${group.column}-${group.field}-${group.code}-${group.kind}`}>
            <b>{group.column ?? t('rule')}</b>
            <span>{group.message}</span>
            <span className="sub">
              {group.samples
                .slice(0, 3)
                .map((sample) => sample.value ?? t('empty'))
                .join('；')}
            </span>
            <span className="num">{t('rows', { n: format.number(group.count) })}</span>
          </li>
        ))}
      </ul>
      <p className="row">
        <a className="btn" href={errorsHref(record.id)} download>
          <Icon name="download" />
          <span>{t('errorsFile')}</span>
        </a>
        <span className="sub">{t('errorsText')}</span>
      </p>
    </section>
  );
}

function headline(record: Import): string {
  if (record.status === 'running') return record.phase === 'undo' ? 'undoing' : record.phase === 'links' ? 'linking' : 'running';
  if (record.status === 'done') return record.failed > 0 ? 'doneTitleProblems' : 'doneTitle';
  if (record.status === 'undone') return 'undoneTitle';
  return record.status === 'cancelled' ? 'cancelledTitle' : 'failedTitle';
}

/** Last step: how far it is, then what came of it; undo as long as it is possible. */
export function RunStep({ record, meta }: { readonly record: Import; readonly meta: ObjectMeta }) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const { user } = useSession();
  const [busy, setBusy] = useState(false);
  const running = record.status === 'running';
  const share = record.total > 0 ? Math.min(1, record.done / record.total) : 0;
  const name = text(meta.plural ?? meta.label);
  const mayUndo =
    record.undoUntil !== null &&
    new Date(record.undoUntil) > new Date() &&
    (record.createdBy?.id === user.id || can('imports.undoAny')) &&
    record.created + record.updated > 0;
  const mayGoOn = (record.status === 'failed' || record.status === 'cancelled') && (record.phase === 'rows' || record.phase === 'links');

  const move = (verb: 'start' | 'cancel' | 'undo') => {
    setBusy(true);
    moveImport(record.id, verb)
      .then(() => queryClient.invalidateQueries({ queryKey: recordKeys.object(record.object) }))
      .catch(toast.error)
      .finally(() => setBusy(false));
  };
  const stop = async () => {
    const sure = await confirm({
      title: t('stopTitle'),
      text: t('stopText', { n: format.number(record.created + record.updated) }),
      confirm: t('stop'),
    });
    if (sure) move('cancel');
  };
  const undo = async () => {
    const sure = await confirm({
      title: t('undoTitle'),
      text: t('undoText', { created: format.number(record.created), updated: format.number(record.updated) }),
      confirm: t('undo'),
      danger: true,
    });
    if (sure) move('undo');
  };
  return (
    <div className="imp-run">
      <div className="imp-result" aria-live="polite">
        {running ? (
          <Ring size={26} share={share} />
        ) : (
          <Icon
            name={record.status === 'done' ? 'check' : record.status === 'undone' ? 'undo' : 'warn'}
            size={26}
            className={record.status}
          />
        )}
        <h2>{t(headline(record), { n: format.number(record.failed) })}</h2>
      </div>
      {running && (
        <>
          <div
            className="bar"
            role="progressbar"
            aria-label={t('running')}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(share * 100)}
          >
            <i style={{ width: `${share * 100}%` }} />
          </div>
          <p>{t('progress', { done: format.number(record.done), total: format.number(record.total) })}</p>
          <p className="sub">{t('runningText')}</p>
        </>
      )}
      {record.error && <p className="alert bad">{record.error}</p>}
      {record.status === 'undone' && (
        <p className="sub">
          {t('undoneText')} {record.kept > 0 && t('keptText', { n: format.number(record.kept) })}
        </p>
      )}
      {record.status !== 'undone' && <Figures record={record} />}
      <p className="sub">{t('automationWas', { what: t(`automation_${record.automation}`) })}</p>
      <div className="imp-acts">
        {running && record.phase !== 'undo' && (
          <Button busy={busy} onClick={() => void stop()}>
            {t('stop')}
          </Button>
        )}
        {mayGoOn && (
          <Button kind="primary" busy={busy} onClick={() => move('start')}>
            {t('goOn')}
          </Button>
        )}
        {!running && (
          <Link to={paths.list(record.object)} className={mayGoOn ? 'btn' : 'btn pri'}>
            {t('open', { name })}
          </Link>
        )}
        {record.status === 'done' && record.duplicates === 'review' && can(`${record.object}.merge`) && (
          <Link to="/settings/duplicates" search={{ object: record.object, import: record.id } as Record<string, unknown>} className="btn">
            {t('toReview')}
          </Link>
        )}
        {!running && (
          <Link to={paths.import()} search={{ object: record.object } as Record<string, unknown>} className="btn">
            {t('again')}
          </Link>
        )}
        {mayUndo && (
          <>
            <Button icon="undo" busy={busy} onClick={() => void undo()}>
              {t('undo')}
            </Button>
            <span className="note">{t('undoUntil', { time: format.dateTime(record.undoUntil) })}</span>
          </>
        )}
      </div>
      {record.status === 'undone' && record.kept > 0 && <Kept record={record} />}
      {!running && record.status !== 'undone' && <Warnings record={record} />}
      {!running && record.status !== 'undone' && <Reasons record={record} />}
    </div>
  );
}
