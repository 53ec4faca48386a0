export { coveredUses, type FileUse, keyOfUse, unlinkFiles } from './covered.ts';
export * from './files.ts';
export { cleanFileName, contentDisposition } from './names.ts';
export { purgeFiles, purgeFilesJob } from './purge.ts';
export { fileRoutes } from './routes.ts';
export { mayShow, sniffType } from './sniff.ts';
export { fileStore } from './store.ts';
