import { Avatar, Icon, paths, Tag, useFormat, useLabel } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import type { Minutes, Task } from './room-data.ts';
import { texts } from './room-texts.ts';

/** Minutes, the last meeting first, each with what was agreed on and how far it is. */
export function MinutesList({ minutes }: { readonly minutes: readonly Minutes[] }) {
  const text = useLabel();
  const format = useFormat();
  if (minutes.length === 0) return null;
  return (
    <ul className="minutes" aria-label={text(texts.minutes)}>
      {minutes.map((one) => (
        <li key={one.id}>
          <p className="said">
            <Icon name="text" size={14} />
            <Link to={paths.record('dealMinutes', one.id)}>{one.name}</Link>
            <span className="note">{[one.heldAt && format.dateTime(one.heldAt), one.attendees].filter(Boolean).join(' · ')}</span>
          </p>
          {one.content && <p className="words">{one.content}</p>}
          {one.tasks.length > 0 && (
            <ul className="todo" aria-label={text(texts.tasks)}>
              {one.tasks.map((task) => (
                <TaskLine key={task.id} task={task} />
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function TaskLine({ task }: { readonly task: Task }) {
  const text = useLabel();
  const format = useFormat();
  const isDone = task.status === 'done';
  const isLate = !isDone && task.status !== 'cancelled' && task.dueOn !== null && (format.daysUntil(task.dueOn) ?? 0) < 0;
  return (
    <li>
      <Link to={paths.record('activity', task.id)} className="ell">
        {task.subject}
      </Link>
      <span className="who ell">
        {task.owner && <Avatar name={task.owner.title} size={20} />}
        {task.owner?.title ?? '--'}
      </span>
      <span className="note">{task.dueOn ? text(texts.dueOn).replace('{day}', task.dueOn) : '--'}</span>
      {isDone && (
        <Tag small tone="ok">
          {text(texts.done)}
        </Tag>
      )}
      {isLate && (
        <Tag small tone="bad">
          {text(texts.late)}
        </Tag>
      )}
    </li>
  );
}
