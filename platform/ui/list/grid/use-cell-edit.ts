import { useRef, useState } from 'react';
import { ApiError, type FieldProblem } from '../../data/api.ts';
import type { FieldMeta, ObjectMeta } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { type RecordData, recordQuery, useSaveRecord } from '../../data/records.ts';
import { sameValue, toWire } from '../../form/values.ts';
import { say } from '../../i18n/index.ts';
import { announce } from '../../primitives/live-region.tsx';
import { explain } from '../../primitives/states.tsx';
import { fieldOfRecord } from './offered.ts';

export interface EditingCell {
  readonly id: string;
  readonly field: FieldMeta;
  readonly record: RecordData;
  /** What the editor begins with; after a refusal what was typed. */
  readonly value: unknown;
}

/** What the server had against a change; stands beside the cell, where the old value is back. */
export interface CellNote {
  readonly id: string;
  readonly field: FieldMeta;
  readonly text: string;
  readonly typed: unknown;
  /** Someone else was first: both values are shown. */
  readonly conflict?: { readonly current: unknown; readonly version: number };
}

function reasonOf(error: unknown, field: string): string {
  if (error instanceof ApiError) {
    const own: FieldProblem | undefined = error.forField(field) ?? error.errors[0];
    if (own?.message) return own.message;
  }
  const { title, text } = explain(error);
  return error instanceof ApiError && error.detail ? title : [title, text].filter(Boolean).join('，');
}

const SAVED_MS = 2_000;

/** Editing in the grid: at once, optimistic, marked until confirmed; on refusal the old value returns with the reason. */
export function useCellEdit(meta: ObjectMeta) {
  const save = useSaveRecord(meta.name);
  const [editing, setEditing] = useState<EditingCell | null>(null);
  const [note, setNote] = useState<CellNote | null>(null);
  const [marks, setMarks] = useState<ReadonlyMap<string, string>>(new Map());
  const [turn, setTurn] = useState(0);
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const mark = (id: string, name: string, state: 'pending' | 'saved' | null) =>
    setMarks((old) => {
      const rest = (old.get(id) ?? '').split(' ').filter((one) => one && !one.startsWith(`${name}:`));
      const next = state ? [...rest, `${name}:${state}`] : rest;
      const all = new Map(old);
      if (next.length > 0) all.set(id, next.join(' '));
      else all.delete(id);
      return all;
    });
  const markSaved = (id: string, name: string) => {
    mark(id, name, 'saved');
    const key = `${id} ${name}`;
    clearTimeout(timers.current.get(key));
    timers.current.set(
      key,
      setTimeout(() => mark(id, name, null), SAVED_MS),
    );
  };

  const send = async (record: RecordData, field: FieldMeta, value: unknown, version: number = record.version): Promise<boolean> => {
    setNote(null);
    mark(record.id, field.name, 'pending');
    try {
      await save.mutateAsync({
        id: record.id,
        version,
        changes: { [field.name]: toWire(field, value) },
        optimistic: { [field.name]: value },
      });
      markSaved(record.id, field.name);
      announce(say('list', 'saved'));
      return true;
    } catch (error) {
      mark(record.id, field.name, null);
      const refused = error instanceof ApiError && error.isConflict ? await conflictOf(record.id, field, error) : undefined;
      // The record changed, but not in this field: nobody has to choose anything.
      if (refused && sameValue(field, refused.current, record[field.name]))
        return await send({ ...record, version: refused.version }, field, value);
      const text = refused ? say('list', 'conflict.title') : reasonOf(error, field.name);
      setNote({ id: record.id, field, text, typed: value, ...(refused ? { conflict: refused } : {}) });
      announce(text);
      return false;
    }
  };

  /** What stands there now, with the version to save over. */
  const conflictOf = async (id: string, field: FieldMeta, error: ApiError) => {
    const now = await queryClient.fetchQuery({ ...recordQuery(meta.name, id), staleTime: 0 }).catch(() => null);
    if (now) return { current: now[field.name], version: now.version };
    const current = error.forField(field.name)?.current;
    const version = Number(error.forField('version')?.current);
    return Number.isFinite(version) ? { current, version } : undefined;
  };

  return {
    editing,
    note,
    marks,
    /** A key for the mounted editor, new with each start. */
    turn,
    start: (record: RecordData, field: FieldMeta, value: unknown = record[field.name]) => {
      setNote(null);
      setTurn((old) => old + 1);
      setEditing({ id: record.id, field: fieldOfRecord(meta, field, record), record, value });
    },
    cancel: () => setEditing(null),
    commit: (value: unknown) => {
      if (!editing) return;
      setEditing(null);
      if (!sameValue(editing.field, editing.record[editing.field.name], value)) void send(editing.record, editing.field, value);
    },
    send,
    dismiss: () => setNote(null),
  };
}

export type CellEdit = ReturnType<typeof useCellEdit>;
