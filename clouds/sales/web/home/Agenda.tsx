import { paths, useFormat, useTranslation } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { useAgenda } from './use-day.ts';
import './home.css';

/** What has a time today, in its order, with a line where the day stands now. */
export function Agenda() {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { list, today } = useAgenda();
  if (!list) return null;
  const now = new Date().toISOString();
  const at = list.findIndex((one) => one.startAt > now);
  return (
    <section className="agenda" aria-labelledby="home-agenda">
      <h2 id="home-agenda">
        {t('home.agenda')}
        <span className="note">{format.headingDate(today)}</span>
      </h2>
      {list.length === 0 && <p className="note">{t('home.noAgenda')}</p>}
      <ol>
        {list.map((one, index) => {
          const isPast = one.startAt <= now;
          return (
            <li key={`${one.id} ${one.startAt}`} className={index === at ? 'first' : undefined}>
              <time dateTime={one.startAt}>{format.time(one.startAt)}</time>
              <Link to={paths.record('activity', one.id)} className={isPast ? 'bk g' : 'bk'}>
                <span className="ell">{one.subject}</span>
                {one.endAt && <small>{t('home.until', { at: format.time(one.endAt) })}</small>}
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
