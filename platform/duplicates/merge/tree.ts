import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { loadValues } from '../../records/index.ts';
import { mergedFields, type Party } from './values.ts';

const deepest = 100;

/** Fields in which records of the object hang below one another. */
const treesOf = (meta: ObjectMeta): FieldMeta[] => mergedFields(meta).filter((field) => field.tree === true && !field.many);

/**
 * Whether a record stands above a node, or is it: read step by step upwards, as trees are flat. What hangs below a record that is merged
 * would hang below the winner, so the winner can not hang there.
 */
async function leadsTo(tx: Context, meta: ObjectMeta, field: string, node: unknown, ids: ReadonlySet<string>): Promise<boolean> {
  let at = node;
  for (let level = 0; typeof at === 'string' && level < deepest; level += 1) {
    if (ids.has(at)) return true;
    at = (await loadValues(tx, meta, [at])).get(at)?.[field];
  }
  return false;
}

export interface Trees {
  /** What the winner hangs below in the end, by field: its own place, else that of the others in order; null where each would close a ring. */
  readonly places: Readonly<Record<string, unknown>>;
  /** Fields in which the winner hangs below a record that is merged into it, or will hang elsewhere: it is taken off before anything moves. */
  readonly loose: readonly string[];
}

export async function placeInTrees(
  tx: Context,
  meta: ObjectMeta,
  parties: readonly Party[],
  chosen: ReadonlyMap<string, string>,
): Promise<Trees> {
  const ids = new Set(parties.map((party) => party.id));
  const places: Record<string, unknown> = {};
  const loose: string[] = [];
  for (const { name } of treesOf(meta)) {
    const winner = parties[0]?.values[name];
    const place = await placeOf(tx, meta, name, { parties, ids, chosen: chosen.get(name) });
    if (!chosen.has(name)) places[name] = place;
    // where it will not stay nothing is hung below it: of what lies so deep there might be too much
    if (typeof winner === 'string' && (winner !== place || (await leadsTo(tx, meta, name, winner, ids)))) loose.push(name);
  }
  return { places, loose };
}

interface Placed {
  readonly parties: readonly Party[];
  readonly ids: ReadonlySet<string>;
  readonly chosen: string | undefined;
}

/** The place that was chosen, else the first of the parties' own that closes no ring. */
async function placeOf(tx: Context, meta: ObjectMeta, name: string, { parties, ids, chosen }: Placed): Promise<unknown> {
  if (chosen !== undefined) return parties.find((party) => party.id === chosen)?.values[name] ?? null;
  for (const { values } of parties)
    if (typeof values[name] === 'string' && !(await leadsTo(tx, meta, name, values[name], ids))) return values[name];
  return null;
}
