import type { ObjectMeta } from '../data/meta.ts';

/** Records that have an owner of their own can be shared; those of a master follow it. */
export function isShareable(meta: ObjectMeta): boolean {
  return (meta.access?.owned ?? false) && meta.fields.every((field) => field.type !== 'masterDetail');
}
