import type { Context, ObjectMeta, Values } from '../module/index.ts';
import type { Decision } from './assign.ts';
import { type Asked, type Choice, choose, type Rep, take } from './choose.ts';
import type { Person } from './named.ts';
import { planOf } from './optimise.ts';
import { liesIn } from './region.ts';
import type { PoolRoom } from './room.ts';
import type { AssignRule } from './store.ts';

/** What each record is worth with each person, in hundredths of a point. */
type Worth = ReadonlyMap<string, ReadonlyMap<string, number>>;
const nothing: ReadonlyMap<string, number> = new Map();
const nobody: ReadonlySet<string> = new Set();

interface Known {
  readonly values: ReadonlyMap<string, Values>;
  /** By rule. */
  readonly reps: ReadonlyMap<string, readonly Rep[]>;
  readonly heirs: ReadonlyMap<string, readonly Person[]>;
  /** The number of the last assignment of each rule; it goes on as records are given. */
  readonly sequences: Map<string, number>;
  /** By record. */
  readonly sticky: ReadonlyMap<string, string>;
  readonly rejecters: ReadonlyMap<string, ReadonlySet<string>>;
  readonly leavers: ReadonlySet<string>;
  readonly room: PoolRoom;
  readonly worth: Worth;
}

/** Records that are decided at once, in their order. */
export interface Turn {
  readonly rule: AssignRule;
  readonly records: readonly string[];
}

/** What the records of rules that plan are worth with the people of those, by one question for each rule. */
export async function worthOfPairs(
  tx: Context,
  { name }: ObjectMeta,
  turns: readonly Turn[],
  { values, reps }: Pick<Known, 'values' | 'reps'>,
): Promise<Worth> {
  const valuer = tx.app.registry.pairValues.get(name);
  const worth = new Map<string, ReadonlyMap<string, number>>();
  for (const { rule, records } of turns) {
    if (rule.method !== 'optimised' || !valuer) continue;
    const people = reps.get(rule.id) ?? [];
    const held = records.map((id) => ({ id, values: values.get(id) ?? {} }));
    const rows = await valuer.read(
      tx.elevated(),
      held.map((one) => ({ ...one, liesIn: whereIs(rule, one.values) })),
      people,
    );
    records.forEach((record, at) => {
      worth.set(record, new Map(people.map(({ id }, place) => [id, rows[at]?.[place] ?? 0])));
    });
  }
  return worth;
}

const whereIs = ({ regionField }: AssignRule, values: Values) => (regionField === null ? null : liesIn(values[regionField]));

/** Records that are given out in one transaction: who may have what changes with every one that is given. */
export class Batch {
  private readonly known: Known;

  constructor(known: Known) {
    this.known = known;
  }

  /** Decides records of one rule: of one that plans all at once, what is worth most in all; of any other one by one. */
  async decide({ rule, records }: Turn): Promise<Decision[]> {
    const reps = this.known.reps.get(rule.id) ?? [];
    if (rule.method !== 'optimised') return records.map((record) => this.settle(rule, record, choose(reps, this.asked(rule, record))));
    // whoever has the customer already goes before any plan
    const own = records.flatMap((record): Decision[] => {
      const choice = choose(reps, this.asked(rule, record));
      return choice.why === 'sticky' ? [this.settle(rule, record, choice)] : [];
    });
    const done = new Set(own.map(({ record }) => record));
    const rest = records
      .filter((record) => !done.has(record))
      .map((record) => ({ record, choice: choose(reps, this.asked(rule, record)) }));
    const plan = await planOf(reps, {
      asked: rest.map(({ record, choice }) => ({ choice, worth: this.known.worth.get(record) ?? nothing, pool: this.poolOf(record) })),
      dailyCap: rule.dailyCap,
      room: this.known.room,
    });
    const given = rest.flatMap(({ record, choice }, at): Decision[] => {
      const chosen = plan[at];
      return chosen ? [this.settle(rule, record, { ...choice, chosen })] : [];
    });
    for (const { record } of given) done.add(record);
    // the plan gives to everybody who has room: by now it says of each why they could not have these as well
    const left = rest.filter(({ record }) => !done.has(record));
    return [...own, ...given, ...left.map(({ record }) => this.settle(rule, record, choose(reps, this.asked(rule, record))))];
  }

  private poolOf(record: string): unknown {
    return this.known.values.get(record)?.['pool'];
  }

  private asked(rule: AssignRule, record: string): Asked {
    const { values, sticky, rejecters, leavers, room, worth } = this.known;
    return {
      method: rule.method,
      skills: rule.skills,
      language: rule.language,
      liesIn: whereIs(rule, values.get(record) ?? {}),
      dailyCap: rule.dailyCap,
      sticky: rule.sticky ? (sticky.get(record) ?? null) : null,
      rejecters: rejecters.get(record) ?? nobody,
      leavers,
      full: room.full(this.poolOf(record)),
      worth: worth.get(record) ?? nothing,
    };
  }

  /** Writes a choice down, or finds who is asked when nobody of the rule may have the record. */
  private settle(rule: AssignRule, record: string, { chosen, why, considered }: Choice): Decision {
    const { sequences, heirs, rejecters, leavers, room } = this.known;
    const pool = this.poolOf(record);
    const by = { record, rule: { id: rule.id, name: rule.name }, considered };
    if (chosen) {
      const seq = (sequences.get(rule.id) ?? 0) + 1;
      sequences.set(rule.id, seq);
      take(chosen, seq);
      room.take(pool, chosen.id);
      return { ...by, chosen: { id: chosen.id, name: chosen.name }, pool: null, why };
    }
    const { fallback } = rule;
    const [rejected, full] = [rejecters.get(record) ?? nobody, room.full(pool)];
    const heir = (heirs.get(rule.id) ?? []).find(({ id }) => !rejected.has(id) && !leavers.has(id) && !full.has(id));
    if (heir) {
      room.take(pool, heir.id);
      return { ...by, chosen: heir, pool: null, why: fallback.kind === 'manager' ? 'manager' : 'fallback' };
    }
    if (fallback.kind === 'pool') return { ...by, chosen: null, pool: fallback.id, why: 'fallback' };
    return { ...by, chosen: null, pool: null, why: 'nobody' };
  }
}
