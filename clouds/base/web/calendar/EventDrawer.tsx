import {
  api,
  Button,
  ErrorState,
  type ObjectMeta,
  paths,
  type RecordData,
  Skeleton,
  useCan,
  useLabel,
  useObject,
  useRecord,
} from '@huanke/platform/ui';
import { FormField, isWritable, sameValue, toWire } from '@huanke/platform/ui/form';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import { EventRepeat } from './EventRepeat.tsx';
import { EventTimes } from './EventTimes.tsx';
import { isDraft, repeatOf, ruleOf, timesOf, timeValues } from './event-form.ts';
import type { Draft } from './grid.ts';
import { texts } from './texts.ts';
import { refreshCalendar } from './use-calendar.ts';
import type { Conflict, Edit } from './use-edit.ts';

interface Props {
  readonly of: CalendarItem | Draft;
  readonly edit: Edit;
  readonly zone: string;
  readonly onClose: () => void;
}

/** Asked in this order, times and repeats between them. */
const before = ['subject', 'type'] as const;
const after = ['related', 'attendees', 'place', 'content'] as const;
const own = [...before, ...after, 'startAt', 'endAt', 'recurrence', 'remindBefore'];

/** A new event, or one that is there; a series asks afterwards which occurrences are meant. */
export function EventDrawer(props: Props) {
  const meta = useObject('activity');
  if (!isDraft(props.of)) return meta.data ? <Existing {...props} of={props.of} meta={meta.data} /> : null;
  return meta.data ? <Form {...props} meta={meta.data} record={{}} /> : null;
}

function Existing(props: Props & { readonly of: CalendarItem; readonly meta: ObjectMeta }) {
  const { data, error, refetch } = useRecord('activity', props.of.id);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return data ? <Form {...props} record={data} /> : <Skeleton lines={2} />;
}

interface FormProps extends Props {
  readonly meta: ObjectMeta;
  readonly record: Partial<RecordData>;
}

/** How many dates were added to a series; nobody adds one here, other calendars do. */
const addedTo = ({ rdates }: Partial<RecordData>) => (typeof rdates === 'string' ? rdates.split('\n').length : 0);

/** What the form holds, and what of it differs from what is stored. */
function useForm({ of, meta, record, zone }: FormProps) {
  const draft = isDraft(of);
  const shown = (names: readonly string[]) =>
    names.flatMap((name) => meta.fields.find((field) => field.name === name && isWritable(field)) ?? []);
  const rule = repeatOf(typeof record['recurrence'] === 'string' ? record['recurrence'] : '');
  const remind = typeof record['remindBefore'] === 'number' ? record['remindBefore'] : null;
  const first = { times: timesOf(of, zone), repeat: { ...rule, remind: draft ? 15 : remind } };
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>(draft ? { type: 'meeting' } : record);
  const [times, setTimes] = useState(first.times);
  const [repeat, setRepeat] = useState(first.repeat);
  const changes = () => {
    const fields = shown([...before, ...after]).filter((field) => !sameValue(field, draft ? null : record[field.name], values[field.name]));
    const [wasRule, isRule] = [ruleOf(rule.repeat, rule.until), ruleOf(repeat.repeat, repeat.until)];
    return {
      ...Object.fromEntries(fields.map((field) => [field.name, toWire(field, values[field.name])])),
      ...(draft || JSON.stringify(times) !== JSON.stringify(first.times) ? timeValues(times, zone) : {}),
      ...(wasRule === isRule ? {} : { recurrence: isRule }),
      ...((draft ? null : remind) === repeat.remind ? {} : { remindBefore: repeat.remind }),
    };
  };
  return { shown, values, setValues, times, setTimes, repeat, setRepeat, changes };
}

function Form(props: FormProps) {
  const { of, edit, onClose } = props;
  const text = useLabel();
  const can = useCan();
  const form = useForm(props);
  const submit = useSubmit(async () => {
    const values = form.changes();
    if (isDraft(of)) {
      const answer = await api.post<{ conflicts: readonly Conflict[] }>('/activities', values, { idempotencyKey: crypto.randomUUID() });
      await refreshCalendar();
      edit.tellConflicts(answer.conflicts);
    } else if (Object.keys(values).length > 0 && !(await edit.change(of, values))) return;
    onClose();
  });
  const fields = (names: readonly string[]) =>
    form
      .shown(names)
      .map((field, index) => (
        <FormField
          key={field.name}
          field={field}
          value={form.values[field.name]}
          problem={submit.problem(field.name)}
          autoFocus={index === 0 && names === before}
          onChange={(value) => form.setValues({ ...form.values, [field.name]: value })}
        />
      ));
  const readOnly = !isDraft(of) && !of.editable;
  return (
    <FormDrawer title={text(isDraft(of) ? texts.create : texts.edit)} submit={submit} fields={own} onClose={onClose}>
      {!isDraft(of) && (
        <p className="cal-actions">
          <Link to={paths.record('activity', of.id)}>{text(texts.open)}</Link>
          {of.editable && can('activity.delete') && (
            <Button kind="link" icon="trash" onClick={() => void edit.remove(of).then((gone) => gone && onClose())}>
              {text(texts.remove)}
            </Button>
          )}
        </p>
      )}
      <fieldset className="cal-form" disabled={readOnly}>
        {fields(before)}
        {(isDraft(of) || of.start !== null) && <EventTimes times={form.times} problem={submit.problem} onChange={form.setTimes} />}
        {(isDraft(of) || of.start !== null) && (
          <EventRepeat value={form.repeat} added={addedTo(props.record)} problem={submit.problem} onChange={form.setRepeat} />
        )}
        {fields(after)}
      </fieldset>
    </FormDrawer>
  );
}
