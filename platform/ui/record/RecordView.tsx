import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react';
import { fieldOf, type ObjectMeta, titleOf, useLabel } from '../data/meta.ts';
import { type RecordData, useRecordItems } from '../data/records.ts';
import { isWritable } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { useArranged } from '../layout/use-arranged.ts';
import { useMedia, usePhone } from '../primitives/media.ts';
import type { NoteState } from '../timeline/use-note.ts';
import { ActionBar, barParts, useAdvance, useMoreGroups } from './ActionBar.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { DesktopRecord } from './DesktopRecord.tsx';
import { PhoneRecord } from './PhoneRecord.tsx';
import { RecordPageScope, type RecordPageState, useRecordPage } from './page-state.ts';
import { usePossible } from './possible.ts';
import { RecordHead } from './RecordHead.tsx';
import { nextStage, type StageEvent, staysOf, stepsOf } from './stage.ts';
import { useRecordActions } from './use-actions.ts';
import { useMoves } from './use-moves.ts';
import { useRecordSave } from './use-save.ts';

const dialogs = () => import('./Dialogs.tsx');
const MoveDialog = lazy(() => dialogs().then((file) => ({ default: file.MoveDialog })));
const ActionDialog = lazy(() => dialogs().then((file) => ({ default: file.ActionDialog })));
const PrintDialog = lazy(() => import('../print/PrintDialog.tsx').then((file) => ({ default: file.PrintDialog })));
const ShareDialog = lazy(() => import('../sharing/ShareDialog.tsx').then((file) => ({ default: file.ShareDialog })));
const PickDialog = lazy(() => import('../duplicates/PickDialog.tsx').then((file) => ({ default: file.PickDialog })));
const EditDialog = lazy(() => dialogs().then((file) => ({ default: file.EditDialog })));

/** A place where a follow-up is asked for: with what it begins, a new key each time. */
export interface NoteRequest {
  readonly key: number;
  readonly start: Partial<NoteState> | undefined;
}

/** One record: what its parts share, then the arrangement for this window. */
export function RecordView({ meta: object, record }: { readonly meta: ObjectMeta; readonly record: RecordData }) {
  const meta = useArranged(object, record);
  const root = useRef<HTMLDivElement>(null);
  const saving = useRecordSave(meta, record);
  const [editing, setEditing] = useState<string | null>(null);
  const [note, setNote] = useState<NoteRequest | null>(null);
  const possible = usePossible(meta, record);
  const canEdit = (meta.can?.includes('edit') ?? false) && possible.reaches('edit') !== false;
  const page: RecordPageState = {
    meta,
    record,
    canEdit,
    editing,
    setEditing,
    saved: saving.saved,
    save: saving.run,
    jump: (name) => {
      setEditing(name);
      requestAnimationFrame(() => root.current?.querySelector(`[data-field="${CSS.escape(name)}"]`)?.scrollIntoView({ block: 'center' }));
    },
    writeNote: (text) => setNote({ key: (note?.key ?? 0) + 1, start: text === undefined ? undefined : { text } }),
  };
  return (
    <RecordPageScope value={page}>
      <div className="rec" ref={root}>
        <Arranged note={note} onNoteDone={() => setNote(null)} />
      </div>
      {saving.conflict && <ConflictDialog conflict={saving.conflict} onResolve={saving.resolve} onClose={saving.dismiss} />}
    </RecordPageScope>
  );
}

function useStages(meta: ObjectMeta, record: RecordData) {
  const path = meta.page?.path ? fieldOf(meta, meta.page.path) : undefined;
  const query = useRecordItems<StageEvent>(
    meta.name,
    record.id,
    'timeline',
    { kinds: 'stage,created', limit: '200' },
    path?.type === 'stage',
  );
  const events = query.data?.pages.flatMap((one) => one.items);
  return useMemo(() => {
    if (!path) return { path: undefined, steps: [] };
    const value = record[path.name];
    return { path, steps: stepsOf(path, value, staysOf(events ?? [], typeof value === 'string' ? value : null)) };
  }, [path, record, events]);
}

function Arranged({ note, onNoteDone }: { readonly note: NoteRequest | null; readonly onNoteDone: () => void }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const phone = usePhone();
  const isWide = useMedia('(min-width: 1200px)');
  const page = useRecordPage();
  const { meta, record, writeNote } = page;
  const { path, steps } = useStages(meta, record);
  const actions = useRecordActions();
  const moves = useMoves(path, actions.start);
  const [edited, setEdited] = useState<'all' | 'owner' | 'print' | 'share' | 'merge' | null>(null);
  const next = path ? nextStage(path, record[path.name]) : undefined;
  const advance = useAdvance(next, (to) => void moves.move(to));
  const parts = barParts(actions, next, advance, text);
  const groups = useMoreGroups(parts, setEdited);
  const group = t('keys.group');
  useHotkeys([{ keys: 'c', label: t('writeNote'), group, run: () => writeNote() }]);

  const head: ReactNode = (
    <RecordHead>
      <ActionBar parts={parts} groups={groups} />
    </RecordHead>
  );
  const shared = { path, steps, onMove: moves.move, note, onNoteDone };
  const ownerField = meta.fields.filter((field) => field.name === 'owner');
  const placed = meta.layout && new Set(meta.sections?.flatMap((section) => section.fields));
  const allFields = meta.fields.filter(
    (field) =>
      isWritable(field) &&
      field.type !== 'stage' &&
      (field.system ? field.name === 'externalId' || field.name === 'recordType' : !placed || placed.has(field.name) || field.required),
  );
  return (
    <>
      {phone ? (
        <PhoneRecord {...shared} groups={groups} primary={parts.primary} others={parts.others} />
      ) : (
        <DesktopRecord {...shared} head={head} isWide={isWide} />
      )}
      <Suspense fallback={null}>
        {moves.pending && <MoveDialog move={moves.pending} onClose={moves.close} />}
        {actions.asking && <ActionDialog actions={actions} />}
        {edited === 'print' && <PrintDialog meta={meta} record={record} onClose={() => setEdited(null)} />}
        {edited === 'share' && <ShareDialog meta={meta} record={record} onClose={() => setEdited(null)} />}
        {edited === 'merge' && <PickDialog meta={meta} record={record} onClose={() => setEdited(null)} />}
        {edited && edited !== 'print' && edited !== 'share' && edited !== 'merge' && (
          <EditDialog
            fields={edited === 'owner' ? ownerField : allFields}
            title={edited === 'owner' ? t('transferTitle', { title: titleOf(meta, record) }) : t('editTitle', { object: text(meta.label) })}
            drawer={edited === 'all'}
            onClose={() => setEdited(null)}
          />
        )}
      </Suspense>
    </>
  );
}
