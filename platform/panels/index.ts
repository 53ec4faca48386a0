export { completenessPanel } from './completeness.ts';
export { mayRead } from './needs.ts';
export { panelRoutes } from './routes.ts';
