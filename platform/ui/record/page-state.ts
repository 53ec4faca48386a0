import { createContext, use } from 'react';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';

/** What the parts of one record page share. */
export interface RecordPageState {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly canEdit: boolean;
  /** The field that is being edited in place. */
  readonly editing: string | null;
  readonly setEditing: (field: string | null) => void;
  /** Fields that were just saved; marked for two seconds. */
  readonly saved: readonly string[];
  /** Saves on top of `base` (default: what is shown now); false when a conflict was dismissed. Refusals reject. */
  readonly save: (changes: Readonly<Record<string, unknown>>, base?: RecordData) => Promise<boolean>;
  /** Goes to a field on the page and opens it. */
  readonly jump: (field: string) => void;
  readonly writeNote: (text?: string) => void;
}

const Context = createContext<RecordPageState | null>(null);
export const RecordPageScope = Context.Provider;

export function useRecordPage(): RecordPageState {
  const state = use(Context);
  if (!state) throw new Error('useRecordPage stands inside a record page');
  return state;
}

const NOT_IN_PLACE = new Set(['stage']);

/** May this field be edited in place here? The path moves stages, so that gates are asked. */
export function isInPlace(field: FieldMeta): boolean {
  return !NOT_IN_PLACE.has(field.type);
}
