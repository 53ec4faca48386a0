import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { IconButton } from '../../primitives/Button.tsx';
import { addDays, addMonths, monthGrid } from '../dates.ts';

/** A month to choose a day from. Focus stays in the input; `cursor` is the day the arrows have reached. */
export function Calendar({
  id,
  cursor,
  value,
  today,
  onMove,
  onPick,
}: {
  readonly id: string;
  readonly cursor: string;
  readonly value: string | null;
  readonly today: string;
  readonly onMove: (day: string) => void;
  readonly onPick: (day: string) => void;
}) {
  const { t } = useTranslation('form');
  const { language } = useFormat();
  const at = new Date(`${cursor}T00:00:00Z`);
  const title = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
  const names = monthGrid('2024-01-01')[0] ?? [];
  const dayName = (day: string, style: 'narrow' | 'long') =>
    new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  const fullName = (day: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  return (
    // Presses must not take the focus from the input.
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps focus where it is
    <div className="cal" onMouseDown={(event) => event.preventDefault()}>
      <div className="cal-head">
        <IconButton icon="left" label={t('previousMonth')} tabIndex={-1} onClick={() => onMove(addMonths(cursor, -1))} />
        <b aria-live="polite">{title}</b>
        <IconButton icon="right" label={t('nextMonth')} tabIndex={-1} onClick={() => onMove(addMonths(cursor, 1))} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA pattern of a date grid is a table */}
      <table id={id} role="grid" aria-label={title}>
        <thead>
          <tr>
            {names.map((day) => (
              <th key={day} scope="col" abbr={dayName(day, 'long')}>
                {dayName(day, 'narrow')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthGrid(cursor).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active day
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the input
                <td
                  key={day}
                  id={`${id}-${day}`}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA pattern of a date grid is a table
                  role="gridcell"
                  aria-selected={day === value}
                  aria-current={day === today ? 'date' : undefined}
                  aria-label={fullName(day)}
                  className={`${day.slice(0, 7) === cursor.slice(0, 7) ? '' : 'out'}${day === cursor ? ' cur' : ''}`}
                  onClick={() => onPick(day)}
                >
                  {Number(day.slice(8))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="cal-foot">
        {(
          [
            ['today', today],
            ['tomorrow', addDays(today, 1)],
            ['inAWeek', addDays(today, 7)],
          ] as const
        ).map(([name, day]) => (
          <button key={name} type="button" tabIndex={-1} className="btn xs ghost" onClick={() => onPick(day)}>
            {t(name)}
          </button>
        ))}
      </div>
    </div>
  );
}
