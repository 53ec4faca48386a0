import { sql } from '../../database/sql.ts';
import { textOf } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { saveRecords } from '../../records/save/index.ts';
import type { Platform } from '../platforms.ts';
import { type DepartmentStep, type PersonStep, planDepartments, planPeople } from './plan.ts';
import type { Remote } from './read.ts';
import { loadState } from './state.ts';

const batch = 100;

export interface Failure {
  readonly name: string;
  readonly reason: string;
}

function metaOf(ctx: Context, object: 'user' | 'department'): ObjectMeta {
  const meta = ctx.meta.object(object);
  if (!meta) throw new Error(`the object "${object}" is not part of this deployment`);
  return meta;
}

/** Saves through the pipeline and answers ids in order, undefined where a row was refused. */
async function save(
  tx: Context,
  object: 'user' | 'department',
  rows: readonly { id?: string | undefined; name: string; values: Readonly<Record<string, unknown>> }[],
  failed: Failure[],
): Promise<(string | undefined)[]> {
  const changes = rows.map(({ id, values }) =>
    id ? ({ operation: 'update', id, values } as const) : ({ operation: 'create', values } as const),
  );
  const results = await saveRecords(tx.elevated(), metaOf(tx, object), changes, { asSystem: true });
  return results.map(({ id, error }, index) => {
    const name = rows[index]?.name ?? '';
    if (error) failed.push({ name, reason: textOf(error.errors[0]?.message ?? error.text, tx.language) });
    return error ? undefined : id;
  });
}

/** Whoever stands above comes first: a level at a time, in batches that are each kept whole with what stands for what. */
export async function applyDepartments(ctx: Context, platform: Platform, remote: Remote, failed: Failure[]): Promise<void> {
  const refused = new Set<string>();
  for (;;) {
    const steps = planDepartments(remote.departments, await loadState(ctx, platform)).filter((step) => !refused.has(step.remote));
    const ready = steps.filter(({ parent }) => parent !== undefined);
    const top = Math.min(...ready.map(({ depth }) => depth));
    const now = ready.filter(({ depth }) => depth === top).slice(0, batch);
    if (now.length === 0) return;
    await ctx.transaction((tx) => keepDepartments(tx, platform, now, { failed, refused }));
  }
}

async function keepDepartments(
  tx: Context,
  platform: Platform,
  steps: readonly DepartmentStep[],
  { failed, refused }: { failed: Failure[]; refused: Set<string> },
): Promise<void> {
  const written = steps.filter(({ kind }) => kind !== 'adopt');
  const rows = written.map(({ id, name, parent }) => ({ id, name, values: { name, parent } }));
  const ids = rows.length > 0 ? await save(tx, 'department', rows, failed) : [];
  const places = steps.map((step) => ({ remote: step.remote, id: step.kind === 'adopt' ? step.id : ids[written.indexOf(step)] }));
  for (const { remote, id } of places) if (!id) refused.add(remote);
  const kept = places.filter(({ id }) => id);
  await tx.query(sql`
    insert into work_app_department (tenant_id, platform, remote, department_id)
    select ${tx.tenant.id}, ${platform}, k.remote, k.id
    from unnest(${kept.map(({ remote }) => remote)}::text[], ${kept.map(({ id }) => id ?? null)}::uuid[]) k (remote, id)
    on conflict (tenant_id, platform, remote) do update set department_id = excluded.department_id`);
}

interface People {
  readonly failed: Failure[];
  /** Who comes without an e-mail can sign in at the platform and is switched on; otherwise an administrator does it, as for everybody new. */
  readonly signIn: boolean;
}

/** In batches that are each kept whole with whose account is whose: work that was stopped goes on with the rest. */
export async function applyPeople(
  ctx: Context,
  platform: Platform,
  remote: Remote,
  { step, ...how }: People & { step: (share: number) => Promise<void> },
): Promise<void> {
  const steps = planPeople(remote.people, await loadState(ctx, platform));
  for (let from = 0; from < steps.length; from += batch) {
    await ctx.transaction((tx) => keepPeople(tx, platform, steps.slice(from, from + batch), how));
    await step(Math.min((from + batch) / steps.length, 1));
  }
}

async function keepPeople(tx: Context, platform: Platform, steps: readonly PersonStep[], { failed, signIn }: People): Promise<void> {
  const written = steps.filter(({ values }) => Object.keys(values).length > 0);
  const rows = written.map(({ user, account, values }) => ({ id: user, name: values['name'] ?? account, values }));
  const ids = rows.length > 0 ? await save(tx, 'user', rows, failed) : [];
  const links = steps.flatMap((step) => {
    const user = step.user ?? ids[written.indexOf(step)];
    return step.kind !== 'update' && user ? [{ account: step.account, user, isOff: step.kind === 'create' && !step.values['email'] }] : [];
  });
  const off = links
    .filter(({ isOff }) => isOff && signIn)
    .map(({ user, account }) => ({ id: user, name: account, values: { active: true } }));
  if (off.length > 0) await save(tx, 'user', off, failed);
  await tx.query(sql`
    insert into work_app_user (tenant_id, platform, user_id, account, linked_by, linked_at)
    select ${tx.tenant.id}, ${platform}, k.user_id, k.account, 'import', ${tx.clock.now()}
    from unnest(${links.map(({ user }) => user)}::uuid[], ${links.map(({ account }) => account)}::text[]) k (user_id, account)
    on conflict do nothing`);
}
