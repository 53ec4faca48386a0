import { type FieldMeta, type ObjectMeta, type Option, partsOf, type StageRules } from '../../module/index.ts';
import type { TypeRules } from './record-type.ts';

const processTypes: ReadonlySet<string> = new Set(['stage', 'picklist']);

/** Fields that records can go through step by step. */
export function hasProcess(field: Pick<FieldMeta, 'type' | 'system'>): boolean {
  return processTypes.has(field.type) && !field.system;
}

/** One stage as records of a type meet it: where the type has rules of its own for the field, they stand in place of the field's. */
export function withRules(option: Option, own: Readonly<Record<string, StageRules>> | undefined): Option {
  if (!own) return option;
  const { usualDays: _usual, limitDays: _limit, next: _next, requires: _requires, checks: _checks, ...rest } = option;
  return { ...rest, ...own[option.key] };
}

/** The stages of a field with the rules that hold for a record of this type. */
export function processOf(meta: Pick<ObjectMeta, 'parts'>, field: FieldMeta, recordType: unknown): readonly Option[] {
  const options = field.options ?? [];
  const types = partsOf<{ readonly rules?: TypeRules }>(meta, 'recordType');
  const own = types.find(({ name }) => name === recordType)?.definition.rules?.[field.name];
  return own ? options.map((option) => withRules(option, own)) : options;
}
