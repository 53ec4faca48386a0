import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { type PartProps, Section } from './parts.tsx';

const DAYS = [1, 2, 3, 4, 5, 6, 0];

/** At once, or gathered at an hour of a day. */
export function MailTimes({ view: { choice }, save }: PartProps) {
  const { t, i18n } = useTranslation('notices');
  // 2026-03-01 was a Sunday
  const dayName = (day: number) =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 2, 1 + day));
  return (
    <Section title={t('choice.mailWhen')}>
      <Segmented
        label={t('choice.mailWhen')}
        value={choice.mail}
        segments={(['now', 'daily', 'weekly'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(mail) => save({ mail })}
      />
      {choice.mail !== 'now' && (
        <div className="two">
          {choice.mail === 'weekly' && (
            <Field label={t('choice.day')}>
              {(control) => (
                <select
                  className="inp"
                  {...control}
                  value={choice.digestDay}
                  onChange={(event) => save({ digestDay: Number(event.target.value) })}
                >
                  {DAYS.map((day) => (
                    <option key={day} value={day}>
                      {dayName(day)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          <Field label={t('choice.hour')}>
            {(control) => (
              <select
                className="inp"
                {...control}
                value={choice.digestHour}
                onChange={(event) => save({ digestHour: Number(event.target.value) })}
              >
                {Array.from({ length: 24 }, (_, hour) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: hours are their own names
                  <option key={hour} value={hour}>
                    {`${String(hour).padStart(2, '0')}:00`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
    </Section>
  );
}
