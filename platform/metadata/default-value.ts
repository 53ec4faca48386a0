import { fieldError } from '../kernel/index.ts';
import type { FieldDefinition, FieldMeta } from '../module/index.ts';
import { readInput } from '../storage/codec.ts';
import { defaultFormula } from './formula/default.ts';

/** What the save pipeline fills in at the moment of saving: the caller, the day, the instant. */
const dynamic: Readonly<Record<string, readonly FieldDefinition['type'][]>> = {
  '{me}': ['user'],
  '{today}': ['date'],
  '{now}': ['datetime'],
};

/** Refuses a default that the field itself could not hold: with it no record could be made. */
export function checkDefault(field: FieldMeta): void {
  if (field.default === undefined || field.default === null || defaultFormula(field) !== undefined) return;
  if (typeof field.default === 'string' && dynamic[field.default]?.includes(field.type)) return;
  const read = readInput(field, field.default);
  if (!read.ok) throw fieldError('INVALID_VALUE', 'default', read.message);
}
