import { type FieldProblem, label } from '../../kernel/index.ts';
import { matchRuleOf } from '../../metadata/match-rule.ts';
import type { MatchAction, MatchCriterion, MatchRule } from '../../module/index.ts';
import { alive } from '../save/hooks.ts';
import type { RowState, SaveRun } from '../save/types.ts';
import { findMatches, type Match } from './matches.ts';
import { type Known, sayThere, tellMatches } from './tell.ts';
import { claim, keyChange, nameOf } from './upkeep.ts';

/**
 * What a save does about records that are like others. `ask` refuses also what is only warned of, for a person to confirm; `confirmed`
 * (unless said) refuses what is blocked; `import` refuses only what is certain to be the same (score 100: a code that one company has), so
 * that the records of a former system arrive as they were, twins and all; `allow` refuses nothing, for what code of ours copies and repairs.
 */
export type DuplicateMode = 'ask' | 'confirmed' | 'import' | 'allow';

const certain = 100;

function modeOf({ options, channel }: SaveRun): DuplicateMode {
  if (options.duplicates) return options.duplicates;
  if (options.asSystem) return 'allow';
  return channel === 'import' ? 'import' : 'confirmed';
}

const isBlocking = ({ action, score }: MatchCriterion, mode: DuplicateMode) =>
  action === 'block' && (mode !== 'import' || score >= certain);

const mostShown = 5;

interface Row {
  readonly state: RowState;
  readonly keys: ReturnType<typeof keyChange>['added'];
}

/**
 * Holds rows against the records that are there, all by two statements at most. Refused rows name what they are like; the others claim
 * their blocking keys. Of two rows of one batch the second waits until the first is written.
 */
export async function checkDuplicates(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const rule = matchRuleOf(run.meta);
  const mode = modeOf(run);
  if (!rule || mode === 'allow') return;
  const rows = alive(states)
    .map((state): Row => ({ state, keys: keyChange(rule, state).added }))
    .filter(({ keys }) => keys.length > 0);
  const actions = actionsOf(rule, rows, mode);
  if (rows.length === 0 || actions.size === 0) return;
  const asked = rows.map(({ state, keys }) => ({ id: state.id, keys: allKeys(rule, state, keys) }));
  const taken = new Set<string>();
  const found = await findMatches(run.ctx, run.meta.name, asked, { actions, taken });
  const refusing = found.map((matches, index) => matches.filter((match) => refuses(match, rows[index]?.state, mode)));
  await refuse(run, rows, refusing);
  takeTurns(run, rows, { mode, taken });
}

function actionsOf(rule: MatchRule, rows: readonly Row[], mode: DuplicateMode): ReadonlySet<MatchAction> {
  const asks = mode === 'ask' && rows.some(({ state }) => state.operation === 'create');
  const wanted: readonly MatchAction[] = asks ? ['block', 'warn'] : ['block'];
  return new Set(wanted.filter((action) => rule.criteria.some((one) => one.action === action)));
}

/** Only what a save takes anew is looked for; what the record holds beside it tells whether it is another company. */
function allKeys(rule: MatchRule, state: RowState, added: Row['keys']): Row['keys'] {
  if (state.operation !== 'update') return added;
  const taken = new Set(added.map(nameOf));
  const whole = keyChange(rule, { ...state, operation: 'create', values: { ...state.before?.values, ...state.values } }).added;
  return whole.map((key) => (taken.has(nameOf(key)) ? key : { kind: key.kind, hash: key.hash, ...(key.text ? { text: key.text } : {}) }));
}

const refuses = (match: Match, state: RowState | undefined, mode: DuplicateMode) =>
  isBlocking(match.criterion, mode) || (match.action === 'warn' && mode === 'ask' && state?.operation === 'create');

async function refuse(run: SaveRun, rows: readonly Row[], refusing: readonly (readonly Match[])[]): Promise<void> {
  const shown = refusing.map((matches) => matches.slice(0, mostShown));
  const known = await tellMatches({ ...run.ctx, meta: run.known }, shown.flat());
  for (const [index, { state }] of rows.entries())
    for (const match of shown[index] ?? []) {
      const record = known.get(match.id);
      if (record) state.problems.push(problemOf(run, match, record));
    }
}

function problemOf(run: SaveRun, match: Match, record: Known): FieldProblem {
  const { score, action, criterion } = match;
  return {
    field: criterion.fields[0] ?? 'id',
    code: 'DUPLICATE',
    message: sayThere(run.meta, record),
    record: { ...record, score, action, kind: criterion.kind, fields: criterion.fields },
  };
}

/** Blocking keys within one batch: who comes second waits; a dry run, where nothing is written to wait for, says so at once. */
function takeTurns(run: SaveRun, rows: readonly Row[], { mode, taken }: { mode: DuplicateMode; taken: ReadonlySet<string> }): void {
  const claimed = run.options.claims ?? new Set<string>();
  for (const { state, keys } of rows) {
    if (state.problems.length > 0) continue;
    const mine = keys.filter((key) => key.criterion && isBlocking(key.criterion, mode));
    const met = mine.find((key) => claimed.has(nameOf(key)));
    if (met && run.options.validateOnly)
      state.problems.push({
        field: met.criterion?.fields[0] ?? 'id',
        code: 'DUPLICATE',
        message: label('与前面的记录重复', 'The same as a record before it'),
        record: { object: run.meta.name },
      });
    else if (met) state.deferred = true;
    for (const key of mine) claimed.add(nameOf(key));
    // a key that another company holds already can not be claimed, and need not be: who comes next sees both
    claim(state, new Set(mine.map(nameOf).filter((name) => !taken.has(name))));
  }
}
