import { useTranslation } from '../../i18n/index.ts';
import { Check } from '../../primitives/Check.tsx';
import { Field } from '../../primitives/Field.tsx';
import type { Circle } from './data.ts';
import { type PartProps, Section } from './parts.tsx';

/** Hours in which nothing leaves the house, and of one person in which zone. */
export function Quiet({ view: { choice }, save, circle }: PartProps & { readonly circle: Circle }) {
  const { t } = useTranslation('notices');
  const { quiet } = choice;
  const zones = [...new Set([...(choice.timeZone ? [choice.timeZone] : []), ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Section title={t('choice.quiet')}>
      <Check
        checked={quiet !== null}
        label={t('choice.quietOn')}
        onChange={(on) => save({ quiet: on ? { from: '22:00', to: '07:00' } : null })}
      />
      {quiet && (
        <>
          <div className="two">
            {(['from', 'to'] as const).map((end) => (
              <Field key={end} label={t(`choice.${end}`)}>
                {(control) => (
                  <input
                    type="time"
                    className="inp"
                    {...control}
                    value={quiet[end]}
                    onChange={(event) => event.target.value && save({ quiet: { ...quiet, [end]: event.target.value } })}
                  />
                )}
              </Field>
            ))}
          </div>
          <p className="hint">{t('choice.quietHint')}</p>
        </>
      )}
      {circle === 'me' && (
        <Field label={t('choice.zone')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={choice.timeZone ?? ''}
              onChange={(event) => save({ timeZone: event.target.value || null })}
            >
              <option value="">{t('choice.companyZone')}</option>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
      )}
    </Section>
  );
}
