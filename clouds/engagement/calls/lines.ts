import { randomBytes } from 'node:crypto';
import { audit } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import { cleanLine, errors, fieldError, isId, label, newId } from '@huanke/platform/kernel';
import type { Application, Context } from '@huanke/platform/module';
import type { Line } from './adapter.ts';
import { telephonyAdapters } from './adapters.ts';

export interface LineView {
  readonly id: string;
  readonly name: string;
  readonly adapter: string;
  /** Last part of the address the system reports to: `/telephony/{address}/events`. */
  readonly address: string;
  readonly callUrl: string;
  readonly active: boolean;
  readonly heardAt: string | null;
}

export interface LineInput {
  readonly name?: string;
  readonly adapter?: string;
  readonly callUrl?: string;
  readonly active?: boolean;
}

const sealing = ['telephony', 'secret'] as const;
const mostLines = 20;

function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

/** Telephone systems of the company, without their secrets. */
export async function listLines(ctx: Context): Promise<LineView[]> {
  mayManage(ctx);
  return ctx.query<LineView>(sql`
    select id, name, adapter, tenant_id || '-' || id as address, call_url as "callUrl", active, heard_at as "heardAt"
    from telephony_line where tenant_id = ${ctx.tenant.id} order by id`);
}

async function findLine(ctx: Context, id: string): Promise<LineView> {
  const found = (await listLines(ctx)).find((line) => line.id === id.toLowerCase());
  if (!found) throw errors.NOT_FOUND();
  return found;
}

function readLine(ctx: Context, input: LineInput, before?: LineView): Required<LineInput> {
  const name = cleanLine(input.name ?? before?.name ?? '');
  if (name === '') throw fieldError('REQUIRED', 'name', label('请填写名称', 'Enter a name'));
  const adapter = input.adapter ?? before?.adapter ?? 'standard';
  if (!telephonyAdapters.has(adapter)) throw fieldError('INVALID_VALUE', 'adapter', label('没有这种电话系统', 'There is no such system'));
  const callUrl = cleanLine(input.callUrl ?? before?.callUrl ?? '');
  if (callUrl !== '' && ctx.app.outbound.check(callUrl))
    throw fieldError('INVALID_VALUE', 'callUrl', label('外呼地址不可用', 'This address can not be used'));
  return { name, adapter, callUrl, active: input.active ?? before?.active ?? true };
}

/** Connects a telephone system; the answer is the only place where its secret ever stands. */
export async function createLine(ctx: Context, input: LineInput): Promise<LineView & { readonly secret: string }> {
  mayManage(ctx);
  const line = readLine(ctx, input);
  if ((await listLines(ctx)).length >= mostLines)
    throw fieldError('LIMIT_EXCEEDED', 'name', label(`最多 ${mostLines} 个`, `At most ${mostLines}`));
  const [id, secret] = [newId(), `hkts_${randomBytes(24).toString('base64url')}`];
  const sealed = (await ctx.app.vault.sealer(ctx.tenant.id)).seal(...sealing, secret);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into telephony_line (tenant_id, id, name, adapter, secret, call_url, active, created_at)
      values (${tx.tenant.id}, ${id}, ${line.name}, ${line.adapter}, ${sealed}, ${line.callUrl}, ${line.active}, ${tx.clock.now()})`);
    await audit(tx, { event: 'telephony.connected', record: id, data: { name: line.name } });
    return { ...(await findLine(tx, id)), secret };
  });
}

export async function updateLine(ctx: Context, id: string, input: LineInput): Promise<LineView> {
  const before = await findLine(ctx, id);
  const line = readLine(ctx, input, before);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      update telephony_line set name = ${line.name}, adapter = ${line.adapter}, call_url = ${line.callUrl}, active = ${line.active}
      where tenant_id = ${tx.tenant.id} and id = ${before.id}`);
    await audit(tx, { event: 'telephony.changed', record: before.id, data: { name: line.name, active: line.active } });
    return findLine(tx, before.id);
  });
}

/** Ends the connection; calls that were told of stay. */
export async function removeLine(ctx: Context, id: string): Promise<void> {
  const before = await findLine(ctx, id);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`delete from telephony_line where tenant_id = ${tx.tenant.id} and id = ${before.id}`);
    await audit(tx, { event: 'telephony.removed', record: before.id, data: { name: before.name } });
  });
}

export interface OpenLine extends Line {
  readonly adapter: string;
}

async function opened(ctx: Context, where: ReturnType<typeof sql>): Promise<OpenLine | undefined> {
  const [row] = await ctx.query<OpenLine>(sql`
    select id, adapter, secret, call_url as "callUrl" from telephony_line where tenant_id = ${ctx.tenant.id} and active and ${where} order by id limit 1`);
  return row && { ...row, secret: (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing, row.secret) };
}

/** The system behind an address, and the company as the system itself. @throws NOT_FOUND */
export async function lineAt(app: Application, address: string): Promise<{ ctx: Context; line: OpenLine }> {
  const [, tenant, id] = /^([1-9]\d{0,8})-([0-9a-f-]{36})$/i.exec(address) ?? [];
  if (!tenant || !isId(id)) throw errors.NOT_FOUND();
  const ctx = await app.contextFor({ tenant: Number(tenant), channel: 'sync' });
  const line = await opened(ctx, sql`id = ${id}::uuid`);
  if (!line) throw errors.NOT_FOUND();
  return { ctx, line };
}

/** A system that places calls; undefined when none does. */
export const dialLine = (ctx: Context): Promise<OpenLine | undefined> => opened(ctx, sql`call_url <> ''`);
