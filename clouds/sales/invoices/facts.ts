import { sql } from '@huanke/platform/database';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { accessPredicate, loadValues } from '@huanke/platform/records';
import { units } from '../contracts/work-out.ts';
import { issuedStates } from './invoice-request.ts';

/** Requests in these states take from what can be invoiced of a contract. */
export const takingStates = ['submitted', ...issuedStates] as const;

/** What requests take of contracts, less what was red, in hundredths; `without` those requests. Contracts are locked by who asks. */
export async function takenOf(
  ctx: Context,
  contracts: readonly string[],
  { states = takingStates, without = [] }: { readonly states?: readonly string[]; readonly without?: readonly string[] } = {},
): Promise<ReadonlyMap<string, bigint>> {
  if (contracts.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; sum: string }>(sql`
    select contract as id, trunc(sum(amount - coalesce(red_amount, 0)) / 100)::text as sum from invoice_request
    where tenant_id = ${ctx.tenant.id} and contract = any(${contracts}::uuid[]) and deleted_at is null and status = any(${states}::text[])
      and id <> all(${without}::uuid[]) group by contract`);
  return new Map(rows.map(({ id, sum }) => [id, BigInt(sum)]));
}

/** Contracts among these that the caller sees. */
export async function seenContracts(ctx: Context, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const meta = ctx.meta.object('contract');
  if (ids.length === 0 || !meta || !ctx.access.can('contract.read')) return new Set();
  const rows = await ctx.query<{ id: string }>(sql`
    select t.id from contract t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and t.deleted_at is null and ${accessPredicate(ctx, meta, 't')}`);
  return new Set(rows.map(({ id }) => id));
}

/** Versions of billing profiles the caller sees: those named, and the current ones of accounts; by their ids, and by account. */
export async function profilesFor(
  ctx: Context,
  named: readonly string[],
  accounts: readonly string[],
): Promise<{ readonly named: ReadonlyMap<string, Values>; readonly current: ReadonlyMap<string, Values> }> {
  const meta = ctx.meta.object('billingProfile');
  if (named.length + accounts.length === 0 || !meta || !ctx.access.can('billingProfile.read'))
    return { named: new Map(), current: new Map() };
  const rows = await ctx.query<{ id: string; account: string; current: boolean | null }>(sql`
    select p.id, p.account, p.current from billing_profile p
    where p.tenant_id = ${ctx.tenant.id} and p.deleted_at is null and (p.id = any(${named}::uuid[]) or (p.account = any(${accounts}::uuid[]) and p.current))
      and ${accessPredicate(ctx, meta, 'p')} order by p.revision, p.id`);
  const found = await loadValues(
    ctx,
    metaOf(ctx.whole(), 'billingProfile'),
    rows.map(({ id }) => id),
  );
  const values = (id: string): Values => ({ ...found.get(id), id });
  return {
    named: new Map(rows.map(({ id }) => [id, values(id)])),
    current: new Map(rows.filter(({ current }) => current).map(({ id, account }) => [account, values(id)])),
  };
}

/** Invoices of requests with their values, the oldest first. */
export async function invoicesOf(ctx: Context, requests: readonly string[]): Promise<Values[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select id from issued_invoice where tenant_id = ${ctx.tenant.id} and request = any(${requests}::uuid[]) and deleted_at is null order by issued_on, id`);
  const found = await loadValues(
    ctx,
    metaOf(ctx.whole(), 'invoice'),
    rows.map(({ id }) => id),
  );
  return rows.map(({ id }) => ({ ...found.get(id), id }));
}

/** What of an invoice is not yet taken back, in hundredths. */
export const leftOf = (invoice: Values, all: readonly Values[]): bigint =>
  all.reduce((left, { redOf, gross }) => (redOf === invoice.id ? left + units(gross) : left), units(invoice.gross));
