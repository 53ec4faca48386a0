export { askedFields } from './asked.ts';
export { type Layout, type LayoutField, type LayoutSection, layoutKind, layoutsFor, liveLayout } from './layout.ts';
export {
  countOfType,
  defaultType,
  mayUseType,
  offeredKeys,
  type RecordType,
  recordTypeField,
  recordTypeKind,
  recordTypesOf,
} from './record-type.ts';
