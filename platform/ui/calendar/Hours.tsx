import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import type { Span } from './data.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** The spans of each weekday; a day without any is a day of rest. */
export function Hours({
  hours,
  problem,
  onChange,
}: {
  readonly hours: readonly (readonly Span[])[];
  readonly problem: (weekday: number) => string | undefined;
  readonly onChange: (hours: readonly (readonly Span[])[]) => void;
}) {
  const { t } = useTranslation('calendar');
  const setDay = (at: number, spans: readonly Span[]) => onChange(hours.map((one, index) => (index === at ? spans : one)));
  return (
    <ul className="wc-hours">
      {WEEKDAYS.map((weekday) => {
        const at = weekday - 1;
        const spans = hours[at] ?? [];
        const day = t(`weekday.${weekday}`);
        const wrong = problem(at);
        const set = (index: number, part: Partial<Span>) =>
          setDay(
            at,
            spans.map((span, place) => (place === index ? { ...span, ...part } : span)),
          );
        const last = spans.at(-1);
        return (
          <li key={weekday}>
            <b>{day}</b>
            <div className="wc-spans">
              {spans.length === 0 && <span className="note">{t('rest')}</span>}
              {spans.map((span, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place
                <span key={index} className="wc-span">
                  <input
                    className="inp"
                    type="time"
                    aria-label={t('from', { day, n: index + 1 })}
                    aria-invalid={wrong ? true : undefined}
                    value={span.from}
                    onChange={(event) => set(index, { from: event.target.value })}
                  />
                  <span className="note">{t('until')}</span>
                  <input
                    className="inp"
                    type="time"
                    aria-label={t('to', { day, n: index + 1 })}
                    // the browser's control knows no 24:00
                    value={span.to === '24:00' ? '00:00' : span.to}
                    onChange={(event) => set(index, { to: event.target.value === '00:00' ? '24:00' : event.target.value })}
                  />
                  <IconButton
                    icon="close"
                    label={t('removeSpan', { day, n: index + 1 })}
                    onClick={() =>
                      setDay(
                        at,
                        spans.filter((_, place) => place !== index),
                      )
                    }
                  />
                </span>
              ))}
              <Button
                kind="ghost"
                size="sm"
                icon="plus"
                aria-label={t('addSpanOf', { day })}
                onClick={() => setDay(at, [...spans, last ? { from: last.to, to: '' } : { from: '09:00', to: '18:00' }])}
              >
                {t('addSpan')}
              </Button>
              {wrong && <span className="wc-wrong">{wrong}</span>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
