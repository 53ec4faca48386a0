import { useRef, useState } from 'react';
import type { ObjectMeta } from '../data/meta.ts';
import { type RecordData, useSaveRecord } from '../data/records.ts';
import { withDependents } from '../form/dependent.ts';
import { toWireValues } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { announce } from '../primitives/live-region.tsx';
import { type Conflict, isConflict, readConflict } from './conflict.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Saves fields of one record at once. Somebody else's change of other fields is no conflict: the save is repeated on the
 * new version. Where both changed one field, `conflict` holds both values until the person chooses.
 */
export function useRecordSave(meta: ObjectMeta, record: RecordData) {
  const { t } = useTranslation('record');
  const save = useSaveRecord(meta.name);
  const [saved, setSaved] = useState<readonly string[]>([]);
  const [conflict, setConflict] = useState<(Conflict & { readonly settle: (done: boolean) => void }) | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const send = (version: number, changes: Values) =>
    save.mutateAsync({ id: record.id, version, changes: toWireValues(meta.fields, changes), optimistic: changes });
  const mark = (fields: readonly string[]) => {
    setSaved(fields);
    announce(t('saved'));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaved([]), 2_000);
  };

  /** `base`: the record as it was when the person began to edit; a live refresh since then must not hide a conflict. */
  const run = async (asked: Values, base: RecordData = record): Promise<boolean> => {
    const changes = withDependents(meta.fields, base, asked);
    try {
      await send(base.version, changes);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const found = await readConflict(meta, base, changes, error);
      if (found.clashes.length > 0)
        return new Promise((resolve) => {
          setConflict({
            ...found,
            settle: (done) => {
              setConflict(null);
              resolve(done);
            },
          });
        });
      await send(found.fresh.version, changes);
    }
    mark(Object.keys(changes));
    return true;
  };
  /** After the choice: what is kept of mine goes on top of the newest version. */
  const resolve = async (kept: Values) => {
    if (!conflict) return;
    if (Object.keys(kept).length > 0) {
      await send(conflict.fresh.version, kept);
      mark(Object.keys(kept));
    }
    conflict.settle(true);
  };
  return { run, saved, conflict, resolve, dismiss: () => conflict?.settle(false) };
}
