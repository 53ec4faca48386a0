import { peopleWithRoles } from '../../access/index.ts';
import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { runBackground, scopesJson } from '../../jobs/index.ts';
import { AppError, cleanText, errors, fieldError, isId, label, newId, textOf } from '../../kernel/index.ts';
import type { Access, Context, ObjectMeta } from '../../module/index.ts';
import { notify } from '../../notifications/index.ts';
import { exportRules, mayApprove } from './rules.ts';

/** An export that waits for somebody's yes, or has had an answer. */
export interface ExportRequest {
  readonly id: string;
  readonly object: string;
  readonly status: 'waiting' | 'approved' | 'denied';
  readonly rows: number;
  readonly personal: boolean;
  readonly fields: readonly string[];
  readonly reason: string;
  readonly decision: string;
  readonly by: { readonly id: string; readonly title: string };
  readonly at: string;
  readonly decidedBy: { readonly id: string; readonly title: string } | null;
  readonly decidedAt: string | null;
  readonly job: string | null;
  /** The caller may answer it. */
  readonly mayDecide: boolean;
}

interface Asked {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly personal: boolean;
  readonly reason: string;
}

/** Asks for an export: told to everybody who may say yes. */
export async function askForExport(ctx: Context, meta: ObjectMeta, asked: Asked): Promise<{ id: string }> {
  const id = newId();
  const reason = cleanText(asked.reason).slice(0, 500);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into export_request (tenant_id, id, object, payload, rows, personal, reason, created_by, created_at, scopes)
      values (${tx.tenant.id}, ${id}, ${meta.name}, ${JSON.stringify(asked.payload)}::jsonb, ${asked.rows}, ${asked.personal}, ${reason}, ${tx.user.id}, ${tx.clock.now()}, ${scopesJson(tx)}::jsonb)`);
    await audit(tx, { event: 'export.requested', object: meta.name, data: { request: id, rows: asked.rows, personal: asked.personal } });
    const data = { by: tx.user.id, object: textOf(meta.label, tx.language), count: asked.rows, page: 'exports' };
    await notify(
      tx,
      (await approversOf(tx)).map((user) => ({ user, kind: 'exportRequested', object: meta.name, data })),
    );
  });
  return { id };
}

/** People of the roles that approve, the administrators where none is named; never who asks. */
async function approversOf(tx: Context): Promise<string[]> {
  const { approvers } = await exportRules(tx);
  const keys = approvers.length > 0 ? approvers : ['owner', 'admin'];
  return (await peopleWithRoles(tx, keys)).filter((id) => id !== tx.user.id).slice(0, 50);
}

const person = (column: string, alias: string) =>
  sql`case when ${sql.ref(`e.${column}`)} is not null then jsonb_build_object('id', ${sql.ref(`e.${column}`)}, 'title', coalesce(${sql.ref(`${alias}.name`)}, '')) end`;

/** Requests, the newest first: all of them for who may answer, else one's own. */
export async function exportRequests(ctx: Context, id?: string): Promise<ExportRequest[]> {
  const all = await mayApprove(ctx);
  const rows = await ctx.query<Omit<ExportRequest, 'mayDecide'>>(sql`
    select e.id, e.object, e.status, e.rows, e.personal, e.payload -> 'fields' as fields, e.reason, e.decision, e.job,
      e.created_at as at, e.decided_at as "decidedAt", ${person('created_by', 'c')} as by, ${person('decided_by', 'd')} as "decidedBy"
    from export_request e
    left join app_user c on c.tenant_id = e.tenant_id and c.id = e.created_by
    left join app_user d on d.tenant_id = e.tenant_id and d.id = e.decided_by
    where e.tenant_id = ${ctx.tenant.id} ${all ? sql`` : sql`and e.created_by = ${ctx.user.id}`} ${id === undefined ? sql`` : sql`and e.id = ${id}::uuid`}
    order by e.created_at desc, e.id desc limit 200`);
  return rows.map((row) => ({ ...row, mayDecide: all && row.status === 'waiting' && row.by.id !== ctx.user.id }));
}

/** Yes or no, with a reason; a yes starts the export as the person who asked. Nobody answers their own request. */
export async function decideExport(ctx: Context, id: string, verdict: 'approved' | 'denied', raw: string): Promise<ExportRequest> {
  const [request] = isId(id) ? await exportRequests(ctx, id) : [];
  if (!request) throw errors.NOT_FOUND();
  if (!(await mayApprove(ctx))) throw errors.FORBIDDEN();
  if (request.by.id === ctx.user.id)
    throw new AppError('FORBIDDEN', 403, label('不能审批自己的导出，请另一位审批人处理', 'Somebody else must answer your own request'));
  const reason = cleanText(raw).slice(0, 500);
  if (verdict === 'denied' && reason === '') throw fieldError('REQUIRED', 'reason', label('请填写拒绝的原因', 'Say why'));
  const asked = await ctx.transaction(async (tx) => {
    // an answer whose job was lost with its process may be given again
    const [row] = await tx.query<Pick<Asked, 'payload'> & { scopes: Access['scopes'] | null }>(sql`
      update export_request set status = ${verdict}, decision = ${reason}, decided_by = ${tx.user.id}, decided_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and id = ${id}::uuid and (status = 'waiting' or (status = 'approved' and ${verdict} = 'approved' and job is null))
      returning payload, scopes`);
    if (!row) throw new AppError('STATE', 409, label('这项申请已经处理过了', 'This request has been answered already'));
    await audit(tx, { event: `export.${verdict}`, object: request.object, data: { request: id, to: [request.by.id], rows: request.rows } });
    const meta = tx.meta.object(request.object);
    const data = {
      by: tx.user.id,
      object: textOf(meta?.label ?? label(request.object, request.object), tx.language),
      reason,
      page: 'exports',
    };
    const kind = verdict === 'approved' ? 'exportApproved' : 'exportDenied';
    await notify(tx, [{ user: request.by.id, kind, object: request.object, data }]);
    return row;
  });
  if (verdict === 'approved') await begin(ctx, request, asked);
  const [answered] = await exportRequests(ctx, id);
  if (!answered) throw errors.NOT_FOUND();
  return answered;
}

async function begin(
  ctx: Context,
  request: ExportRequest,
  { payload, scopes }: Pick<Asked, 'payload'> & { scopes: Access['scopes'] | null },
): Promise<void> {
  const asker = await ctx.app.contextFor({ tenant: ctx.tenant.id, user: request.by.id, channel: ctx.channel, scopes });
  await asker.transaction(async (tx) => {
    const { id: job } = await runBackground(tx, 'exports.run', { ...payload, request: request.id });
    await tx.query(sql`update export_request set job = ${job} where tenant_id = ${tx.tenant.id} and id = ${request.id}::uuid`);
  });
}
