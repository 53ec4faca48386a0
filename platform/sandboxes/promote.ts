import { errors, type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import {
  checksum,
  installPackage,
  itemsOf,
  layOut,
  type Outcome,
  type PackageFile,
  previewPackage,
  readState,
  withFiles,
} from '../packages/index.ts';
import type { Known } from '../packages/plan.ts';
import { ownSandbox } from './service.ts';
import { rememberAlike, type Sandbox } from './store.ts';

export interface Changes {
  readonly outcome: Outcome;
  /** Items that are gone from the sandbox; promoting leaves them alone. */
  readonly deleted: readonly { readonly key: string; readonly label: Label | null }[];
  /** Changes that name a person or a record of the sandbox. */
  readonly left: readonly { readonly key: string; readonly reason: Label }[];
}

interface Difference {
  readonly sandbox: Sandbox;
  readonly file: PackageFile;
  readonly known: Readonly<Record<string, Known>>;
  readonly deleted: readonly string[];
  readonly left: Changes['left'];
}

/** What was changed in the sandbox since the two were alike, as a package. */
export async function differenceOf(ctx: Context, id: number): Promise<Difference> {
  const sandbox = await ownSandbox(ctx, id);
  if (!sandbox.readyAt) throw errors.STATE();
  const inside = await ctx.app.contextFor({ tenant: id });
  const state = await inside.transaction((tx) => readState(tx));
  const changed = state.items.filter((item) => sandbox.items[item.key]?.source !== checksum(item.body));
  const plain = layOut({ name: `sandbox${id}`.slice(0, 20), version: '1', label: label(sandbox.name, sandbox.name) }, changed);
  const file = await withFiles(inside, plain);
  const known = Object.fromEntries(changed.flatMap(({ key }) => (sandbox.items[key] ? [[key, sandbox.items[key]]] : [])));
  const left = state.left.filter(({ key }) => !sandbox.items[key]);
  const gone = (key: string) => !state.byKey.has(key) && !state.left.some((one) => one.key === key);
  return { sandbox, file, known, left, deleted: Object.keys(sandbox.items).filter(gone) };
}

/** What promoting would change in the company. Nothing is written. */
export async function previewChanges(
  ctx: Context,
  id: number,
  take: readonly string[] = [],
  skip: readonly string[] = [],
): Promise<Changes> {
  const { file, known, deleted, left } = await differenceOf(ctx, id);
  const outcome = await previewPackage(ctx, file, { base: known, take, skip });
  const state = await ctx.transaction((tx) => readState(tx));
  return {
    outcome,
    deleted: deleted.flatMap((key) => {
      const held = state.byKey.get(key);
      return held ? [{ key, label: (held.body.label as Label | undefined) ?? null }] : [];
    }),
    left,
  };
}

/** Brings the changes of a sandbox into its company, by the package mechanism: all of them or none. */
export async function promote(
  ctx: Context,
  id: number,
  options: { readonly take?: readonly string[]; readonly skip?: readonly string[]; readonly dryRun?: boolean },
): Promise<Outcome> {
  const { file, known } = await differenceOf(ctx, id);
  const { take = [], skip = [], dryRun = false } = options;
  // a dry run takes its own transaction back
  if (dryRun) return installPackage(ctx, file, { base: known, take, skip, dryRun });
  return ctx.transaction(async (tx) => {
    const outcome = await installPackage(tx, file, { base: known, take, skip });
    const after = await readState(tx);
    const alike: Record<string, Known> = {};
    const over = new Set(outcome.items.filter((item) => item.change !== 'kept').map((item) => item.key));
    for (const item of itemsOf(file)) {
      const held = after.byKey.get(item.key);
      if (held && over.has(item.key)) alike[item.key] = { source: checksum(item.body), state: checksum(held.body) };
    }
    await rememberAlike(tx, id, alike);
    return outcome;
  });
}
