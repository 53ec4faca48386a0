import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { type ManagedBy, managersOf } from './managers.ts';
import { type AssignRule, type Members, membersOf } from './store.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
}

/** The people whom rules name. */
export interface Named {
  readonly members: Members;
  /** Rule → who is asked, in turn, when nobody of its people may have a record: the person of its fallback, or managers. */
  readonly heirs: ReadonlyMap<string, readonly Person[]>;
}

/**
 * The people of these rules and of their fallbacks. With `hold` their rows stay locked to the end of the transaction, in the order of their
 * ids: who is being switched off just now is waited for and then is not there, and nobody is switched off between the choice and the commit.
 * Whoever holds on to rules, people and records takes them in this order, so that no two wait for each other.
 */
export async function namedPeople(tx: Context, rules: readonly AssignRule[], hold: boolean): Promise<Named> {
  const members = await membersOf(tx, rules);
  const managers = await managersOf(
    tx,
    rules.filter(({ fallback }) => fallback.kind === 'manager').flatMap((rule) => managedBy(rule, members)),
  );
  const asked = (rule: AssignRule) => (rule.fallback.kind === 'user' ? [rule.fallback.id] : (managers.get(rule.id) ?? []));
  const ids = [...new Set([...[...members.values()].flat(), ...rules.flatMap(asked)])];
  const there = await peopleThere(tx, ids, hold);
  return { members, heirs: new Map(rules.map((rule) => [rule.id, asked(rule).flatMap((id) => there.get(id) ?? [])])) };
}

/** Who of them is there and switched on; with `hold` their rows stay locked as `namedPeople` has it. */
export async function peopleThere(tx: Context, ids: readonly string[], hold: boolean): Promise<ReadonlyMap<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<Person & { there: boolean }>(sql`
    select id, name, active is true and deleted_at is null as there from app_user where tenant_id = ${tx.tenant.id} and id = any(${ids}::uuid[])
    order by id ${hold ? sql`for share` : sql``}`);
  return new Map(rows.filter((row) => row.there).map(({ id, name }) => [id, { id, name }]));
}

/** Whose managers a rule means, in its order: departments have their own, groups and roles those of their people. */
function managedBy({ id, people }: AssignRule, members: Members): ManagedBy[] {
  return people.flatMap((one): ManagedBy[] =>
    one.kind === 'department'
      ? [{ key: id, person: null, department: one.id }]
      : (members.get(one.id) ?? []).map((person) => ({ key: id, person, department: null })),
  );
}
