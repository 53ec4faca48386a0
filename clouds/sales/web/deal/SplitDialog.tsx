import {
  Button,
  Dialog,
  explain,
  IconButton,
  type ObjectMeta,
  queryClient,
  type RecordData,
  type Reference,
  recordKeys,
  useAction,
  useLabel,
  useRecordQuery,
} from '@huanke/platform/ui';
import { useState } from 'react';
import { texts } from './texts.ts';

interface Line {
  readonly key: number;
  readonly user: string;
  readonly kind: 'revenue' | 'overlay';
  readonly percent: string;
}

const plain = (percent: unknown) => String(percent ?? '').replace(/\.?0+$/, '');

/** The splits as a whole: revenue must be exactly 100 %. */
export function SplitDialog({
  object,
  record,
  splits,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly splits: readonly RecordData[];
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const run = useAction(object.name);
  const [problem, setProblem] = useState('');
  const owner = record['owner'] as Reference | null;
  const [lines, setLines] = useState<readonly Line[]>(() =>
    splits.length > 0
      ? splits.map((split, key) => ({
          key,
          user: (split['user'] as Reference | null)?.id ?? '',
          kind: split['kind'] === 'overlay' ? 'overlay' : 'revenue',
          percent: plain(split['percent']),
        }))
      : [{ key: 0, user: owner?.id ?? '', kind: 'revenue', percent: '100' }],
  );
  const people = useRecordQuery('user', {
    fields: ['name'],
    filter: { field: 'active', op: 'eq', value: true },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 200,
  });
  const known = people.data?.pages.flatMap((page) => page.records) ?? [];
  const set = (key: number, patch: Partial<Line>) => setLines(lines.map((line) => (line.key === key ? { ...line, ...patch } : line)));
  const sum =
    lines.filter(({ kind }) => kind === 'revenue').reduce((all, { percent }) => all + Math.round(Number(percent || 0) * 100), 0) / 100;
  const save = async () => {
    try {
      const input = {
        splits: lines.filter(({ user }) => user).map(({ user, kind, percent }) => ({ user, kind, percent: percent || '0' })),
      };
      await run.mutateAsync({ id: record.id, action: 'split', input });
      await queryClient.invalidateQueries({ queryKey: recordKeys.object('opportunitySplit') });
      onClose();
    } catch (error) {
      const { title, text: more } = explain(error);
      setProblem([title, more].filter(Boolean).join(' '));
    }
  };
  return (
    <Dialog
      title={text(texts.splits)}
      width={480}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text(texts.cancel)}</Button>
          <Button kind="primary" busy={run.isPending} onClick={() => void save()}>
            {text(texts.save)}
          </Button>
        </>
      }
    >
      <div className="deal-lines">
        {lines.map((line) => (
          <div key={line.key}>
            <select
              className="inp"
              aria-label={text(texts.person)}
              value={line.user}
              onChange={(event) => set(line.key, { user: event.target.value })}
            >
              <option value="">{text(texts.choose)}</option>
              {known.map((one) => (
                <option key={one.id} value={one.id}>
                  {String(one['name'] ?? '')}
                </option>
              ))}
            </select>
            <select
              className="inp"
              aria-label={text(texts.kind)}
              value={line.kind}
              onChange={(event) => set(line.key, { kind: event.target.value === 'overlay' ? 'overlay' : 'revenue' })}
            >
              <option value="revenue">{text(texts.revenue)}</option>
              <option value="overlay">{text(texts.overlay)}</option>
            </select>
            <input
              className="inp num"
              inputMode="decimal"
              aria-label={text(texts.percent)}
              value={line.percent}
              onChange={(event) => set(line.key, { percent: event.target.value })}
            />
            <IconButton icon="close" label={text(texts.removeLine)} onClick={() => setLines(lines.filter(({ key }) => key !== line.key))} />
          </div>
        ))}
        <p className="sumline">
          <Button
            kind="link"
            icon="plus"
            onClick={() =>
              setLines([...lines, { key: Math.max(-1, ...lines.map(({ key }) => key)) + 1, user: '', kind: 'revenue', percent: '' }])
            }
          >
            {text(texts.addLine)}
          </Button>
          <span className={sum === 100 || lines.length === 0 ? 'note' : 'bad'}>{text(texts.total).replace('{sum}', String(sum))}</span>
        </p>
        {problem && (
          <p className="bad" role="alert">
            {problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}
