import { api, Icon, type ObjectMeta, paths, type RecordData, recordKeys, useFormat, useLabel } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import './projects.css';

interface Conflict {
  readonly id: string | null;
  readonly title: string | null;
  readonly owner: string | null;
  readonly createdAt: string;
}

/** 项目冲突: others for the same end customer and product family; of those the person may not see only whose they are. */
export function Conflicts({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const { data } = useQuery({
    queryKey: [...recordKeys.record('project', record.id), 'conflicts', record.version],
    queryFn: ({ signal }) => api.get<{ items: readonly Conflict[] }>(`/projects/${record.id}/conflicts`, { signal }),
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="project-conflicts" aria-label={text(texts.conflicts)}>
      <span className="warned">
        <Icon name="warn" size={14} />
        {text(texts.conflict).replace('{n}', String(items.length))}
      </span>
      {items.map((item) => (
        <span key={item.id ?? `${item.owner} ${item.createdAt}`}>
          {item.id ? (
            <Link to={paths.record('project', item.id)}>{item.title}</Link>
          ) : (
            text(texts.hidden).replace('{owner}', item.owner ?? text(texts.nobody))
          )}{' '}
          <span className="note">{text(texts.since).replace('{day}', format.date(item.createdAt))}</span>
        </span>
      ))}
    </section>
  );
}
