import { matchRuleOf } from '../../metadata/index.ts';
import type { FieldMeta, ObjectMeta, Values } from '../../module/index.ts';
import { belonging } from '../../pools/fields.ts';
import { readUscc } from '../../text/index.ts';

/** A record that takes part in a merge. */
export interface Party {
  readonly id: string;
  readonly values: Values;
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** How far a record is on its way: a stage, or a list with a table of moves. */
const isPath = ({ type, options }: FieldMeta) => type === 'stage' || options?.some(({ next }) => next !== undefined) === true;

/** Fields of which the winner keeps its own: who it is in lists of others, how far it is, whom it belongs to. */
function isOwn(field: FieldMeta): boolean {
  return (
    ['owner', 'externalId', 'recordType'].includes(field.name) ||
    isPath(field) ||
    field.type === 'autoNumber' ||
    field.type === 'masterDetail' ||
    field.readOnly === true ||
    field.tree === true
  );
}

const belongs = new Set<string>(belonging);

/** Fields that follow the owner: nobody's record lies in another one's pool. */
export const followsOwner = (meta: ObjectMeta, name: string): boolean => meta.pooled !== undefined && belongs.has(name);

/** The record the owner comes from says in which pool it is; of several without an owner the first that lies in one. */
function belongingSource(own: readonly Party[], owner: string): string {
  const from = own.find((party) => party.id === owner);
  if (!isEmpty(from?.values['owner'])) return owner;
  return [...(from ? [from] : []), ...own].find((party) => !isEmpty(party.values['pool']))?.id ?? owner;
}

/** Lists of which nothing gets lost: all entries of all records. */
const isUnited = (field: FieldMeta) => field.many === true || field.type === 'tags' || field.type === 'attachment';

/** Fields a merge writes, and a person may choose for. */
export function mergedFields(meta: ObjectMeta): FieldMeta[] {
  return [...meta.fields.values()].filter(
    (field) =>
      field.storage.kind !== 'formula' && !field.rollup && (!field.system || ['owner', 'externalId', 'recordType'].includes(field.name)),
  );
}

/** The credit code of a record by its object's rule, when it is a valid one. */
export function creditCode(meta: ObjectMeta, values: Values): string | undefined {
  const field = matchRuleOf(meta)?.criteria.find((one) => one.kind === 'uscc')?.fields[0];
  const value = field === undefined ? undefined : values[field];
  const reading = typeof value === 'string' ? readUscc(value) : undefined;
  return reading && !reading.isRefused && !reading.hasWrongCheck ? reading.code : undefined;
}

/** Whose values count first: records with a credit code, then those changed last. */
export function inOrder(meta: ObjectMeta, parties: readonly Party[]): Party[] {
  const rank = (party: Party) => (creditCode(meta, party.values) === undefined ? 1 : 0);
  const changed = (party: Party) => String(party.values['updatedAt'] ?? '');
  return [...parties].sort(
    (a, b) => rank(a) - rank(b) || (changed(a) < changed(b) ? 1 : changed(a) > changed(b) ? -1 : a.id < b.id ? 1 : -1),
  );
}

/** The record each field is taken from unless the caller says otherwise: the first in order with a value, the winner for what is its own. */
export function defaultSources(
  meta: ObjectMeta,
  winner: string,
  parties: readonly Party[],
  chosen: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const order = inOrder(meta, parties);
  const own = [...order].sort((a, b) => Number(b.id === winner) - Number(a.id === winner));
  const ids = new Set(parties.map((party) => party.id));
  const sourceOf = (field: FieldMeta) => {
    const named = (party: Party) => {
      const value = party.values[field.name];
      return !isEmpty(value) && !(typeof value === 'string' && ids.has(value));
    };
    return (isOwn(field) ? own : order).find(named)?.id ?? winner;
  };
  const sources = new Map(mergedFields(meta).map((field) => [field.name, chosen.get(field.name) ?? sourceOf(field)]));
  const belonging = belongingSource(own, sources.get('owner') ?? winner);
  for (const name of sources.keys()) if (followsOwner(meta, name)) sources.set(name, belonging);
  return sources;
}

/** What the winner is going to hold: one record's value for each field, lists united unless one was chosen. */
export function mergedValues(
  meta: ObjectMeta,
  winner: string,
  parties: readonly Party[],
  chosen: ReadonlyMap<string, string> = new Map(),
): Record<string, unknown> {
  const byId = new Map(parties.map((party) => [party.id, party.values]));
  const sources = defaultSources(meta, winner, parties, chosen);
  const merged: Record<string, unknown> = {};
  for (const field of mergedFields(meta)) {
    const { name } = field;
    const from = sources.get(name) ?? winner;
    const value = isUnited(field) && !chosen.has(name) ? united(parties, winner, name) : (byId.get(from)?.[name] ?? null);
    // nothing hangs below what it is merged with
    merged[name] = byId.has(String(value)) ? null : withoutParties(value, byId);
  }
  return merged;
}

function united(parties: readonly Party[], winner: string, name: string): unknown {
  const first = [...parties].sort((a, b) => Number(b.id === winner) - Number(a.id === winner));
  const all = first.flatMap((party) => (party.values[name] ?? []) as unknown[]);
  const keyOf = (entry: unknown) => (typeof entry === 'object' && entry !== null && 'id' in entry ? String(entry.id) : String(entry));
  const seen = new Set<string>();
  const list = all.filter((entry) => !seen.has(keyOf(entry)) && seen.add(keyOf(entry)));
  return list.length === 0 ? null : list;
}

function withoutParties(value: unknown, parties: ReadonlyMap<string, unknown>): unknown {
  if (!Array.isArray(value)) return value;
  const rest = value.filter((entry) => !(typeof entry === 'object' && entry !== null && 'id' in entry && parties.has(String(entry.id))));
  return rest.length === 0 ? null : rest;
}
