import { Field, useLabel } from '@huanke/platform/ui';
import { type Times, withStart } from './event-form.ts';
import { texts } from './texts.ts';

/** Start and end of an event; moving the start takes the end along. */
export function EventTimes({
  times,
  problem,
  onChange,
}: {
  readonly times: Times;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (times: Times) => void;
}) {
  const text = useLabel();
  return (
    <>
      <label className="cal-allday">
        <input
          type="checkbox"
          className="cb"
          checked={times.allDay}
          onChange={(event) => onChange({ ...times, allDay: event.target.checked })}
        />
        <span>{text(texts.allDay)}</span>
      </label>
      <div className="cal-times">
        <Field label={text(texts.startDay)} required error={problem('startAt')}>
          {(control) => (
            <input
              className="inp"
              type="date"
              {...control}
              value={times.startDay}
              onChange={(event) => event.target.value && onChange(withStart(times, { startDay: event.target.value }))}
            />
          )}
        </Field>
        {!times.allDay && (
          <Field label={text(texts.startTime)} required>
            {(control) => (
              <input
                className="inp"
                type="time"
                {...control}
                value={times.startTime}
                onChange={(event) => event.target.value && onChange(withStart(times, { startTime: event.target.value }))}
              />
            )}
          </Field>
        )}
        <Field label={text(texts.endDay)} error={problem('endAt')}>
          {(control) => (
            <input
              className="inp"
              type="date"
              {...control}
              value={times.endDay}
              onChange={(event) => event.target.value && onChange({ ...times, endDay: event.target.value })}
            />
          )}
        </Field>
        {!times.allDay && (
          <Field label={text(texts.endTime)}>
            {(control) => (
              <input
                className="inp"
                type="time"
                {...control}
                value={times.endTime}
                onChange={(event) => onChange({ ...times, endTime: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
    </>
  );
}
