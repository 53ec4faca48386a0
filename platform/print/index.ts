export type { PrintDocument } from './document.ts';
export { printTemplateKind } from './kind.ts';
export { makeFile } from './render/pool.ts';
export { printRoutes } from './routes.ts';
