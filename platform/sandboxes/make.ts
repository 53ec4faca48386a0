import { sql } from '../database/sql.ts';
import { discardTenant, joinSandbox, openSandbox } from '../identity/index.ts';
import { errors } from '../kernel/index.ts';
import type { Application, Context } from '../module/index.ts';
import { checksum, exportPackage, installPackage, itemsOf, readState, withNames } from '../packages/index.ts';
import type { Known } from '../packages/plan.ts';
import { installedPackages, rememberPackage } from '../packages/store.ts';
import { copyObject, copyOrder } from './copy.ts';
import { type CopyState, findSandbox, forgetSandbox, markReady, readCopies, rememberAlike, type Sandbox } from './store.ts';

export interface Making {
  readonly app: Application;
  /** The company, and the person who asks. */
  readonly tenant: number;
  readonly user: string;
  readonly sandbox: number;
  /** Called between steps with the share that is done; throws to stop. */
  readonly progress: (share: number) => Promise<void>;
}

export interface Made {
  readonly sandbox: number;
  readonly items: number;
  /** Configuration that names people or records and stayed behind. */
  readonly left: number;
  readonly copied: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

/** Nothing is written into a sandbox that was given up: whoever gives it up waits for the batch under way, later batches stop here. */
async function hold(tx: Context): Promise<void> {
  const [open] = await tx.query(sql`select 1 from tenant where id = ${tx.tenant.id} and status in ('creating', 'active') for share`);
  if (!open) throw errors.NOT_FOUND();
}

/**
 * Makes a sandbox: people, configuration, records. Every step may be done again, and the copying goes on behind its last batch: a kill
 * costs one batch.
 */
export async function makeSandbox(making: Making): Promise<Made> {
  const { app, tenant, user, sandbox } = making;
  const person = await app.contextFor({ tenant, user });
  const row = await findSandbox(person, sandbox);
  if (!row) throw errors.NOT_FOUND();
  await making.progress(0.02);
  const empty = await app.contextFor({ tenant: sandbox });
  const owner = await empty.transaction(async (tx) => {
    await hold(tx);
    return joinSandbox(person, tx);
  });
  const { items, left } = await takeConfiguration(making);
  await making.progress(0.3);
  const copies = await takeRecords(making, row, owner);
  await person.transaction(async (tx) => {
    if (!(await openSandbox(tx, sandbox))) throw errors.NOT_FOUND();
    await markReady(tx, sandbox);
  });
  const count = (of: 'copied' | 'refused') => Object.fromEntries(copies.map((copy) => [copy.object, copy[of]]));
  return { sandbox, items, left, copied: count('copied'), refused: count('refused') };
}

/** The whole configuration, by the package mechanism, and what is known of installed packages. */
async function takeConfiguration({ app, tenant, sandbox }: Making): Promise<{ items: number; left: number }> {
  const company = await app.contextFor({ tenant });
  const { file, left } = await exportPackage(company, { name: 'sandbox', version: '1', label: '沙盒' });
  const empty = await app.contextFor({ tenant: sandbox });
  await empty.transaction(async (tx) => {
    await hold(tx);
    await installPackage(tx, file, { base: {} });
  });
  const inside = await app.contextFor({ tenant: sandbox });
  const roles = await company.query<{ id: string; key: string }>(sql`select id, key from role where tenant_id = ${tenant}`);
  const keys = new Map(roles.map((role) => [role.id, role.key]));
  const installed = await installedPackages(company);
  const state = await inside.transaction(async (tx) => {
    await hold(tx);
    for (const one of installed) await rememberPackage(tx, { ...one, before: withNames(one.before, keys) as typeof one.before });
    return readState(tx);
  });
  const items = itemsOf(file);
  const alike: Record<string, Known> = {};
  for (const item of items) {
    const held = state.byKey.get(item.key);
    if (held) alike[item.key] = { source: checksum(held.body), state: checksum(item.body) };
  }
  await company.transaction((tx) => rememberAlike(tx, sandbox, alike));
  return { items: items.length, left: left.length };
}

async function takeRecords({ app, tenant, user, sandbox, progress }: Making, row: Sandbox, owner: string): Promise<CopyState[]> {
  const from = await app.contextFor({ tenant, user });
  const inside = await app.contextFor({ tenant: sandbox, user: owner });
  const route = { from, to: inside.elevated(), hold };
  const known = new Map((await readCopies(inside)).map((copy) => [copy.object, copy]));
  const names = copyOrder(from.meta, row.plan.objects);
  const total = Math.max(1, await countRecords(from, names));
  let before = 0;
  const copies: CopyState[] = [];
  for (const object of names) {
    const start = known.get(object) ?? { object, after: null, copied: 0, refused: 0, reasons: {}, done: false };
    const share = (copied: number) => progress(0.3 + 0.7 * Math.min(1, (before + copied) / total));
    const copy = start.done ? start : await copyObject(route, start, share);
    before += copy.copied + copy.refused;
    copies.push(copy);
  }
  return copies;
}

/** Live records of these objects. */
export async function countRecords(ctx: Context, names: readonly string[]): Promise<number> {
  let all = 0;
  for (const name of names) {
    const meta = ctx.meta.object(name);
    if (!meta) continue;
    const own = meta.custom ? sql`and object = ${name}` : sql``;
    const [row] = await ctx.query<{ n: number }>(
      sql`select count(*)::int as n from ${sql.id(meta.table)} where tenant_id = ${ctx.tenant.id} and deleted_at is null ${own}`,
    );
    all += row?.n ?? 0;
  }
  return all;
}

/** Takes a sandbox away with everything in it. What a kill leaves of it the night takes away. */
export async function dropSandbox(ctx: Context, sandbox: number): Promise<void> {
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      update tenant set status = 'erasing', erase_at = ${tx.clock.now()} where id = ${sandbox} and (settings ->> 'sandboxOf')::int = ${tx.tenant.id}`);
    await forgetSandbox(tx, sandbox);
  });
  await discardTenant(ctx.app, sandbox);
}
