export * from './files.ts';
export { cleanFileName, contentDisposition } from './names.ts';
export { purgeFiles, purgeFilesJob } from './purge.ts';
export { fileRoutes } from './routes.ts';
export { type Place, readPlace } from './s3/place.ts';
export { s3Store } from './s3/store.ts';
export { readScanner, type Scanner, scanned } from './scan.ts';
export { mayShow, sniffType } from './sniff.ts';
export { fileStore } from './store.ts';
