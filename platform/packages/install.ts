import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, type FieldProblem, fieldErrors, label } from '../kernel/index.ts';
import { changing, listParts, mayEditMetadata, orderParts } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { applyItems, freshContext, orderNewFields } from './apply.ts';
import { checksum } from './canonical.ts';
import { type IncomingFiles, incomingFiles } from './files.ts';
import { type ChangeKind, type Known, type Plan, type PlanItem, planOf } from './plan.ts';
import { removeItems } from './remove.ts';
import { readState, type State } from './state.ts';
import { installedPackages, rememberPackage } from './store.ts';
import { itemsOf, type PackageFile } from './types.ts';
import { usageOf } from './usage.ts';

export interface InstallOptions {
  readonly dryRun?: boolean;
  /** Keys to take from the package although the company changed them since; `all`. */
  readonly take?: readonly string[] | 'all';
  readonly skip?: readonly string[];
  /** Known states to compare with instead of those of an installed package: promoting a sandbox. Nothing is remembered then. */
  readonly base?: Readonly<Record<string, Known>>;
  /** Told before each step how much is done (0 … 1); throws to stop, and nothing is installed then. */
  readonly progress?: (share: number) => Promise<void>;
}

export interface Outcome {
  readonly name: string;
  readonly version: string;
  /** The version that was there before. */
  readonly installed: string | null;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  readonly items: readonly PlanItem[];
  readonly missing: Plan['missing'];
  readonly dryRun: boolean;
}

class DryRun extends Error {}

function countsOf(items: readonly PlanItem[]): Record<ChangeKind, number> {
  const counts: Record<ChangeKind, number> = { new: 0, changed: 0, same: 0, kept: 0, conflict: 0, removed: 0 };
  for (const item of items) counts[item.change] += 1;
  return counts;
}

/** Reads what is there and compares; with the company locked when it is about to be changed. */
async function compare(ctx: Context, file: PackageFile, options: InstallOptions): Promise<{ plan: Plan; state: State; outcome: Outcome }> {
  const state = await readState(ctx);
  const installed = await installedPackages(ctx);
  const before = options.base ? undefined : installed.find((one) => one.name === file.name);
  const plan = planOf(ctx, {
    file,
    state,
    known: options.base ?? before?.items ?? {},
    take: options.take === 'all' ? 'all' : new Set(options.take ?? []),
    skip: new Set(options.skip ?? []),
    installed: new Set(installed.map((one) => one.name)),
  });
  const { name, version } = file;
  const outcome = {
    name,
    version,
    installed: before?.version ?? null,
    counts: countsOf(plan.items),
    ...plan,
    dryRun: options.dryRun ?? false,
  };
  return { plan, state, outcome };
}

/** What an installation would change, and what speaks against it. Nothing is written. */
export async function previewPackage(ctx: Context, file: PackageFile, options: InstallOptions = {}): Promise<Outcome> {
  mayEditMetadata(ctx);
  return ctx.transaction(async (tx) => (await compare(await freshContext(tx), file, options)).outcome);
}

function refuse(plan: Plan): void {
  const conflicts = plan.items.filter((item) => item.change === 'conflict');
  if (plan.missing.length > 0)
    throw fieldErrors(plan.missing.map(({ place, message }): FieldProblem => ({ field: place, code: 'INVALID_VALUE', message })));
  if (conflicts.length > 0)
    throw new AppError(
      'STATE',
      409,
      label('配置包与现有配置冲突，没有安装', 'The package conflicts with what is there; nothing was installed'),
      {
        errors: conflicts.map(({ place, reason }) => ({ field: place, code: 'STATE', message: reason ?? label('冲突', 'Conflict') })),
      },
    );
}

/**
 * Installs a package, or brings an installed one to another version, in one transaction: all of it or nothing. What the company has changed
 * since stays unless it is chosen (`take`). Installing what is there already writes nothing.
 */
export async function installPackage(ctx: Context, file: PackageFile, options: InstallOptions = {}): Promise<Outcome> {
  mayEditMetadata(ctx);
  let outcome: Outcome | undefined;
  const files = incomingFiles(file.files ?? []);
  try {
    await ctx.transaction(async (tx) => {
      await tx.query(sql`select from tenant where id = ${tx.tenant.id} for update`);
      const fresh = await freshContext(tx);
      const found = await compare(fresh, file, options);
      outcome = found.outcome;
      refuse(found.plan);
      await carryOut(fresh, file, { ...found, files }, options);
      const { name, version, counts } = found.outcome;
      if (counts.new + counts.changed + counts.removed > 0)
        await audit(tx, { event: 'package.installed', data: { name, version, counts, promoted: options.base !== undefined } });
      // the whole way was gone; only the commit is left out
      if (options.dryRun) throw new DryRun();
    });
  } catch (error) {
    await files.takeBack(ctx);
    if (!(error instanceof DryRun)) throw error;
  }
  if (!outcome) throw new Error('a package was installed without an outcome');
  return outcome;
}

