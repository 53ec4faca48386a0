/** Forms and field editors. Load lazily: `() => import('../form/index.ts')`. */
export { FieldEditor } from './editors/FieldEditor.tsx';
export { useSettled } from './editors/lookup.ts';
export type { EditorProps } from './editors/types.ts';
export { upload } from './editors/upload.ts';
export { FormField } from './FormField.tsx';
export { plainText, usePlain } from './plain.ts';
export type { Wrong } from './validate.ts';
export { validate } from './validate.ts';
export type { AddressValue, FileValue } from './values.ts';
export { isEmpty, isWritable, sameValue, toWire, toWireValues } from './values.ts';
