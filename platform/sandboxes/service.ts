import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { newSandbox } from '../identity/index.ts';
import { cancelJob, findJob, type JobView, runBackground } from '../jobs/index.ts';
import { AppError, cleanLine, errors, fieldError, label } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { countRecords, dropSandbox } from './make.ts';
import { findSandbox, insertSandbox, listSandboxes, type Sandbox, setJob } from './store.ts';

export const mostSandboxes = 2;
const mostRecords = 100_000;
// people and the organisation are not copied: the sandbox belongs to who made it
const never = new Set(['user', 'department']);

export interface SandboxView {
  readonly id: number;
  readonly name: string;
  readonly status: 'making' | 'ready' | 'failed';
  readonly objects: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly job: JobView | null;
}

/** Sandboxes are for who may change both the settings and the objects. */
export function mayUseSandboxes(ctx: Context): void {
  mayEditMetadata(ctx);
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  if (ctx.tenant.sandboxOf !== undefined)
    throw new AppError(
      'STATE',
      409,
      label('沙盒里不能再建沙盒，请先返回正式环境', 'A sandbox has no sandboxes; go back to production first'),
    );
}

export async function viewSandboxes(ctx: Context): Promise<SandboxView[]> {
  mayUseSandboxes(ctx);
  return Promise.all((await listSandboxes(ctx)).map((one) => viewOf(ctx, one)));
}

async function viewOf(ctx: Context, { id, name, plan, job, createdAt, createdBy, readyAt }: Sandbox): Promise<SandboxView> {
  const work = job ? await findJob(ctx, job).catch(() => null) : null;
  const over = !work || work.status === 'failed' || work.status === 'cancelled';
  return { id, name, status: readyAt ? 'ready' : over ? 'failed' : 'making', objects: plan.objects, createdAt, createdBy, job: work };
}

export interface NewSandbox {
  readonly name: string;
  readonly objects?: readonly string[];
}

/** Begins a sandbox: its row and the job that fills it. */
export async function startSandbox(ctx: Context, input: NewSandbox): Promise<{ id: number; job: string }> {
  mayUseSandboxes(ctx);
  const name = cleanLine(input.name);
  if (name === '') throw fieldError('REQUIRED', 'name', label('请填写名称', 'Give it a name'));
  if (name.length > 30) throw fieldError('TOO_LONG', 'name', label('最多 30 个字', 'At most 30 characters'));
  const objects = [...new Set(input.objects ?? [])];
  for (const [index, object] of objects.entries()) {
    if (!ctx.meta.object(object) || never.has(object))
      throw fieldError(
        'INVALID_VALUE',
        `objects[${index}]`,
        label('没有这个对象，或它的记录不能复制', 'There is no such object, or it is not copied'),
      );
    // a copy leaves the reach of the rights it was made with
    if (!ctx.access.can(`${object}.export`))
      throw errors.FORBIDDEN({
        errors: [{ field: `objects[${index}]`, code: 'FORBIDDEN', message: label('需要导出权限', 'Needs the right to export') }],
      });
  }
  const records = await countRecords(ctx, objects);
  if (records > mostRecords)
    throw errors.LIMIT_EXCEEDED({
      errors: [
        {
          field: 'objects',
          code: 'LIMIT_EXCEEDED',
          message: label(`共 ${records} 条，最多复制 ${mostRecords} 条`, `${records} records; at most ${mostRecords} are copied`),
          current: records,
        },
      ],
    });
  return ctx.transaction(async (tx) => {
    await tx.query(sql`select from tenant where id = ${tx.tenant.id} for update`);
    const there = await listSandboxes(tx);
    if (there.length >= mostSandboxes)
      throw new AppError(
        'STATE',
        409,
        label(`最多 ${mostSandboxes} 个沙盒，请先删除一个`, `At most ${mostSandboxes} sandboxes; delete one first`),
      );
    if (there.some((one) => one.name === name))
      throw fieldError('DUPLICATE', 'name', label('已有同名沙盒', 'There is a sandbox of this name'));
    const id = await newSandbox(tx, name);
    await insertSandbox(tx, { id, name, plan: { objects } });
    const { id: job } = await runBackground(tx, 'sandbox.make', { sandbox: id });
    await setJob(tx, id, job);
    await audit(tx, { event: 'sandbox.created', data: { sandbox: id, name, objects, records } });
    return { id, job };
  });
}

/** A sandbox of the caller's company, whatever its state. */
export async function ownSandbox(ctx: Context, id: number): Promise<Sandbox> {
  mayUseSandboxes(ctx);
  const found = await findSandbox(ctx, id);
  if (!found) throw errors.NOT_FOUND();
  return found;
}

/** Deletes a sandbox; one that is still being made is given up. */
export async function deleteSandbox(ctx: Context, id: number): Promise<void> {
  const { job, readyAt } = await ownSandbox(ctx, id);
  if (job && !readyAt) await cancelJob(ctx, job).catch(() => undefined);
  await audit(ctx, { event: 'sandbox.deleted', data: { sandbox: id } });
  await dropSandbox(ctx, id);
}
