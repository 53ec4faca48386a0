export { describeField, describeObject, verbsOf } from './describe.ts';
export { addOptions, createField, createObject, deleteField, deleteObject, updateField, updateObject } from './edit.ts';
export { slotIndexJob } from './jobs.ts';
export { mergeMetadata } from './merge.ts';
export { BodyReader } from './parse.ts';
export { metadataRoutes } from './routes.ts';
export { metadataService } from './service.ts';
export { fillUniqueValues } from './unique-values.ts';
