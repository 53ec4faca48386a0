import { api, Icon, type ObjectMeta, paths, type RecordData, recordKeys, useFormat, useLabel } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import './projects.css';

export interface Conflict {
  readonly id: string | null;
  readonly title: string | null;
  readonly owner: string | null;
  readonly createdAt: string;
}

/** 项目冲突: others for the same end customer and product family; of those the person may not see only whose they are. */
export function Conflicts({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
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
      <ConflictItems items={items} />
    </section>
  );
}

/** Each other project: its name to who may see it, whose it is and since when. */
export function ConflictItems({ items, newTab = false }: { readonly items: readonly Conflict[]; readonly newTab?: boolean }) {
  const text = useLabel();
  const format = useFormat();
  return items.map(({ id, title, owner, createdAt }) => {
    const who = owner ?? text(texts.nobody);
    const since = text(texts.since).replace('{day}', format.date(createdAt));
    return (
      <span key={id ?? `${owner} ${createdAt}`}>
        {id ? (
          <Link to={paths.record('project', id)} {...(newTab ? { target: '_blank' } : {})}>
            {title}
          </Link>
        ) : (
          text(texts.hidden).replace('{owner}', who)
        )}{' '}
        <span className="note">{id ? `${who} · ${since}` : since}</span>
      </span>
    );
  });
}
