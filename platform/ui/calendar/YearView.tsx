import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { type CalendarSettings, kindOf, type LegalDay, monthDays } from './data.ts';

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const SHOWN = ['holiday', 'madeUp', 'ownRest', 'ownWork'] as const;

/** A year at a glance: holidays, weekends that are worked, the company's own days. A day pressed is set. */
export function YearView({
  year,
  settings,
  holidays,
  onPick,
}: {
  readonly year: number;
  readonly settings: CalendarSettings;
  readonly holidays: readonly LegalDay[];
  readonly onPick: (day: string) => void;
}) {
  const { t, i18n } = useTranslation('calendar');
  const text = useLabel();
  const legal = new Map(holidays.map((one) => [one.day, one]));
  const own = new Map(settings.days.map((one) => [one.day, one.name]));
  const monthName = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' });
  return (
    <>
      <ul className="wc-legend">
        {SHOWN.map((kind) => (
          <li key={kind}>
            <i className={`wc-day ${kind}`} aria-hidden="true" />
            {t(`kind.${kind}`)}
          </li>
        ))}
      </ul>
      <div className="wc-year">
        {MONTHS.map((month) => (
          <section key={month} aria-label={monthName.format(Date.UTC(year, month - 1, 1))}>
            <h3>{monthName.format(Date.UTC(year, month - 1, 1))}</h3>
            <div className="wc-month">
              {WEEKDAYS.map((weekday) => (
                <span key={weekday} className="head" aria-hidden="true">
                  {t(`short.${weekday}`)}
                </span>
              ))}
              {monthDays(year, month).map((day, index) => {
                // biome-ignore lint/suspicious/noArrayIndexKey: empty places before the first of the month
                if (!day) return <span key={index} />;
                const kind = kindOf(day, settings, legal);
                const name = own.get(day) || (kind === 'holiday' || kind === 'madeUp' ? text(legal.get(day)?.name ?? undefined) : '');
                const said = [day, t(`kind.${kind}`), name].filter(Boolean).join(' · ');
                return (
                  <button
                    key={day}
                    type="button"
                    className={`wc-day ${kind}`}
                    aria-label={said}
                    title={said}
                    // 365 stops of the tab key help nobody: by keyboard a day is set below the year
                    tabIndex={-1}
                    onClick={() => onPick(day)}
                  >
                    {Number(day.slice(8))}
                  </button>
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}
