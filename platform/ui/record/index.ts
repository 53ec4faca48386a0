/** Parts of the record page that panels and forms of modules use. Load lazily. */
export { FieldsDialog } from './FieldsDialog.tsx';
export { FieldValue, RefValue } from './FieldValue.tsx';
export { useRecordPage } from './page-state.ts';
export { usePossible } from './possible.ts';
export { RelatedCard } from './Related.tsx';
