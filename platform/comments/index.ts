export { addComment, type CommentView, deleteComment, editComment } from './comments.ts';
export { commentRoutes } from './routes.ts';
export { commentsById } from './view.ts';
