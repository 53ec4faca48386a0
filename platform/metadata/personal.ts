import type { FieldDefinition } from '../module/index.ts';

/**
 * Whether a field's values say who somebody is or how to reach them (个人信息). What is said of the field counts; else its type does: phones,
 * e-mails and numbers of identity papers are personal unless said otherwise.
 */
export function isPersonal(field: Pick<FieldDefinition, 'personal' | 'mask' | 'type' | 'kind'>): boolean {
  if (field.personal !== undefined) return field.personal;
  if (field.mask || field.type === 'phone' || field.type === 'email') return true;
  return field.type === 'idNumber' && field.kind !== 'uscc';
}
