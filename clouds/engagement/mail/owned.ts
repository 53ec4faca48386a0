import { errors, isId } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import type { Found } from '../matching/find.ts';

export const ownersIn = (values: Values): readonly Found[] => (values.owners ?? []) as readonly Found[];

/**
 * A letter of the caller's own, locked: who merely sees it because of a customer may not say what becomes of it.
 *
 * @throws NOT_FOUND for everybody else's
 */
export async function lockOwned(tx: Context, id: string): Promise<Values> {
  const values = isId(id) ? (await loadValues(tx, metaOf(tx, 'emailMessage'), [id], { lock: true })).get(id) : undefined;
  if (!values || !ownersIn(values).some((one) => one.id === tx.user.id)) throw errors.NOT_FOUND();
  return values;
}
