export { type ChangeOperation, type ChangePlace, changing, logChange, mayEditMetadata } from './change-log.ts';
export { checkFieldDefinition } from './check-field.ts';
export { checkSlots, type SlotFault } from './check-slots.ts';
export { describeField, describeObject, isMergeable, verbsOf } from './describe.ts';
export { createField, deleteField, refuseWhileWorking, updateField } from './edit.ts';
export * from './formula/index.ts';
export { recordTypeIndexJob, slotIndexJob } from './jobs.ts';
export * from './layouts/index.ts';
export { criterionFields, fieldsOfRule, identifiersOf, isClaiming, matchRuleKindName, matchRuleOf, ruleText } from './match-rule.ts';
export { mergeMetadata } from './merge.ts';
export { createObject, deleteObject, updateObject } from './object-edit.ts';
export { fieldsOfSet, type OptionSet, optionSetKind } from './option-set.ts';
export { addOptions, holdsOption, optionUse } from './options.ts';
export { BodyReader, fieldKeys, isCustomName, readFieldBody } from './parse.ts';
export { deletePart, listParts, orderParts, type PartPlace, readPart, savePart } from './parts.ts';
export { isPersonal } from './personal.ts';
export { gatesOf, hasProcess, lineOf, processOf, type TeamRole, teamRoleSet, teamRoles } from './process/index.ts';
export { proposeName } from './propose-name.ts';
export { filterFields, type PlacedRollup, passingParts, type RollupRules, rollupsOver, sourcesOf } from './rollup.ts';
export { metadataRoutes } from './routes/index.ts';
export { metadataService, readMetadata } from './service.ts';
export {
  booleanSetting,
  choiceSetting,
  decimalSetting,
  emptyDecimalSetting,
  fieldChoices,
  integerSetting,
  limitSetting,
  optionChoices,
  roleSetting,
  type SettingField,
  units,
} from './setting-fields.ts';
export { defineSettings } from './settings.ts';
export { refuseInSharing } from './sharing-uses.ts';
export { freeSlot, slotUse, wantSlotIndex } from './slots.ts';
export { refuseStale, type Seen } from './stale.ts';
export { fillUniqueValues } from './unique-values.ts';
