import { sql } from '../../database/sql.ts';
import { AppError, errors, label, newId } from '../../kernel/index.ts';
import { isClaiming } from '../../metadata/match-rule.ts';
import type { Context, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { isSecret } from '../../storage/vault.ts';
import { hasRollups } from '../rollups/index.ts';
import { filterRules } from '../shares/index.ts';
import { authorOf } from './defaults.ts';
import { deleteWave } from './delete.ts';
import { isMoving, movingFrom } from './moving.ts';
import { decorateProblems } from './problems.ts';
import { restoreWave } from './restore.ts';
import { isBounded } from './tree.ts';
import type { RowState, SaveOptions, SaveResult, SaveRow, SaveRun } from './types.ts';
import { duplicateFrom } from './unique.ts';
import { guarded, OneByOne, saveWave, settle, splitVersion } from './wave.ts';

export const largestBatch = 1000;

interface Mode {
  readonly oneByOne: boolean;
  readonly checkUnique: boolean;
  /** Without a transaction around it: the save is one statement, whole or not at all by itself. */
  readonly direct: boolean;
}

/** Rolls back a batch of which all or nothing shall be saved. */
class Refused extends Error {
  readonly results: SaveResult[];

  constructor(results: SaveResult[]) {
    super('refused');
    this.results = results;
  }
}

/**
 * The one way to write records: up to 1,000 of one object through the stages of the save pipeline, set-wise. Refused rows stay out and the
 * others are saved, unless all or nothing was asked for. Uses the transaction under way, or one of its own.
 *
 * @example const [result] = await saveRecords(ctx, meta, [{ operation: 'create', values: { name: '恒润化工' } }]);
 */
export function saveRecords(ctx: Context, meta: ObjectMeta, rows: readonly SaveRow[], options: SaveOptions = {}): Promise<SaveResult[]> {
  return runBatch(beneath(ctx, meta), rows, options, true);
}

/**
 * As saveRecords for one row, but refusals are thrown: who calls takes the whole transaction back, so no savepoint is needed. Only where two
 * may claim the same key at once the loser looks again, to name the winner.
 */
export async function saveSingle(
  ctx: Context,
  meta: ObjectMeta,
  row: SaveRow,
  options: SaveOptions = {},
): Promise<SaveResult & { readonly id: string; readonly version: number }> {
  const [result] = await runBatch(beneath(ctx, meta), [row], options, ctx.inTransaction && isClaiming(meta));
  if (result?.error) throw result.error;
  if (result?.id === undefined || result.version === undefined) throw new Error('a save without an outcome');
  return { ...result, id: result.id, version: result.version };
}

/** What a save works with, and what its caller knows of the object. */
interface Ground {
  readonly ctx: Context;
  readonly meta: ObjectMeta;
  readonly seen: ObjectMeta;
  readonly known: TenantMetadata;
}

/** Checks, defaults, rules and hooks need every field; the rights of the caller on fields are held against what they hand in. */
function beneath(ctx: Context, seen: ObjectMeta): Ground {
  const whole = ctx.whole();
  return { ctx: whole, meta: whole === ctx ? seen : (whole.meta.object(seen.name) ?? seen), seen, known: ctx.meta };
}

async function runBatch(
  { ctx, meta, seen, known }: Ground,
  rows: readonly SaveRow[],
  options: SaveOptions,
  guard: boolean,
): Promise<SaveResult[]> {
  if (rows.length === 0) return [];
  if (rows.length > largestBatch)
    throw errors.LIMIT_EXCEEDED({
      errors: [{ field: 'records', code: 'LIMIT_EXCEEDED', message: label('一次最多 1,000 条', 'At most 1,000 at a time') }],
    });
  // A single save of its own leaves unique values to the index: one round trip less, and a refusal is looked into afterwards.
  const alone = rows.length === 1 && !ctx.inTransaction && !options.validateOnly;
  let mode: Mode = { oneByOne: false, checkUnique: !alone, direct: alone && isOneStatement(ctx, meta, rows[0]) };
  for (let tries = 0; ; tries += 1) {
    try {
      return await isolated(ctx, guard, mode, (tx) => saveBatch({ ctx: tx, meta, seen, known }, rows, options, mode));
    } catch (error) {
      if (error instanceof Refused) return error.results;
      const next = tries < 5 ? nextMode(error, rows.length, mode, ctx.inTransaction ? (guard ? 'savepoint' : 'none') : 'own') : undefined;
      if (!next) {
        const refusal = error instanceof AppError ? error : (duplicateFrom(error, meta) ?? movingFrom(error));
        if (refusal && rows.length === 1) return [{ index: 0, status: refusal.status, error: refusal }];
        throw refusal ?? error;
      }
      mode = next;
    }
  }
}

/**
 * Whether a create writes by a single statement and locks nothing before it: no hook that writes siblings, no counter, no master to hold on
 * to, no place in a tree to look at. Half of the round trips of a transaction are saved.
 */
function isOneStatement(ctx: Context, meta: ObjectMeta, row: SaveRow | undefined): boolean {
  if (row?.operation !== 'create' || row.id !== undefined || hasRollups(ctx, meta.name) || filterRules(meta).length > 0) return false;
  if (ctx.app.registry.hooksOf(meta.name).some((hook) => hook.stage === 'afterSave' && hook.on.includes('create'))) return false;
  return [...meta.fields.values()].every(
    (field) => field.type !== 'autoNumber' && field.type !== 'masterDetail' && !(isBounded(field) && row.values?.[field.name]),
  );
}

/** How to go on after a failure: with a look at unique values first, one by one, or just again; undefined when there is no point. */
function nextMode(error: unknown, count: number, mode: Mode, back: 'own' | 'savepoint' | 'none'): Mode | undefined {
  // Without a way back the failed transaction can not go on.
  if (back === 'none') return undefined;
  const code = (error as { code?: string }).code;
  if (code === '23505') {
    if (!mode.checkUnique) return { oneByOne: false, checkUnique: true, direct: false };
    return { oneByOne: count > 1, checkUnique: true, direct: false };
  }
  // Deadlock or serialisation: the transaction is gone, so only who owns it may try again.
  if (code === '40P01' || code === '40001') return back === 'own' ? mode : undefined;
  if ((error instanceof AppError || error instanceof OneByOne || isMoving(error)) && count > 1 && !mode.oneByOne)
    return { oneByOne: true, checkUnique: true, direct: false };
  return undefined;
}

/** A transaction of its own, or a savepoint in the one under way when the batch may have to be taken back. */
async function isolated<T>(ctx: Context, guard: boolean, mode: Mode, work: (ctx: Context) => Promise<T>): Promise<T> {
  if (mode.direct) return work(ctx);
  if (!ctx.inTransaction) return ctx.transaction(work);
  return guard ? savepoint(ctx, 'save_batch', () => work(ctx)) : work(ctx);
}

async function savepoint<T>(ctx: Context, name: 'save_batch' | 'save_row', work: () => Promise<T>): Promise<T> {
  // nobody waits for the mark to be set or taken away: should either fail, all that follows in the transaction does, its commit included
  ctx.query(sql`savepoint ${sql.raw(name)}`).catch(() => undefined);
  try {
    const result = await work();
    ctx.query(sql`release savepoint ${sql.raw(name)}`).catch(() => undefined);
    return result;
  } catch (error) {
    await ctx.query(sql`rollback to savepoint ${sql.raw(name)}`);
    await ctx.query(sql`release savepoint ${sql.raw(name)}`);
    throw error;
  }
}

async function saveBatch(
  { ctx, meta, seen, known }: Ground,
  rows: readonly SaveRow[],
  options: SaveOptions,
  mode: Mode,
): Promise<SaveResult[]> {
  const run: SaveRun = {
    ctx,
    meta,
    seen: options.asSystem ? meta : seen,
    known: options.asSystem ? ctx.meta : known,
    options,
    channel: options.channel ?? ctx.channel,
    by: authorOf(ctx),
    checkUnique: mode.checkUnique,
    titles: knownTitles(ctx),
    ...([...meta.fields.values()].some(isSecret) ? { sealer: await ctx.app.vault.sealer(ctx.tenant.id) } : {}),
  };
  const results = new Map<number, SaveResult>();
  if (mode.oneByOne) {
    for (let index = 0; index < rows.length; index += 1) results.set(index, await saveOne(run, rows, index));
  } else {
    let waiting = rows.map((row, index) => ({ row, index }));
    while (waiting.length > 0) {
      const { wave, rest } = nextWave(waiting);
      const states = wave.map(({ row, index }) => stateOf(run, row, index));
      await runWave(run, states);
      const done = states.filter((state) => !state.deferred);
      for (const state of done) results.set(state.index, resultOf(run, state));
      if (options.allOrNothing && done.some((state) => state.error)) break;
      const deferred = new Set(states.filter((state) => state.deferred).map((state) => state.index));
      waiting = [...waiting.filter(({ index }) => deferred.has(index)), ...rest].sort((a, b) => a.index - b.index);
    }
  }
  const all = rows.map((_, index): SaveResult => results.get(index) ?? { index, status: 424 });
  await decorateProblems(ctx, meta, all);
  if (!options.allOrNothing || all.every((result) => !result.error)) return all;
  throw new Refused(all.map((result) => (result.error ? result : { index: result.index, status: 424 })));
}

/** The caller by name: most records name nobody else. */
function knownTitles(ctx: Context): SaveRun['titles'] {
  return new Map(authorOf(ctx) === null ? [] : [[ctx.user.id, { object: 'user', title: ctx.user.name }]]);
}

async function saveOne(run: SaveRun, rows: readonly SaveRow[], index: number): Promise<SaveResult> {
  const row = rows[index];
  if (!row) throw new Error(`row ${index} is missing`);
  for (let tries = 0; ; tries += 1) {
    const state = stateOf(run, row, index);
    try {
      await savepoint(run.ctx, 'save_row', () => runWave(run, [state]));
      return resultOf(run, state);
    } catch (error) {
      const refusal = error instanceof AppError ? error : (duplicateFrom(error, run.meta) ?? movingFrom(error));
      if (!refusal) throw error;
      // The index refused what the look before had not seen: somebody else has just committed it.
      if (!(error instanceof AppError) && !isMoving(error) && tries === 0) continue;
      return { index, status: refusal.status, error: refusal };
    }
  }
}

/** The rows that can go together: of one kind, up to the first record that comes again. */
function nextWave<T extends { row: SaveRow }>(waiting: readonly T[]): { wave: readonly T[]; rest: readonly T[] } {
  const kindOf = (row: SaveRow) => (row.operation === 'delete' || row.operation === 'restore' ? row.operation : 'save');
  const first = waiting[0];
  const seen = new Set<string>();
  const end = waiting.findIndex(({ row }) => {
    const id = row.id?.toLowerCase();
    if (!first || kindOf(row) !== kindOf(first.row) || (id !== undefined && seen.has(id))) return true;
    if (id !== undefined) seen.add(id);
    return false;
  });
  return end < 0 ? { wave: waiting, rest: [] } : { wave: waiting.slice(0, end), rest: waiting.slice(end) };
}

function stateOf(run: SaveRun, row: SaveRow, index: number): RowState {
  const state: RowState = {
    index,
    row,
    operation: row.operation,
    id: (row.id ?? newId()).toLowerCase(),
    at: row.at ?? run.options.at ?? run.ctx.clock.now(),
    before: undefined,
    values: {},
    changes: [],
    problems: [],
    error: undefined,
    deferred: false,
    after: undefined,
    version: 0,
    deletedWith: null,
  };
  guarded(state, () => {
    state.row = splitVersion(row);
  });
  return state;
}

async function runWave(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const operation = states[0]?.operation;
  if (operation === 'delete') await deleteWave(run, states);
  else if (operation === 'restore') await restoreWave(run, states);
  else await saveWave(run, states);
  settle(states);
}

const success = { create: 201, update: 200, restore: 200, delete: 204 } as const;

function resultOf(run: SaveRun, state: RowState): SaveResult {
  const { index, error } = state;
  if (error) return { index, status: error.status, ...(state.operation === 'create' ? {} : { id: state.id }), error };
  const saved = { index, status: success[state.operation], id: state.id, version: state.version };
  return state.operation === 'delete' || !state.after ? saved : { ...saved, values: state.after, titles: run.titles };
}
