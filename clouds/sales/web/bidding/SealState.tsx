import { api, Icon, useLabel } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { texts } from './texts.ts';

interface Seal {
  readonly intact: boolean;
  readonly files: readonly {
    readonly section: string;
    readonly name: string;
    readonly state: 'same' | 'changed' | 'removed' | 'added';
    readonly sealed: string | null;
    readonly now: string | null;
  }[];
}

/** The first digits of a hash, as people compare them. */
const short = (hash: string | null) => hash?.slice(0, 12) ?? '--';

/** Whether the files are those that were sealed; else which differ, by their hashes. */
export function SealState({ id, version }: { readonly id: string; readonly version: number }) {
  const text = useLabel();
  const { data } = useQuery({
    queryKey: ['records', 'bidDoc', 'seal', id, version],
    queryFn: ({ signal }) => api.get<Seal>(`/tenders/${id}/seal`, { signal }),
  });
  if (!data || data.files.length === 0) return null;
  if (data.intact)
    return (
      <span className="sealed">
        <Icon name="lock" size={14} />
        {text(texts.intact).replace('{n}', String(data.files.length))}
      </span>
    );
  return (
    <div className="broken" role="note">
      <p>
        <Icon name="warn" size={14} />
        {text(texts.broken)}
      </p>
      <ul>
        {data.files.map((file, index) =>
          file.state === 'same' ? null : (
            <li key={index}>
              <b>{text(texts[file.state])}</b> {file.section} / {file.name}{' '}
              <code>
                {short(file.sealed)} → {short(file.now)}
              </code>
            </li>
          ),
        )}
      </ul>
    </div>
  );
}
