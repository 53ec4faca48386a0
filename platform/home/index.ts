export { type Home, readHome } from './home.ts';
export { homeRoutes } from './routes.ts';
