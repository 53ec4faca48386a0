import { type Sql, sql } from '../../database/sql.ts';
import { fieldsOfRule, matchRuleOf } from '../../metadata/match-rule.ts';
import type { MatchRule } from '../../module/index.ts';
import type { RowState, SaveRun } from '../save/types.ts';
import { isFresh, recordset } from '../save/write-parts.ts';
import { keysOf, type RecordKey } from './keys.ts';

/** What a save changes about the keys of one record. */
export interface KeyChange {
  readonly added: readonly RecordKey[];
  readonly removed: readonly RecordKey[];
}

const none: KeyChange = { added: [], removed: [] };
export const nameOf = (key: Pick<RecordKey, 'kind' | 'hash'>) => `${key.kind} ${key.hash}`;

const worked = new WeakMap<RowState, { readonly rule: MatchRule; readonly from: readonly unknown[]; readonly change: KeyChange }>();

/** The keys a row takes and gives up with the values it is going to have. The check asks before the write does: they are worked out once. */
export function keyChange(rule: MatchRule, state: RowState): KeyChange {
  const from = [state.before, ...[...fieldsOfRule(rule)].map((field) => state.values[field])];
  const known = worked.get(state);
  if (known?.rule === rule && known.from.every((value, index) => value === from[index])) return known.change;
  const change = workedOut(rule, state);
  worked.set(state, { rule, from, change });
  return change;
}

function workedOut(rule: MatchRule, state: RowState): KeyChange {
  const before = state.before?.values ?? {};
  switch (state.operation) {
    case 'create':
      return { added: keysOf(rule, state.values), removed: [] };
    case 'restore':
      return { added: keysOf(rule, before), removed: [] };
    case 'delete':
      return { added: [], removed: keysOf(rule, before) };
    case 'update': {
      if (![...fieldsOfRule(rule)].some((field) => field in state.values)) return none;
      const [old, now] = [keysOf(rule, before), keysOf(rule, { ...before, ...state.values })];
      const [had, has] = [new Set(old.map(nameOf)), new Set(now.map(nameOf))];
      return { added: now.filter((key) => !had.has(nameOf(key))), removed: old.filter((key) => !has.has(nameOf(key))) };
    }
  }
}

/** Keys that the check has found to be free: the row claims them, so that nobody else can take them at the same moment. */
const claims = new WeakMap<RowState, ReadonlySet<string>>();

export function claim(state: RowState, keys: ReadonlySet<string>): void {
  claims.set(state, keys);
}

/** Keeps the keys of what is written in step, as parts of the same statement. */
export function matchParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const rule = matchRuleOf(run.meta);
  if (!rule) return [];
  const added: object[] = [];
  const removed: object[] = [];
  for (const state of states) {
    const change = keyChange(rule, state);
    const taken = claims.get(state);
    for (const key of change.added)
      added.push({ record: state.id, kind: key.kind, hash: key.hash, claimed: taken?.has(nameOf(key)) ?? false, text: key.text ?? null });
    if (state.operation === 'delete') removed.push({ record: state.id });
    else for (const key of change.removed) removed.push({ record: state.id, kind: key.kind, hash: key.hash });
  }
  const tenant = run.ctx.tenant.id;
  const columns = [
    ['record', 'uuid'],
    ['kind', 'text'],
    ['hash', 'uuid'],
  ] as const;
  return [
    removed.length === 0
      ? undefined
      : sql`
      delete from match_key k using ${recordset(removed, columns)}
      where k.tenant_id = ${tenant} and k.record_id = r.record and (r.kind is null or (k.kind = r.kind and k.hash = r.hash))`,
    added.length === 0
      ? undefined
      : sql`
      insert into match_key (tenant_id, object, kind, hash, record_id, claimed, text)
      select ${tenant}::int, ${run.meta.name}::text, r.kind, r.hash, r.record, r.claimed, r.text
      from ${recordset(added, [...columns, ['claimed', 'boolean'], ['text', 'text']])}
      ${states.every(isFresh) ? sql`` : sql`on conflict (tenant_id, object, hash, kind, record_id) do nothing`}`,
  ];
}
