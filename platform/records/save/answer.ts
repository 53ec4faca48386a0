import { isFormula } from '../../metadata/formula/index.ts';
import type { Context, ObjectMeta, Values } from '../../module/index.ts';
import { isSecret } from '../../storage/vault.ts';
import { decorateValues, getRecords } from '../query/index.ts';
import { fileTypes } from './layout.ts';
import type { Saved } from './single.ts';
import { referencesIn, withTitles } from './titles.ts';

/**
 * A record that was just saved as its caller reads it (contract.md section 2), out of what the save knows already; only titles it has not
 * met are looked up. Also right for a record its owner has just given away.
 */
export async function answerOf(ctx: Context, meta: ObjectMeta, { values, titles }: Saved): Promise<Values> {
  const formulas = await formulaValues(ctx, meta, values);
  // the save knows more than the caller may read
  if (ctx.whole() !== ctx) return { ...(await decorateValues(ctx, meta, [seenValues(meta, values)]))[0], ...formulas };
  const answer: Record<string, unknown> = {};
  for (const [name, field] of meta.fields) {
    const value = values[name] ?? null;
    const unknown =
      ((fileTypes.has(field.type) || isSecret(field)) && value !== null) || referencesIn(field, value).some(({ id }) => !titles.has(id));
    if (unknown) return { ...(await decorateValues(ctx, meta, [values]))[0], ...formulas };
    answer[name] = withTitles(field, value, titles);
  }
  return { ...answer, ...formulas };
}

/** Formula fields are read as everybody reads them, with the caller's rights. */
async function formulaValues(ctx: Context, meta: ObjectMeta, values: Values): Promise<Values> {
  const names = [...meta.fields.values()].filter(isFormula).map((field) => field.name);
  const id = values['id'];
  if (names.length === 0 || typeof id !== 'string' || !ctx.access.can(`${meta.name}.read`)) return {};
  const found = (await getRecords(ctx, meta, [id], names)).get(id) ?? {};
  return Object.fromEntries(names.map((name) => [name, found[name] ?? null]));
}

const seenValues = (meta: ObjectMeta, values: Values): Values =>
  Object.fromEntries([...meta.fields.values()].filter((field) => !isFormula(field)).map(({ name }) => [name, values[name] ?? null]));
