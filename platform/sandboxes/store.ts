import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import type { Known } from '../packages/plan.ts';

/** What a sandbox takes along. */
export interface SandboxPlan {
  /** Objects whose records are copied, masked. */
  readonly objects: readonly string[];
}

/** A row of table `sandbox`, in the company it is a copy of. */
export interface Sandbox {
  readonly id: number;
  readonly name: string;
  readonly plan: SandboxPlan;
  /** Item → checksums of what the sandbox and the company had when they were last alike. */
  readonly items: Readonly<Record<string, Known>>;
  readonly job: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly readyAt: string | null;
}

const columns = sql`sandbox_tenant as id, name, plan, items, job, created_by as "createdBy", created_at as "createdAt", ready_at as "readyAt"`;

export function listSandboxes(ctx: Context): Promise<Sandbox[]> {
  return ctx.query<Sandbox>(sql`select ${columns} from sandbox where tenant_id = ${ctx.tenant.id} order by sandbox_tenant`);
}

export async function findSandbox(ctx: Context, id: number): Promise<Sandbox | undefined> {
  const [row] = await ctx.query<Sandbox>(sql`select ${columns} from sandbox where tenant_id = ${ctx.tenant.id} and sandbox_tenant = ${id}`);
  return row;
}

export async function insertSandbox(
  tx: Context,
  sandbox: { readonly id: number; readonly name: string; readonly plan: SandboxPlan },
): Promise<void> {
  await tx.query(sql`
    insert into sandbox (tenant_id, sandbox_tenant, name, plan, items, created_by, created_at)
    values (${tx.tenant.id}, ${sandbox.id}, ${sandbox.name}, ${JSON.stringify(sandbox.plan)}::jsonb, '{}', ${tx.user.id}, ${tx.clock.now()})`);
}

export async function setJob(tx: Context, id: number, job: string): Promise<void> {
  await tx.query(sql`update sandbox set job = ${job} where tenant_id = ${tx.tenant.id} and sandbox_tenant = ${id}`);
}

/** Writes down what the two have in common; items not named keep what is known of them. */
export async function rememberAlike(tx: Context, id: number, items: Readonly<Record<string, Known>>): Promise<void> {
  await tx.query(sql`
    update sandbox set items = items || ${JSON.stringify(items)}::jsonb where tenant_id = ${tx.tenant.id} and sandbox_tenant = ${id}`);
}

export async function markReady(tx: Context, id: number): Promise<void> {
  await tx.query(
    sql`update sandbox set ready_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and sandbox_tenant = ${id} and ready_at is null`,
  );
}

export async function forgetSandbox(tx: Context, id: number): Promise<void> {
  await tx.query(sql`delete from sandbox where tenant_id = ${tx.tenant.id} and sandbox_tenant = ${id}`);
}

/** How far the copying of one object is; kept in the sandbox, so that it moves with each batch. */
export interface CopyState {
  readonly object: string;
  readonly after: string | null;
  readonly copied: number;
  readonly refused: number;
  /** Why records were left out → how many. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly done: boolean;
}

export function readCopies(inside: Context): Promise<CopyState[]> {
  return inside.query<CopyState>(
    sql`select object, after, copied, refused, reasons, done from sandbox_copy where tenant_id = ${inside.tenant.id} order by object`,
  );
}

export async function writeCopy(tx: Context, state: CopyState): Promise<void> {
  await tx.query(sql`
    insert into sandbox_copy (tenant_id, object, after, copied, refused, reasons, done)
    values (${tx.tenant.id}, ${state.object}, ${state.after}, ${state.copied}, ${state.refused}, ${JSON.stringify(state.reasons)}::jsonb, ${state.done})
    on conflict (tenant_id, object) do update set after = excluded.after, copied = excluded.copied, refused = excluded.refused,
      reasons = excluded.reasons, done = excluded.done`);
}
