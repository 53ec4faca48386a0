export { settingsSearchRoutes } from './routes.ts';
