import { Field, useLabel } from '@huanke/platform/ui';
import { nameOfRule, presetKeys, presets, reminders } from './event-form.ts';
import { fill, texts } from './texts.ts';

export interface Repeat {
  readonly repeat: string;
  readonly until: string;
  readonly remind: number | null;
}

/** How often it takes place, until when, and when one is reminded. */
export function EventRepeat({
  value,
  added,
  problem,
  onChange,
}: {
  readonly value: Repeat;
  /** How many dates stand beside those of the rule. */
  readonly added: number;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (value: Repeat) => void;
}) {
  const text = useLabel();
  const isPreset = presetKeys.some((key) => presets[key] === value.repeat);
  const { preset, count } = nameOfRule(value.repeat);
  const name = preset ? text(texts[preset]) : fill(text(texts.otherRule), { rule: value.repeat });
  const counted = preset && count !== null ? fill(text(texts.times), { rule: name, n: count }) : name;
  // its first date, and beside it only added ones
  const other = count === 1 && added > 0 ? text(texts.listed) : counted;
  const before = (minutes: number) =>
    minutes === 0
      ? text(texts.atStart)
      : minutes % 1440 === 0
        ? fill(text(texts.days), { n: minutes / 1440 })
        : minutes % 60 === 0
          ? fill(text(texts.hours), { n: minutes / 60 })
          : fill(text(texts.minutes), { n: minutes });
  const offered = value.remind === null || reminders.some((one) => one === value.remind) ? reminders : [...reminders, value.remind];
  return (
    <>
      <Field
        label={text(texts.repeat)}
        error={problem('recurrence')}
        {...(added > 0 ? { hint: fill(text(texts.added), { n: added }) } : {})}
      >
        {(control) => (
          <select
            className="inp"
            {...control}
            value={value.repeat}
            onChange={(event) => onChange({ ...value, repeat: event.target.value })}
          >
            {presetKeys.map((key) => (
              <option key={key} value={presets[key]}>
                {text(texts[key])}
              </option>
            ))}
            {!isPreset && <option value={value.repeat}>{other}</option>}
          </select>
        )}
      </Field>
      {value.repeat !== '' && !value.repeat.includes('COUNT=') && (
        <Field label={text(texts.until)} hint={text(texts.untilHint)}>
          {(control) => (
            <input
              className="inp"
              type="date"
              {...control}
              value={value.until}
              onChange={(event) => onChange({ ...value, until: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label={text(texts.remind)} error={problem('remindBefore')}>
        {(control) => (
          <select
            className="inp"
            {...control}
            value={value.remind ?? ''}
            onChange={(event) => onChange({ ...value, remind: event.target.value === '' ? null : Number(event.target.value) })}
          >
            <option value="">{text(texts.noReminder)}</option>
            {offered.map((minutes) => (
              <option key={minutes} value={minutes}>
                {before(minutes)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
