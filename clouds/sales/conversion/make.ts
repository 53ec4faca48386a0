import { sql } from '@huanke/platform/database';
import { AppError } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { createRecord } from '@huanke/platform/records';
import { leadErrors } from '../errors.ts';

/** The account of the lead's company, new. One that is blocked as a duplicate is a choice for the caller: 422 with the candidates. */
export async function makeAccount(ctx: Context, values: Values): Promise<string> {
  try {
    return (await createRecord(ctx, metaOf(ctx, 'account'), values)).id;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'DUPLICATE') throw error;
    throw leadErrors.ACCOUNT_CHOICE({
      errors: error.errors.map((one) => ({ ...one, field: 'account', code: 'ACCOUNT_CHOICE' })),
      cause: error,
    });
  }
}

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
