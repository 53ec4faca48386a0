import { paths, useFormat, useTranslation } from '@huanke/platform/ui';
import { useHomeSection } from '@huanke/platform/ui/home';
import { Link } from '@tanstack/react-router';
import './home.css';

/** Something with a time today, as the calendar knows it: also one occurrence of a series. Section `base.agenda`. */
interface Appointment {
  readonly id: string;
  readonly subject: string;
  readonly start: string;
  readonly end: string | null;
}

/** What has a time today, in its order, with a line where the day stands now. */
export function Agenda() {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { data, today } = useHomeSection<{ readonly items: readonly Appointment[] }>('base.agenda');
  if (!data) return null;
  const list = data.items;
  const now = new Date().toISOString();
  const at = list.findIndex((one) => one.start > now);
  return (
    <section className="agenda" aria-labelledby="home-agenda">
      <h2 id="home-agenda">
        {t('home.agenda')}
        <span className="note">{format.headingDate(today)}</span>
      </h2>
      {list.length === 0 && <p className="note">{t('home.noAgenda')}</p>}
      <ol>
        {list.map((one, index) => {
          const isPast = one.start <= now;
          return (
            <li key={`${one.id} ${one.start}`} className={index === at ? 'first' : undefined}>
              <time dateTime={one.start}>{format.time(one.start)}</time>
              <Link to={paths.record('activity', one.id)} className={isPast ? 'bk g' : 'bk'}>
                <span className="ell">{one.subject}</span>
                {one.end && <small>{t('home.until', { at: format.time(one.end) })}</small>}
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
