export { viewRoutes } from './routes.ts';
export { createView, deleteView, listViews, pinView, updateView, type View, type ViewDefinition } from './views.ts';
