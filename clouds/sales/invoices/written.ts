import { sql } from '@huanke/platform/database';
import { dayIn, fieldError, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { emitAll, loadValues, type SaveRow, saveAll, takeTurns } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { after, named } from '../contracts/facts.ts';
import { tells } from '../contracts/guard.ts';
import { decimal, units } from '../contracts/work-out.ts';
import { rounded } from '../deals/worth.ts';
import { tooMuch } from './errors.ts';
import { invoicesOf, leftOf } from './facts.ts';
import { issuedStates } from './invoice-request.ts';
import { cleanNumber, numberProblem } from './number.ts';
import { splitTax } from './split.ts';

const texts = {
  byHand: label('发票在开票申请里登记或红冲，不能手工增改', 'Invoices are entered and reversed by their request, not by hand'),
  notIssued: label('这张开票申请还没有开票', 'The request is not issued'),
  future: label('开票日期不能晚于今天', 'An invoice is not issued later than today'),
  twice: label('已有相同号码的发票', 'There is an invoice with this number already'),
  blue: label(
    '蓝字发票的价税合计要大于 0；红字发票请填写被红冲的发票',
    'An invoice is about more than 0; a red one names the one it reverses',
  ),
  red: label('红字发票的价税合计要小于 0', 'A red invoice is about less than 0'),
  original: label('请选择同一张开票申请下的蓝字发票', 'Choose an invoice of the same request that is not red itself'),
  parts: label('不含税金额与税额之和应等于价税合计', 'Net and tax must add up to the gross amount'),
};

const issued: ReadonlySet<unknown> = new Set(issuedStates);
const requestsOf = (ctx: Context, ids: readonly string[]): Promise<Map<string, Values>> =>
  loadValues(ctx, metaOf(ctx.whole(), 'invoiceRequest'), ids, { deleted: true });
const state = (field: string, message: Label) => fieldError('STATE', field, message);

function refusal(ctx: Context, change: Change, request: Values | undefined): Error | undefined {
  if (change.along || change.merging) return undefined;
  const isFile = !ctx.access.system && tells(ctx);
  // what was issued stays as it was, and a file can only be taken back whole
  if (!tells(ctx) || (isFile && change.operation === 'update')) return state('number', texts.byHand);
  if (change.operation === 'delete' || change.operation === 'restore' || !request) return undefined;
  if (!issued.has(request.status)) return state('request', texts.notIssued);
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  if (String(after(change, 'issuedOn') ?? '') > today) return fieldError('INVALID_VALUE', 'issuedOn', texts.future);
  const problem = numberProblem(cleanNumber(after(change, 'number')), cleanNumber(after(change, 'code')), Number(today.slice(0, 4)));
  return problem && fieldError(problem.code, problem.field, problem.message);
}

/** Invoices are entered by actions and files, for requests that were issued, with a number there can be. */
export const invoiceGuard = defineHook({
  name: 'sales.invoiceGuard',
  object: 'invoice',
  stage: 'beforeValidate',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes, reject) {
    // requests before contracts, as the actions lock them
    await takeTurns(ctx, 'invoice_request', named(changes, 'request'));
    const requests = await requestsOf(ctx, named(changes, 'request'));
    await takeTurns(ctx, 'contract', contractsIn(requests));
    return changes.map((change, index): Values | undefined => {
      const request = requests.get(String(after(change, 'request')));
      const error = refusal(ctx, change, request);
      if (error) reject(index, error);
      if (error || !request || change.operation === 'delete' || change.operation === 'restore') return undefined;
      const { contract, account, currency } = request;
      return { number: cleanNumber(after(change, 'number')), code: cleanNumber(after(change, 'code')), contract, account, currency };
    });
  },
});

const contractsIn = (requests: ReadonlyMap<string, Values>): string[] => [
  ...new Set([...requests.values()].map(({ contract }) => String(contract))),
];

/** Whether an invoice is what it says beside the others of its request; `all` with those before it in the same save. */
function whyNot(change: Change, request: Values, all: readonly Values[]): Error | undefined {
  const gross = units(after(change, 'gross'));
  const redOf = after(change, 'redOf');
  if (redOf === null) {
    if (gross <= 0n) return fieldError('INVALID_VALUE', 'gross', texts.blue);
    const blue = all.reduce((sum, one) => (one.redOf === null ? sum + units(one.gross) : sum), 0n);
    const left = units(request.amount) - blue;
    return gross > left ? tooMuch('INVOICE_TOO_MUCH', 'gross', left) : undefined;
  }
  if (gross >= 0n) return fieldError('INVALID_VALUE', 'gross', texts.red);
  const original = all.find(({ id }) => id === redOf);
  if (!original || original.redOf !== null) return fieldError('INVALID_VALUE', 'redOf', texts.original);
  const left = leftOf(original, all);
  return -gross > left ? tooMuch('RED_TOO_MUCH', 'gross', left) : undefined;
}

