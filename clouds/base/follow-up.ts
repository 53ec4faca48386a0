import { type Sql, sql } from '@huanke/platform/database';

/** Whether a row of `activity` is something that was done, not a task that is only planned, nor called off. It may still lie ahead: see `followUpAt`. */
export const isFollowUp = (alias: string): Sql => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(${column('type')} <> 'task' or ${column('done')}) and ${column('status')} is distinct from 'cancelled'`;
};

/** When it took place. */
export const followUpAt = (alias: string): Sql => sql`coalesce(${sql.ref(`${alias}.start_at`)}, ${sql.ref(`${alias}.created_at`)})`;
