import { ApiError, api } from '../data/api.ts';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import type { RecordData, Reference } from '../data/records.ts';
import { sameValue } from '../form/values.ts';

type Values = Readonly<Record<string, unknown>>;

/** A field that two people changed: what was there, what the other one wrote, what this person wants. */
export interface Clash {
  readonly field: FieldMeta;
  readonly theirs: unknown;
  readonly mine: unknown;
  /** Who wrote theirs, and when, where the server said so; null is the system. */
  readonly by?: Reference | null;
  readonly at?: string | null;
}

export interface Conflict {
  readonly fresh: RecordData;
  readonly clashes: readonly Clash[];
  readonly changes: Values;
}

/** Which of my changes meet a change of somebody else since `base`; equal changes do not clash. */
export function clashesOf(meta: ObjectMeta, base: Values, fresh: Values, changes: Values): readonly Clash[] {
  return meta.fields
    .filter((field) => field.name in changes)
    .filter((field) => !sameValue(field, base[field.name], fresh[field.name]) && !sameValue(field, fresh[field.name], changes[field.name]))
    .map((field) => ({ field, theirs: fresh[field.name], mine: changes[field.name] }));
}

/** After a refused version: the record as it is now, and what really clashes. */
export async function readConflict(meta: ObjectMeta, base: RecordData, changes: Values, refusal: ApiError): Promise<Conflict> {
  const fresh = await api.get<RecordData>(`/records/${encodeURIComponent(meta.name)}/${encodeURIComponent(base.id)}`);
  const clashes = clashesOf(meta, base, fresh, changes).map((clash): Clash => {
    const { by, at } = refusal.forField(clash.field.name) ?? {};
    return { ...clash, ...(by === undefined ? {} : { by }), ...(at ? { at } : {}) };
  });
  return { fresh, clashes, changes };
}

export const isConflict = (error: unknown): error is ApiError => error instanceof ApiError && error.isConflict;
