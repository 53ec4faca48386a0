import { compile, type Sql } from '../database/sql.ts';
import type { Application } from '../module/index.ts';

/**
 * One statement over the tables that belong to no tenant (tenant, person, membership, session, one_time_token), committed by
 * itself. Several together go through `app.database.global`.
 */
export async function globalQuery<R = Record<string, unknown>>(app: Pick<Application, 'database'>, statement: Sql): Promise<R[]> {
  const { text, values } = compile(statement);
  return (await app.database.pool.query(text, values)).rows as R[];
}
