/** Speaking about a record: comments with answers, people spoken to, and following. */
export { CommentBox } from './CommentBox.tsx';
export { CommentLine } from './CommentLine.tsx';
export type { Comment } from './data.ts';
export { Follow } from './Follow.tsx';
