import { type FieldMeta, useAction, useLabel } from '@huanke/platform/ui';
import { FormField } from '@huanke/platform/ui/form';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Draft, MinutesTasks, parts } from './MinutesTasks.tsx';
import { roomChanged } from './room-data.ts';
import { texts } from './room-texts.ts';

const asked: readonly FieldMeta[] = [
  { name: 'name', type: 'text', max: 200, label: texts.subject },
  { name: 'heldAt', type: 'datetime', label: texts.heldAt },
  { name: 'attendees', type: 'text', max: 500, label: texts.attendees },
  { name: 'content', type: 'longText', max: 20_000, label: texts.content },
];

/** 会议纪要: what was said, and line by line what is to be done; saved in one step. */
export function MinutesDrawer({ deal, onClose }: { readonly deal: string; readonly onClose: () => void }) {
  const text = useLabel();
  const run = useAction('opportunity');
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({ heldAt: new Date().toISOString() });
  const [tasks, setTasks] = useState<readonly Draft[]>([]);
  const submit = useSubmit(async () => {
    const input = {
      ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== '')),
      name: String(values['name'] ?? ''),
      tasks: tasks.map(({ subject, owner, dueOn }) => ({ subject, owner, dueOn })),
    };
    await run.mutateAsync({ id: deal, action: 'minutes', input });
    await roomChanged(deal);
    onClose();
  });
  return (
    <FormDrawer
      title={text(texts.minute)}
      submit={submit}
      fields={[...asked.map(({ name }) => name), ...tasks.flatMap((_, index) => parts.map((part) => `tasks[${index}].${part}`))]}
      onClose={onClose}
    >
      {asked.map((field, index) => (
        <FormField
          key={field.name}
          field={field}
          value={values[field.name] ?? null}
          required={field.name === 'name'}
          autoFocus={index === 0}
          problem={submit.problem(field.name)}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      <MinutesTasks tasks={tasks} problem={submit.problem} onChange={setTasks} />
    </FormDrawer>
  );
}
