import { sql } from '../../database/sql.ts';
import { evaluateFormula, type Formula } from '../../formula/index.ts';
import { errors, isId } from '../../kernel/index.ts';
import { formulaOf, formulaPath } from '../../metadata/formula/index.ts';
import type { Context, FieldMeta, ObjectMeta, Values } from '../../module/index.ts';
import { formulaFieldValue } from '../../storage/formula-value.ts';
import { accessPredicate } from '../access.ts';
import { loadStored } from './load.ts';

/** What formulas need of the records above: for each lookup the object it points to, and what they need from there. */
interface Need {
  readonly object: ObjectMeta;
  readonly above: Map<string, Need>;
}

/** A record with those above it that formulas reach. */
export interface Reached {
  readonly object: ObjectMeta;
  readonly values: Values;
  readonly above: ReadonlyMap<string, Reached | undefined>;
}

// a chain that is longer is a fault of the checks; it ends empty instead of running for ever
const deepest = 20;

function addNeeds(ctx: Pick<Context, 'meta'>, need: Need, formula: Formula, depth = 0): void {
  if (depth > deepest) return;
  for (const name of formula.fields) {
    const path = formulaPath(ctx.meta, need.object, name);
    if (!path) continue;
    let at = need;
    for (const hop of path.hops) {
      const next = at.above.get(hop.field.name) ?? { object: hop.target, above: new Map() };
      at.above.set(hop.field.name, next);
      at = next;
    }
    const inner = path.field.storage.kind === 'formula' ? formulaOf(ctx.meta, path.object, path.field) : undefined;
    if (inner) addNeeds(ctx, at, inner, depth + 1);
  }
}

/**
 * Loads what formulas reach from records of one object, one query for each lookup however many records there are. `guarded`: only records
 * above that the caller may see; others count as empty.
 */
export async function reach(
  ctx: Context,
  object: ObjectMeta,
  { formulas, rows, guarded }: { readonly formulas: readonly Formula[]; readonly rows: readonly Values[]; readonly guarded: boolean },
): Promise<Reached[]> {
  const need: Need = { object, above: new Map() };
  for (const formula of formulas) addNeeds(ctx, need, formula);
  return load(ctx, need, rows, guarded);
}

async function load(ctx: Context, need: Need, rows: readonly Values[], guarded: boolean): Promise<Reached[]> {
  const above = rows.map(() => new Map<string, Reached | undefined>());
  for (const [name, next] of need.above) {
    const ids = [...new Set(rows.map((row) => row[name]).filter((id) => typeof id === 'string' && isId(id)))] as string[];
    const condition = guarded ? accessPredicate(ctx, next.object, 't') : sql`true`;
    const found = ids.length === 0 ? [] : [...(await loadStored(ctx, next.object, ids, {}, { condition })).values()];
    const loaded = await load(
      ctx,
      next,
      found.map(({ stored }) => stored.values),
      guarded,
    );
    const byId = new Map(found.map(({ stored }, index) => [stored.id, loaded[index]]));
    rows.forEach((row, index) => {
      above[index]?.set(name, byId.get(String(row[name])));
    });
  }
  return rows.map((values, index) => ({ object: need.object, values, above: above[index] ?? new Map() }));
}

interface Over {
  readonly now?: Date;
  /** The record before the save under way; absent while it is being made. */
  readonly prior?: Reached | undefined;
}

/** The value of a formula over a record, computed here as it would be in SQL. */
export function valueOver(
  ctx: Context,
  formula: Formula,
  record: Reached,
  { now = ctx.clock.now(), prior }: Over = {},
  depth = 0,
): unknown {
  if (depth > deepest) return null;
  const reader =
    (from: Reached) =>
    (name: string): unknown => {
      const parts = name.split('.');
      const last = parts.pop() ?? '';
      let at: Reached | undefined = from;
      for (const part of parts) at = at?.above.get(part);
      const field: FieldMeta | undefined = at?.object.fields.get(last);
      if (!at || !field) return null;
      if (field.storage.kind !== 'formula') return at.values[last] ?? null;
      const inner = formulaOf(ctx.meta, at.object, field);
      return inner ? formulaFieldValue(field, valueOver(ctx, inner, at, { now }, depth + 1)) : null;
    };
  return evaluateFormula(formula, {
    get: reader(record),
    ...(prior ? { prior: reader(prior) } : {}),
    now,
    timeZone: ctx.tenant.timeZone,
  });
}

/** What a formula gives for one record, with the caller's rights; NOT_FOUND when there is none they may see. */
export async function sampleValue(ctx: Context, object: ObjectMeta, formula: Formula, id: string): Promise<unknown> {
  const condition = accessPredicate(ctx, object, 't');
  const found = (await loadStored(ctx, object, [id.toLowerCase()], {}, { condition })).values().next().value;
  if (!found || !ctx.access.can(`${object.name}.read`)) throw errors.NOT_FOUND();
  const [record] = await reach(ctx, object, { formulas: [formula], rows: [found.stored.values], guarded: true });
  // tried on a record as if it were saved unchanged
  return record ? valueOver(ctx, formula, record, { prior: record }) : null;
}
