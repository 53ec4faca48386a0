import {
  ApiError,
  explain,
  type FieldMeta,
  IconButton,
  paths,
  type RecordData,
  toast,
  useDeleteRecord,
  useFormat,
  useLabel,
  useRestoreRecord,
  useSaveRecord,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { type ChangeEvent, type KeyboardEvent, useRef, useState } from 'react';
import { texts } from './texts.ts';

const plain = (value: unknown) =>
  String(value ?? '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');

interface Props {
  readonly line: RecordData;
  /** Quantity, unit price, discount. */
  readonly fields: readonly FieldMeta[];
  readonly currency: string | undefined;
  readonly mayEdit: boolean;
  readonly mayRemove: boolean;
  readonly onChanged: () => Promise<void>;
}

/** A product of the deal. A number that was changed is saved when its input is left; what the server refuses stays to be mended. */
export function LineRow({ line, fields, currency, mayEdit, mayRemove, onChanged }: Props) {
  const text = useLabel();
  const format = useFormat();
  const editing = useEditing(line, onChanged);
  const remove = useRemove(line, onChanged);
  const product = String(line['name'] ?? '');
  return (
    <li>
      <Link to={paths.record('opportunityLine', line.id)} className="what ell" title={product}>
        {product}
      </Link>
      {fields.map((field) => (
        <span key={field.name} className="cell num">
          <small aria-hidden="true">{text(field.label)}</small>
          {mayEdit && !field.readOnly ? (
            <input
              className="inp num"
              inputMode="decimal"
              aria-label={text(texts.lineOf).replace('{product}', product).replace('{field}', text(field.label))}
              {...editing.input(field.name)}
            />
          ) : (
            plain(line[field.name]) || '--'
          )}
        </span>
      ))}
      <span className="num worth">{format.money(line['amount'] as string | null, currency)}</span>
      {mayRemove && (
        <IconButton
          className="off"
          icon="close"
          label={text(texts.lineRemove).replace('{product}', product)}
          onClick={() => void remove()}
        />
      )}
      {editing.problem && (
        <p className="bad" role="alert">
          {editing.problem}
        </p>
      )}
    </li>
  );
}

/** The numbers of a line while they are typed. Enter and leaving save, Esc takes back. */
function useEditing(line: RecordData, onChanged: () => Promise<void>) {
  const save = useSaveRecord('opportunityLine');
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  // who types quickly leaves a second number before the first is saved: one after the other, each on the version of the one before
  const queue = useRef({ last: Promise.resolve(), version: 0 });
  const forget = (name: string) => {
    setProblem('');
    setDrafts(({ [name]: _, ...rest }) => rest);
  };
  const send = async (name: string, draft: string) => {
    const version = Math.max(line.version, queue.current.version);
    try {
      queue.current.version = (await save.mutateAsync({ id: line.id, version, changes: { [name]: draft } })).version;
      forget(name);
      await onChanged();
    } catch (error) {
      setProblem((error instanceof ApiError && error.errors[0]?.message) || explain(error).title);
      if (error instanceof ApiError && error.isConflict) await onChanged();
    }
  };
  const commit = (name: string) => {
    const draft = drafts[name]?.trim();
    if (draft === plain(line[name])) forget(name);
    else if (draft !== undefined) queue.current.last = queue.current.last.then(() => send(name, draft));
  };
  const input = (name: string) => ({
    value: drafts[name] ?? plain(line[name]),
    onChange: (event: ChangeEvent<HTMLInputElement>) => setDrafts({ ...drafts, [name]: event.target.value }),
    onBlur: () => commit(name),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.nativeEvent.isComposing) return;
      if (event.key === 'Enter') event.currentTarget.blur();
      if (event.key === 'Escape') forget(name);
    },
  });
  return { input, problem };
}

/** Takes the line away at once, with 撤销 for a while. */
function useRemove(line: RecordData, onChanged: () => Promise<void>): () => Promise<void> {
  const text = useLabel();
  const remove = useDeleteRecord('opportunityLine');
  const restore = useRestoreRecord('opportunityLine');
  const removed = text(texts.lineRemoved).replace('{product}', String(line['name'] ?? ''));
  const back = async () => {
    try {
      await restore.mutateAsync(line.id);
      await onChanged();
    } catch (error) {
      toast.error(error);
    }
  };
  return async () => {
    try {
      await remove.mutateAsync(line.id);
      await onChanged();
      toast.undo(removed, () => void back());
    } catch (error) {
      toast.error(error);
    }
  };
}
