import {
  Avatar,
  Button,
  fieldOf,
  type ObjectMeta,
  openCreate,
  paths,
  type RecordData,
  type Reference,
  Tag,
  toneOf,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import './bidding.css';

/** 章节清单: who writes what until when, and whether it is checked. */
export function Sections({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const { data } = useRecordQuery('bidDoc', {
    fields: ['name', 'assignee', 'dueOn', 'state', 'files', 'revision'],
    filter: { field: 'tender', op: 'eq', value: record.id },
    sort: [{ field: 'dueOn', direction: 'asc' }],
    limit: 100,
  });
  if (!data) return null;
  const sections = data.pages[0]?.records ?? [];
  const done = sections.filter((section) => section['state'] === 'passed').length;
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  return (
    <section className="tender-part" aria-label={text(texts.sections)}>
      <h2>
        {text(texts.sections)}
        {sections.length > 0 && (
          <span className="note">{text(texts.sectionsDone).replace('{done}', String(done)).replace('{all}', String(sections.length))}</span>
        )}
        <span className="sp" />
        {can('bidDoc.create') && object.can?.includes('edit') && (
          <Button kind="link" icon="plus" onClick={() => openCreate('bidDoc', { tender: parent })}>
            {text(texts.addSection)}
          </Button>
        )}
      </h2>
      {sections.length === 0 ? (
        <p className="note">{text(texts.noSections)}</p>
      ) : (
        <ul className="tender-sections">
          {sections.map((section) => (
            <Section key={section.id} section={section} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Section({ section }: { readonly section: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const meta = useObject('bidDoc').data;
  const state = fieldOf(meta, 'state')?.options?.find(({ key }) => key === section['state']);
  const assignee = section['assignee'] as Reference | null;
  const due = section['dueOn'] as string | null;
  const isLate = due !== null && section['state'] !== 'passed' && (format.daysUntil(due) ?? 0) < 0;
  const files = (section['files'] as readonly unknown[] | null) ?? [];
  return (
    <li>
      <Link to={paths.record('bidDoc', section.id)} className="ell">
        {String(section['name'] ?? '')}
      </Link>
      {state && (
        <Tag small tone={toneOf(state.color)}>
          {text(state.label)}
        </Tag>
      )}
      <span className="who ell">
        {assignee && <Avatar name={assignee.title} />}
        {assignee?.title ?? '--'}
      </span>
      <span className={isLate ? 'late' : 'note'}>{due ? text(texts.due).replace('{day}', due) : '--'}</span>
      <span className="note">{text(texts.files).replace('{n}', String(files.length))}</span>
    </li>
  );
}
