import { sql } from '@huanke/platform/database';
import { AppError, label, textOf } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { bringConsents } from '@huanke/platform/protection';
import { createRecord, updateRecord } from '@huanke/platform/records';
import { leadErrors } from '../errors.ts';

interface Parts {
  /** By the mapping of the company. */
  readonly mapped: Values;
  /** What the caller says, and what belongs together: records they may see. */
  readonly said?: Values;
  /** What only the system writes. */
  readonly derived?: Values;
}

/**
 * Makes a record as the caller. Records that the lead names come along by the mapping of the company, also those that the caller does not
 * see: they follow as the system's.
 */
export async function makeRecord(ctx: Context, object: string, { mapped, said = {}, derived = {} }: Parts): Promise<string> {
  const meta = metaOf(ctx, object);
  const names = ([field]: readonly [string, unknown]) => meta.fields.get(field)?.type === 'lookup';
  const entries = Object.entries(mapped).filter(([field]) => !(field in said));
  const own = entries.filter((entry) => !names(entry));
  const { id } = await createRecord(ctx, meta, { ...Object.fromEntries(own), ...said });
  const rest = { ...Object.fromEntries(entries.filter(names)), ...derived };
  if (Object.keys(rest).length > 0) await updateRecord(ctx.elevated(), meta, id, rest, { asSystem: true });
  return id;
}

/** The account of the lead's company, new. One that is blocked as a duplicate is a choice for the caller: 422 with the candidates. */
export async function makeAccount(ctx: Context, mapped: Values): Promise<string> {
  try {
    return await makeRecord(ctx, 'account', { mapped });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'DUPLICATE') throw error;
    throw leadErrors.ACCOUNT_CHOICE({
      errors: error.errors.map((one) => ({ ...one, field: 'account', code: 'ACCOUNT_CHOICE' })),
      cause: error,
    });
  }
}

/** Where the lead is, as the first and so the main address of its new account, for callers who may keep addresses. */
export async function bringAddress(ctx: Context, lead: Values, account: string): Promise<void> {
  if (!lead['address'] || !ctx.access.can('accountAddress.create')) return;
  const name = textOf(label('线索地址', 'From the lead'), ctx.tenant.language);
  await createRecord(ctx, metaOf(ctx, 'accountAddress'), { account, name, address: lead['address'] });
}

/** What the person has agreed to and taken back as a lead holds for the contact. */
export const bringConsent = (ctx: Context, lead: string, contact: string): Promise<void> =>
  bringConsents(ctx, lead, { object: 'contact', id: contact }, textOf(label('线索转换', 'Converted lead'), ctx.tenant.language));

/** What happened with the lead is seen with what came of it, too: activities and files are linked there, and stay with the lead. */
export async function bringAlong(ctx: Context, lead: string, to: { readonly object: string; readonly id: string }): Promise<void> {
  await ctx.query(sql`
    insert into record_link (tenant_id, record_id, field, target_id, object, target_object, at)
    select l.tenant_id, l.record_id, l.field, ${to.id}::uuid, l.object, ${to.object}, l.at from record_link l
    where l.tenant_id = ${ctx.tenant.id} and l.target_id = ${lead}::uuid and l.object = 'activity' and l.field = 'related'
    on conflict do nothing`);
  await ctx.query(sql`
    insert into file_use (tenant_id, file_id, object, record_id)
    select f.tenant_id, f.file_id, ${to.object}, ${to.id}::uuid from file_use f where f.tenant_id = ${ctx.tenant.id} and f.record_id = ${lead}::uuid
    on conflict do nothing`);
}
