import { useRef, useState } from 'react';
import { ApiError } from '../data/api.ts';
import { type ActionMeta, type FieldMeta, fieldOf, type Option } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { type RecordData, recordKeys } from '../data/records.ts';
import { toast } from '../primitives/Toast.tsx';
import { useRecordPage } from './page-state.ts';
import { endingOf, missingFor } from './stage.ts';

/** A move that needs fields first. */
export interface PendingMove {
  readonly path: FieldMeta;
  readonly to: Option;
  readonly fields: readonly FieldMeta[];
}

/** Moves along the path: asks only for what the stage still lacks, hands endings over to their actions. */
export function useMoves(path: FieldMeta | undefined, onAction: (action: ActionMeta) => void) {
  const { meta, record, save } = useRecordPage();
  const [pending, setPending] = useState<PendingMove | null>(null);
  // The page shows a move before it is saved: a click meanwhile is meant, it waits its turn and begins at what was saved.
  const before = useRef<Promise<unknown>>(Promise.resolve());

  const move = async (to: Option) => {
    if (!path) return;
    const ending = endingOf(meta, to);
    if (ending) return before.current.then(() => onAction(ending));
    const fields = missingFor(meta, to, record);
    if (fields.length > 0) return setPending({ path, to, fields });
    const newest = () => queryClient.getQueryData<RecordData>(recordKeys.record(meta.name, record.id)) ?? record;
    const mine = before.current.then(() => save({ [path.name]: to.key }, newest()));
    before.current = mine.catch(() => undefined);
    try {
      await mine;
    } catch (error) {
      // A gate that the metadata does not show here: the refusal names the fields.
      const asked = error instanceof ApiError ? error.errors.flatMap((problem) => fieldOf(meta, problem.field) ?? []) : [];
      const others = asked.filter((field) => field.name !== path.name);
      if (others.length > 0) setPending({ path, to, fields: others });
      else toast.error(error);
    }
  };
  return { move, pending, close: () => setPending(null) };
}
