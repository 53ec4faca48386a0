import { Button, Icon, isReference, listLink, paths, type RecordData, useFormat, useTranslation } from '@huanke/platform/ui';
import { useHomeSection } from '@huanke/platform/ui/home';
import { Link } from '@tanstack/react-router';
import type { WaitingAnswer } from './types.ts';
import { useDoing } from './use-doing.ts';
import './home.css';

type Kind = WaitingAnswer['groups'][number]['object'];

const shown = {
  collabRequest: { due: 'dueAt', about: 'opportunity', icon: 'users' },
  lossReview: { due: 'dueOn', about: 'opportunity', icon: 'search' },
  tender: { due: 'deadlineAt', about: 'buyer', icon: 'flag' },
  contract: { due: 'signedOn', about: 'account', icon: 'file' },
} as const;

const verbs = { lossReview: 'review', tender: 'decide', contract: 'confirm' } as const;

function WaitingRow({ object, record, today }: { readonly object: Kind; readonly record: RecordData; readonly today: string }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { busy, finishRequest, mayFinishRequest } = useDoing();
  const kind = shown[object];
  const due = record[kind.due];
  const day = typeof due === 'string' ? format.date(due) : null;
  // the day on which a contract was signed is nobody's delay
  const late = typeof due === 'string' && object !== 'contract' && (object === 'lossReview' ? due < today : due < new Date().toISOString());
  const about = record[kind.about];
  const name = String(record['name'] ?? '--');
  return (
    <li className="it">
      <span className={late ? 'tm late' : 'tm'}>{day === null ? '--' : day === today ? t('home.today') : format.day(day)}</span>
      <span className="k">
        <Icon name={kind.icon} />
      </span>
      <div className="m">
        <p>
          <Link to={paths.record(object, record.id)}>{name}</Link>
        </p>
        <p className={late ? 'why w' : 'why'}>
          {[isReference(about) ? about.title : '', late ? t('home.overdue') : ''].filter(Boolean).join(' · ')}
        </p>
      </div>
      <span className="amt" />
      <span className="acts">
        {object === 'collabRequest' ? (
          mayFinishRequest && (
            <Button busy={busy} onClick={() => void finishRequest(record)} aria-label={t('home.finishOf', { name })}>
              {t('home.finish')}
            </Button>
          )
        ) : (
          <Link to={paths.record(object, record.id)} className="btn" aria-label={t(`home.${verbs[object]}Of`, { name })}>
            {t(`home.${verbs[object]}`)}
          </Link>
        )}
      </span>
    </li>
  );
}

/** Tenders, requests for help and reviews that wait for this person. */
export function Waiting() {
  const { t } = useTranslation('sales');
  const { data, today } = useHomeSection<WaitingAnswer>('sales.waiting');
  return data?.groups.map(({ object, count, records, filter }) => (
    <section key={object} className="waiting" aria-label={t(`home.waiting.${object}`)}>
      <div className="sec">
        <h2>{t(`home.waiting.${object}`)}</h2>
        {count > records.length ? (
          <Link {...listLink(object, { filter })}>{t('board.showAll', { count })}</Link>
        ) : (
          <span className="note n">{count}</span>
        )}
      </div>
      <ul>
        {records.map((record) => (
          <WaitingRow key={record.id} object={object} record={record} today={today} />
        ))}
      </ul>
    </section>
  ));
}
