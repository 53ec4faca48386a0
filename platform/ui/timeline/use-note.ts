import { useEffect, useState } from 'react';
import { randomKey } from '../data/api.ts';
import { fieldOf, type ObjectMeta } from '../data/meta.ts';
import { invalidateRecord, isReference, type RecordData, useCreateRecord } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { dropDraft, readDraft, writeDraft } from '../form/draft.ts';
import { useTranslation } from '../i18n/index.ts';
import { announce } from '../primitives/live-region.tsx';
import { toast } from '../primitives/Toast.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { splitNextStep, subjectOf } from './next-step.ts';

/** This record, and the one above it that has the same name as its field (the account of a deal or a contact). */
export function linkTargets(meta: ObjectMeta, record: RecordData): readonly { readonly object: string; readonly id: string }[] {
  const parents = meta.fields.flatMap((field) => {
    const value = record[field.name];
    return field.type === 'lookup' && field.object === field.name && meta.highlights?.includes(field.name) && isReference(value)
      ? [{ object: field.name, id: value.id }]
      : [];
  });
  return [{ object: meta.name, id: record.id }, ...parents];
}

export interface NoteState {
  readonly type: string;
  readonly text: string;
  readonly next: string;
  readonly on: string | null;
}

/** A follow-up being written: kept as a draft, saved as an activity, with the next step on the record or as a task. */
export function useNote(start: Partial<NoteState> = {}, onSaved?: () => void) {
  const { t } = useTranslation('timeline');
  const { meta, record, canEdit, save } = useRecordPage();
  const create = useCreateRecord('activity');
  const format = useFormat();
  const draftKey = `note.${meta.name}.${record.id}`;
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<NoteState>(() => ({
    type: 'call',
    text: '',
    next: '',
    on: null,
    ...(readDraft(draftKey)?.values as Partial<NoteState> | undefined),
    ...start,
  }));
  useEffect(() => {
    const timer = setTimeout(() => (note.text.trim() || note.next.trim() ? writeDraft(draftKey, { ...note }) : dropDraft(draftKey)), 300);
    return () => clearTimeout(timer);
  }, [note, draftKey]);

  const hasNext = fieldOf(meta, 'nextStep') !== undefined && canEdit;
  // What stands in the sentence fills the chip as long as nobody wrote there.
  const read = splitNextStep(note.text, format.date(new Date()));
  const next = note.next.trim() ? { text: note.text.trim(), next: note.next.trim(), on: note.on } : { ...read, on: note.on ?? read.on };

  const saveAll = async () => {
    const body = next.text || (next.next ? t('nextOnly', { next: next.next }) : '');
    if (busy || !body) return;
    setBusy(true);
    const related = linkTargets(meta, record);
    try {
      await create.mutateAsync({ values: { type: note.type, ...subjectOf(body), related, done: true }, key: randomKey() });
      if (next.next && hasNext) await save({ nextStep: next.next, ...(fieldOf(meta, 'nextStepOn') ? { nextStepOn: next.on } : {}) });
      else if (next.next)
        await create.mutateAsync({ values: { type: 'task', subject: next.next, dueOn: next.on, related }, key: randomKey() });
      dropDraft(draftKey);
      setNote({ type: note.type, text: '', next: '', on: null });
      await invalidateRecord(meta.name, record.id);
      announce(t('noted'));
      onSaved?.();
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return { note, setNote, next, busy, save: saveAll, canSave: Boolean(next.text || next.next) };
}