async function carryOut(
  ctx: Context,
  file: PackageFile,
  { plan, state, files }: { plan: Plan; state: State; files: IncomingFiles },
  options: InstallOptions,
): Promise<void> {
  const all = itemsOf(file);
  const work = new Set(plan.items.filter((item) => item.change === 'new' || item.change === 'changed').map((item) => item.key));
  const gone = plan.items.filter((item) => item.change === 'removed').map((item) => item.key);
  const previous = (await installedPackages(ctx)).find((one) => one.name === file.name);
  const wanted = all.filter((item) => work.has(item.key));
  if (wanted.length > 0)
    await changing(ctx, async (tx) => {
      await applyItems(tx, wanted, { byKey: state.byKey, files, progress: options.progress });
      await orderNewFields(
        tx,
        wanted.filter((item) => !state.byKey.has(item.key)),
      );
      await orderNewParts(
        await freshContext(tx),
        file,
        new Set(wanted.filter((item) => !state.byKey.has(item.key)).map((item) => item.key)),
      );
    });
  const removed = options.base ? [] : await removeUnused(ctx, state, gone, previous?.before ?? {});
  if (options.base) return;
  const after = await readState(ctx);
  const kept = new Map(plan.items.map((item) => [item.key, item.change]));
  const items: Record<string, Known> = {};
  const before: Record<string, unknown> = { ...previous?.before };
  for (const item of all) {
    const change = kept.get(item.key);
    if (change === undefined) continue;
    const held = after.byKey.get(item.key);
    const old = previous?.items[item.key];
    // what the company keeps stays "changed by the company" for the next version, too
    const known =
      change === 'kept' && old
        ? { ...old, source: checksum(item.body) }
        : { source: checksum(item.body), state: held ? checksum(held.body) : 'gone' };
    items[item.key] = known;
    const had = state.byKey.get(item.key);
    if (!old && had) before[item.key] = had.raw;
  }
  // what could not go stays the package's until it is uninstalled
  for (const key of gone) if (!removed.includes(key) && previous?.items[key]) items[key] = previous.items[key];
  const same =
    previous &&
    wanted.length === 0 &&
    removed.length === 0 &&
    previous.version === file.version &&
    checksum(previous.items) === checksum(items) &&
    checksum(previous.label) === checksum(file.label);
  if (!same)
    await rememberPackage(ctx, {
      name: file.name,
      version: file.version,
      label: file.label,
      author: file.author ?? null,
      requires: file.requires ?? [],
      items,
      before,
    });
}

/** Items a new version no longer has go when the package made them and nothing uses them. */
async function removeUnused(
  ctx: Context,
  state: State,
  keys: readonly string[],
  before: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  if (keys.length === 0) return [];
  const own = keys.filter((key) => !(key in before));
  const usage = await usageOf(ctx, state, own);
  const used = new Set(usage.map((one) => one.key));
  const free = own.filter((key) => !used.has(key));
  if (free.length > 0) await removeItems(ctx, free, state);
  return free;
}

/** Parts come in the order of the package, also where some had to wait for others. */
async function orderNewParts(ctx: Context, file: PackageFile, fresh: ReadonlySet<string>): Promise<void> {
  const groups = Map.groupBy(file.parts, (part) => JSON.stringify([part.kind, part.object ?? null]));
  for (const parts of groups.values()) {
    const [first] = parts;
    if (!first || parts.length < 2) continue;
    if (!parts.every((part) => fresh.has(`part:${part.kind}:${part.object ? `${part.object}.` : ''}${part.name}`))) continue;
    const now = (await listParts(ctx, first.kind, first.object)).map((part) => part.name);
    const wanted = parts.map((part) => part.name);
    const ours = now.filter((name) => wanted.includes(name));
    if (JSON.stringify(ours) === JSON.stringify(wanted)) continue;
    await orderParts(ctx, first.kind, first.object, [...now.filter((name) => !wanted.includes(name)), ...wanted]);
  }
}
