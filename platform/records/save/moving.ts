import { type Sql, sql } from '../../database/sql.ts';
import { type AppError, fieldError, label } from '../../kernel/index.ts';
import type { RowState, SaveRun } from './types.ts';

const movingCode = 'HK001';

/**
 * The end of the statement that writes a batch: it fails when a field of the tenant's own that it writes is changing its type, or has done
 * so since the metadata of this run was read. Without it the value would go where nobody looks any more.
 */
export function refuseMoving(run: SaveRun, states: readonly RowState[]): Sql {
  const written = new Set(states.flatMap((state) => state.changes.map((change) => change.field)));
  const fields = [...written].filter((name) => run.meta.fields.get(name)?.storage.kind === 'custom');
  if (fields.length === 0) return sql`select 1`;
  return sql`select refuse_moving_values(${run.ctx.tenant.id}::int, ${run.meta.name}::text, ${fields}::text[], ${run.ctx.meta.version}::int)`;
}

export const isMoving = (error: unknown): boolean => (error as { code?: string }).code === movingCode;

/** That refusal, in words. */
export function movingFrom(error: unknown): AppError | undefined {
  if (!isMoving(error)) return undefined;
  const message = label('有字段正在更改类型，请稍后重试', 'A field is changing its type; try again in a moment');
  return fieldError('STATE', 'body', message) as AppError;
}
