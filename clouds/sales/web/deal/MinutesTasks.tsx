import { Button, IconButton, type RecordData, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { texts } from './room-texts.ts';

export interface Draft {
  readonly key: number;
  readonly subject: string;
  readonly owner: string;
  readonly dueOn: string;
}

/** What a line says, as the action calls it. */
export const parts = ['subject', 'owner', 'dueOn'] as const;

interface TasksProps {
  readonly tasks: readonly Draft[];
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (tasks: readonly Draft[]) => void;
}

/** What is to be done, a line each. */
export function MinutesTasks({ tasks, problem, onChange }: TasksProps) {
  const text = useLabel();
  const people = useRecordQuery('user', {
    fields: ['name'],
    filter: { field: 'active', op: 'eq', value: true },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 200,
  });
  const known = people.data?.pages.flatMap((page) => page.records) ?? [];
  const add = () => onChange([...tasks, { key: Math.max(-1, ...tasks.map(({ key }) => key)) + 1, subject: '', owner: '', dueOn: '' }]);
  return (
    <fieldset className="fld minutes-tasks">
      <legend className="lb">{text(texts.tasks)}</legend>
      <p className="hint">{text(texts.tasksHint)}</p>
      {tasks.map((task, index) => (
        <TaskRow
          key={task.key}
          task={task}
          n={String(index + 1)}
          people={known}
          wrong={parts.flatMap((part) => problem(`tasks[${index}].${part}`) ?? [])}
          onChange={(patch) => onChange(tasks.map((one) => (one.key === task.key ? { ...one, ...patch } : one)))}
          onRemove={() => onChange(tasks.filter(({ key }) => key !== task.key))}
        />
      ))}
      <Button kind="link" icon="plus" onClick={add}>
        {text(texts.addTask)}
      </Button>
    </fieldset>
  );
}

interface RowProps {
  readonly task: Draft;
  /** Which line it is, from 1. */
  readonly n: string;
  readonly people: readonly RecordData[];
  readonly wrong: readonly string[];
  readonly onChange: (patch: Partial<Draft>) => void;
  readonly onRemove: () => void;
}

function TaskRow({ task: { subject, owner, dueOn }, n, people, wrong, onChange, onRemove }: RowProps) {
  const text = useLabel();
  return (
    <div>
      <input
        className="inp"
        aria-label={text(texts.task).replace('{n}', n)}
        maxLength={200}
        value={subject}
        onChange={(event) => onChange({ subject: event.target.value })}
      />
      <select
        className="inp"
        aria-label={text(texts.owner).replace('{n}', n)}
        value={owner}
        onChange={(event) => onChange({ owner: event.target.value })}
      >
        <option value="">{text(texts.choose)}</option>
        {people.map((one) => (
          <option key={one.id} value={one.id}>
            {String(one['name'] ?? '')}
          </option>
        ))}
      </select>
      <input
        className="inp"
        type="date"
        aria-label={text(texts.due).replace('{n}', n)}
        value={dueOn}
        onChange={(event) => onChange({ dueOn: event.target.value })}
      />
      <IconButton icon="close" label={text(texts.removeTask).replace('{n}', n)} onClick={onRemove} />
      {wrong.length > 0 && (
        <p className="err" role="alert">
          {wrong.join('；')}
        </p>
      )}
    </div>
  );
}
