export { newTagsSubscriber, replaceTagJob } from './replace.ts';
export { tagRoutes } from './routes.ts';
