import type { Context, ObjectMeta } from '../module/index.ts';
import { saveRecords } from '../records/save/index.ts';

export function userMeta(ctx: Context): ObjectMeta {
  const meta = ctx.meta.object('user');
  if (!meta) throw new Error('the object "user" is not part of this deployment');
  return meta;
}

/** Writes one user through the save pipeline (history, search, hooks) on behalf of code that has asked for permission itself. */
export async function saveUser(ctx: Context, row: { id?: string; values: Readonly<Record<string, unknown>> }): Promise<string> {
  const operation = row.id === undefined ? 'create' : 'update';
  const [result] = await saveRecords(ctx.elevated(), userMeta(ctx), [{ operation, ...row }], { asSystem: true, allOrNothing: true });
  if (result?.error) throw result.error;
  if (!result?.id) throw new Error('saving a user gave no id');
  return result.id;
}
