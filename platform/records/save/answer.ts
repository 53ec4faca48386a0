import type { Context, ObjectMeta, Values } from '../../module/index.ts';
import { isSecret } from '../../storage/vault.ts';
import { decorateValues } from '../query/index.ts';
import { fileTypes } from './layout.ts';
import type { Saved } from './single.ts';
import { referencesIn, withTitles } from './titles.ts';

/**
 * A record that was just saved as its caller reads it (contract.md section 2), out of what the save knows already; only titles it has not
 * met are looked up. Also right for a record its owner has just given away.
 */
export async function answerOf(ctx: Context, meta: ObjectMeta, { values, titles }: Saved): Promise<Values> {
  const answer: Record<string, unknown> = {};
  for (const [name, field] of meta.fields) {
    const value = values[name] ?? null;
    const unknown =
      ((fileTypes.has(field.type) || isSecret(field)) && value !== null) || referencesIn(field, value).some(({ id }) => !titles.has(id));
    if (unknown) return (await decorateValues(ctx, meta, [values]))[0] ?? {};
    answer[name] = withTitles(field, value, titles);
  }
  return answer;
}
