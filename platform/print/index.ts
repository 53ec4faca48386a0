export { printTemplateKind } from './kind.ts';
export { printRoutes } from './routes.ts';
