import { type Sql, sql } from '@huanke/platform/database';

/** Whether a row of `activity` is something that was done, not a task that is only planned, nor called off. It may still lie ahead: see `followUpAt`. */
export const isFollowUp = (alias: string): Sql => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(${column('type')} <> 'task' or ${column('done')}) and ${column('status')} is distinct from 'cancelled'`;
};

/** When it took place. */
export const followUpAt = (alias: string): Sql => sql`coalesce(${sql.ref(`${alias}.start_at`)}, ${sql.ref(`${alias}.created_at`)})`;

/**
 * Whether it took place for certain: it was ticked off, was written down without a time, or is a call or message written down afterwards. A
 * visit, meeting or demo with a time is a plan until somebody says that it was held.
 */
export const tookPlace = (alias: string): Sql => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const logged = sql`${column('type')} in ('call', 'email', 'message') and ${column('created_at')} >= ${column('start_at')}`;
  return sql`(${isFollowUp(alias)} and (${column('done')} or ${column('start_at')} is null or (${logged})))`;
};
