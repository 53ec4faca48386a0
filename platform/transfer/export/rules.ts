import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { AppError, dayIn, errors, fieldError, label } from '../../kernel/index.ts';
import { isPersonal } from '../../metadata/index.ts';
import type { Context } from '../../module/index.ts';
import type { Path } from '../../records/query/index.ts';

/** What a company asks of exports. */
export interface ExportRules {
  /** More rows than this wait for an approval; null: never by size. */
  readonly approveAbove: number | null;
  /** Files with personal fields wait for an approval. */
  readonly approvePersonal: boolean;
  /** Roles (keys) whose people may approve; beside those who manage the settings. */
  readonly approvers: readonly string[];
  /** Rows one person may take out in a day; null: any number. */
  readonly dailyRows: number | null;
  /** Who, when and what stands in every file. */
  readonly watermark: boolean;
}

export const noRules: ExportRules = { approveAbove: null, approvePersonal: false, approvers: [], dailyRows: null, watermark: false };

export async function exportRules(ctx: Context): Promise<ExportRules> {
  const [row] = await ctx.query<{ rules: Partial<ExportRules> | null }>(
    sql`select settings -> 'exports' as rules from tenant where id = ${ctx.tenant.id}`,
  );
  return { ...noRules, ...row?.rules };
}

function whole(field: string, value: number | null): void {
  if (value !== null && (!Number.isInteger(value) || value < 0 || value > 100_000_000))
    throw fieldError('INVALID_VALUE', field, label('应为 0 到 1 亿的整数', 'Must be a whole number up to 100 million'));
}

/** Changes the rules; who may change them is never asked for an approval of their own by that. */
export async function saveExportRules(ctx: Context, input: Partial<ExportRules>): Promise<ExportRules> {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  return ctx.transaction(async (tx) => {
    const old = await exportRules(tx);
    const next: ExportRules = { ...old, ...input };
    whole('approveAbove', next.approveAbove);
    whole('dailyRows', next.dailyRows);
    const roles = await tx.query<{ key: string }>(sql`select key from role where tenant_id = ${tx.tenant.id}`);
    const known = new Set(roles.map((role) => role.key));
    const unknown = next.approvers.findIndex((key) => !known.has(key));
    if (unknown >= 0) throw fieldError('LOOKUP_NOT_FOUND', `approvers[${unknown}]`, label('没有这个角色', 'There is no such role'));
    await tx.query(sql`
      update tenant set settings = settings || jsonb_build_object('exports', ${JSON.stringify(next)}::jsonb) where id = ${tx.tenant.id}`);
    const names = (Object.keys(next) as (keyof ExportRules)[]).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(old[name]));
    const changes = names.map((name) => ({ name: `exports.${name}`, old: old[name], new: next[name] }));
    if (changes.length > 0) await audit(tx, { event: 'settings.changed', data: { changes } });
    return next;
  });
}

export const hasPersonal = (paths: readonly Path[]): boolean => paths.some(({ field }) => isPersonal(field));

/** Whether a file of so many rows with these fields waits for somebody's yes. Nobody is exempt: an approver asks another one. */
export function needsApproval(rules: ExportRules, rows: number, personal: boolean): boolean {
  return (rules.approveAbove !== null && rows > rules.approveAbove) || (rules.approvePersonal && personal);
}

export async function mayApprove(ctx: Context): Promise<boolean> {
  if (ctx.access.can('settings.manage')) return true;
  const { approvers } = await exportRules(ctx);
  return ctx.user.roles.some((role) => approvers.includes(role));
}

/** Counts rows against the person's day; refuses what would go beyond. In the transaction of the file. */
export async function takeRows(tx: Context, rules: ExportRules, rows: number): Promise<void> {
  const day = dayIn(tx.tenant.timeZone, tx.clock.now());
  const [used] = await tx.query<{ rows: string }>(sql`
    insert into export_usage as u (tenant_id, user_id, day, rows) values (${tx.tenant.id}, ${tx.user.id}, ${day}, ${rows})
    on conflict (tenant_id, user_id, day) do update set rows = u.rows + excluded.rows returning rows`);
  if (rules.dailyRows !== null && Number(used?.rows ?? 0) > rules.dailyRows) throw dailyLimit(rules.dailyRows);
}

export function dailyLimit(most: number): AppError {
  return new AppError(
    'LIMIT_EXCEEDED',
    422,
    label(`超过每人每天导出 ${most} 行的上限，请明天再导出或缩小范围`, `More than the ${most} rows a person may export in a day`),
  );
}

/** Rows the person has taken out today. */
export async function rowsToday(ctx: Context): Promise<number> {
  const [row] = await ctx.query<{ rows: string }>(sql`
    select rows from export_usage where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id} and day = ${dayIn(ctx.tenant.timeZone, ctx.clock.now())}`);
  return Number(row?.rows ?? 0);
}