/** Net and tax as they are said, else by the rate of the request; what takes back the last of an invoice takes what is left of both. */
function partsOf(change: Change, request: Values, all: readonly Values[]): Values | Error {
  const gross = rounded(after(change, 'gross'), request.currency);
  const [net, tax] = [after(change, 'net'), after(change, 'tax')];
  if (net !== null && tax !== null)
    return units(net) + units(tax) === units(gross) ? { gross, net, tax } : fieldError('RULE', 'tax', texts.parts);
  const original = all.find(({ id }) => id === after(change, 'redOf'));
  if (!original || leftOf(original, all) !== -units(gross)) return { gross, ...splitTax(gross, request.taxRate, request.currency) };
  const rest = (part: 'net' | 'tax') =>
    decimal(-all.reduce((sum, one) => (one.redOf === original.id ? sum + units(one[part]) : sum), units(original[part])));
  return { gross, net: rest('net'), tax: rest('tax') };
}

const keyOf = (number: unknown, code: unknown) => `${code ?? ''}/${number}`;

/** Ids of the invoices that bear these numbers, by number and code. Who writes one of them at the same time waits. */
async function holdersOf(ctx: Context, changes: readonly Change[]): Promise<Map<string, string>> {
  const numbers = [...new Set(changes.map((change) => String(after(change, 'number'))))].sort();
  const keys = numbers.map((number) => `sales.invoice ${ctx.tenant.id} ${number}`);
  await ctx.query(sql`select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(${keys}::text[]) as k order by k`);
  const rows = await ctx.query<{ id: string; number: string; code: string | null }>(sql`
    select id, number, code from issued_invoice where tenant_id = ${ctx.tenant.id} and number = any(${numbers}::text[]) and deleted_at is null`);
  return new Map(rows.map(({ id, number, code }) => [keyOf(number, code), id]));
}

/** A number, with its code, stands once; amounts fit the request; a red invoice takes back no more than its original has left. */
export const invoiceWorth = defineHook({
  name: 'sales.invoiceWorth',
  object: 'invoice',
  stage: 'beforeSave',
  on: ['create', 'restore'],
  async run(ctx, changes, reject) {
    const requests = await requestsOf(ctx, named(changes, 'request'));
    const holders = await holdersOf(ctx, changes);
    const all = await invoicesOf(ctx, [...requests.keys()]);
    return changes.map((change, index): Values | undefined => {
      const request = requests.get(String(after(change, 'request'))) ?? {};
      const mine = all.filter((one) => one.request === after(change, 'request') && one.id !== change.id);
      const key = keyOf(after(change, 'number'), after(change, 'code'));
      const holder = holders.get(key);
      const parts = partsOf(change, request, mine);
      const error =
        (holder !== undefined && holder !== change.id ? fieldError('DUPLICATE', 'number', texts.twice) : undefined) ??
        whyNot(change, request, mine) ??
        (parts instanceof Error ? parts : undefined);
      if (error) {
        reject(index, error);
        return undefined;
      }
      holders.set(key, change.id);
      all.push({ ...change.before, ...change.values, ...parts, redOf: after(change, 'redOf'), id: change.id });
      return parts as Values;
    });
  },
});

/** Requests follow their invoices: how much was red, and whether all of it; when the first was issued. */
async function followInvoices(ctx: Context, ids: readonly string[]): Promise<void> {
  const tx = ctx.elevated().whole();
  const requests = await requestsOf(tx, ids);
  const invoices = Map.groupBy(await invoicesOf(tx, ids), ({ request }) => request);
  const rows = [...requests].flatMap(([id, request]): SaveRow[] => {
    if (!issued.has(request.status)) return [];
    const mine = invoices.get(id) ?? [];
    const red = mine.reduce((sum, { redOf, gross }) => (redOf === null ? sum : sum - units(gross)), 0n);
    const status = red === 0n ? 'issued' : red >= units(request.amount) ? 'red' : 'partlyRed';
    const first = mine.find(({ redOf }) => redOf === null)?.issuedOn ?? request.issuedOn;
    return [{ operation: 'update', id, values: { status, issuedOn: first, redAmount: red === 0n ? null : decimal(red) } }];
  });
  await saveAll(tx, metaOf(tx, 'invoiceRequest'), rows, { asSystem: true });
}

export const invoiceFollow = defineHook({
  name: 'sales.invoiceFollow',
  object: 'invoice',
  stage: 'afterSave',
  on: ['create', 'delete', 'restore'],
  async run(ctx, changes) {
    await followInvoices(
      ctx,
      named(
        changes.filter(({ along }) => !along),
        'request',
      ),
    );
    await emitAll(
      ctx,
      changes
        .filter(({ operation }) => operation === 'create')
        .map((change) => ({
          event: after(change, 'redOf') === null ? salesEvents.invoiceIssued : salesEvents.invoiceRed,
          object: 'invoice',
          record: change.id,
          changes: Object.fromEntries(
            ['number', 'code', 'issuedOn', 'gross', 'request', 'contract', 'account', 'redOf'].map((field) => [
              field,
              after(change, field),
            ]),
          ),
        })),
    );
    return undefined;
  },
});
