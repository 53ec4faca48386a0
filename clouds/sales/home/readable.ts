import type { ObjectMeta } from '@huanke/platform/module';

/** Whether the caller reads all of these fields in plain: only then may an answer be told by them. */
export function readable(meta: ObjectMeta | undefined, ...fields: readonly string[]): meta is ObjectMeta {
  return meta !== undefined && fields.every((name) => meta.fields.has(name) && !meta.fields.get(name)?.masked);
}

/** Those of the fields the caller knows of, masked ones too: what a line is shown with. */
export const shownFields = (meta: ObjectMeta, fields: readonly string[]): string[] => fields.filter((name) => meta.fields.has(name));
