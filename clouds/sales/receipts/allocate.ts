import { fieldError, label, parseDecimal } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import type { AllocationInput } from '../contract.ts';
import { owedStates } from '../contracts/payment-plan.ts';
import { decimal, scale, units } from '../contracts/work-out.ts';
import { baseOf, rounded } from '../deals/worth.ts';
import { book, type Entry, fxDifference } from './book.ts';
import { overdrawn, overpaid } from './errors.ts';
import { areOneGroup, namedPlans, openPlans, type Plan } from './open-plans.ts';

const texts = {
  amount: label('金额要大于 0，小数位数不超过币种的位数', 'More than 0, with no more decimals than the currency has'),
  twice: label('同一期款项只能出现一次', 'An instalment stands once only'),
  inForce: label('这期款项未生效或已取消，不能核销', 'This instalment is not in force or was cancelled'),
  currency: label('款项的币种和回款不同，不能核销', 'The instalment is in another currency than the receipt'),
  account: label(
    '款项属于别的客户；确实是代付的，请勾选第三方代付',
    'The instalment is another account’s; say so if somebody pays for them',
  ),
  left: label('这笔回款已经全部核销', 'All of this receipt is allocated'),
  nothing: label('没有可以核销的款项，这笔钱先留作预收', 'Nothing is open; the money stays as an advance'),
  noExact: label('没有未回款金额正好相等的款项', 'No instalment is open by exactly this amount'),
  manyExact: label('有 {n} 期款项的未回款都是这个金额，请选一期', '{n} instalments are open by this amount; choose one'),
};

/** A part of a receipt for an instalment; `place` is the input that a refusal names. */
interface Part extends Plan {
  readonly amount: bigint;
  readonly place: string;
}

const openOf = ({ plan }: Plan): bigint => units(plan.open);
const owed: ReadonlySet<unknown> = new Set(owedStates);

/** An amount as it was typed, in the smallest units; refused where the receipt's currency can not hold it. */
function amountOf(typed: AllocationInput['amount'], currency: unknown, field: string): bigint {
  const read = parseDecimal(String(typed), scale);
  if (typeof read !== 'bigint' || read <= 0n || rounded(decimal(read), currency) !== decimal(read))
    throw fieldError('INVALID_VALUE', field, texts.amount);
  return read;
}

async function byHand(tx: Context, receipt: Values, allocations: readonly AllocationInput[], otherPayer: boolean): Promise<Part[]> {
  const place = (index: number) => `allocations[${index}]`;
  const ids = allocations.map(({ plan }) => plan.toLowerCase());
  const amounts = allocations.map(({ amount }, index) => amountOf(amount, receipt.currency, `${place(index)}.amount`));
  const twice = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (twice >= 0) throw fieldError('DUPLICATE', `${place(twice)}.plan`, texts.twice);
  const plans = await namedPlans(tx, ids, (index) => `${place(index)}.plan`);
  const accounts = [...plans.values()].map(({ plan }) => String(plan.account));
  const group = otherPayer ? undefined : await areOneGroup(tx, String(receipt.account), accounts);
  return ids.flatMap((id, index): Part[] => {
    const one = plans.get(id);
    if (!one) return [];
    const { status, currency, account } = one.plan;
    const refuse = (text: typeof texts.inForce) => fieldError('RULE', `${place(index)}.plan`, text);
    if (!owed.has(status) && status !== 'paid') throw refuse(texts.inForce);
    if (currency !== receipt.currency) throw refuse(texts.currency);
    if (group && !group.has(String(account))) throw refuse(texts.account);
    return [{ ...one, amount: amounts[index] ?? 0n, place: `${place(index)}.amount` }];
  });
}

function oldestFirst(plans: readonly Plan[], unapplied: bigint): Part[] {
  let left = unapplied;
  const parts: Part[] = [];
  for (const one of plans) {
    const open = openOf(one);
    const amount = open < left ? open : left;
    if (amount > 0n) parts.push({ ...one, amount, place: 'by' });
    left -= amount;
  }
  if (parts.length === 0) throw fieldError('RULE', 'by', texts.nothing);
  return parts;
}

/** Several that are open by the same amount are nobody's guess. */
function exactly(plans: readonly Plan[], unapplied: bigint): Part[] {
  const fitting = plans.filter((one) => openOf(one) === unapplied);
  const [only] = fitting;
  if (!only) throw fieldError('RULE', 'by', texts.noExact);
  const n = String(fitting.length);
  const many = label(texts.manyExact.zh.replace('{n}', n), texts.manyExact.en.replace('{n}', n));
  if (fitting.length > 1) throw fieldError('RULE', 'by', many);
  return [{ ...only, amount: unapplied, place: 'by' }];
}

/** Never more than the receipt has left, nor than an instalment is open. Source: SAL-26. */
function check(parts: readonly Part[], unapplied: bigint): void {
  let left = unapplied;
  for (const one of parts) {
    if (one.amount > left) throw overdrawn(one.place, decimal(left));
    if (one.amount > openOf(one)) throw overpaid(one.place, String(one.plan.name), decimal(openOf(one)));
    left -= one.amount;
  }
}

export interface Asked {
  readonly allocations?: readonly AllocationInput[];
  readonly by?: 'oldest' | 'exact';
  readonly otherPayer?: boolean;
}

export interface Allocated {
  readonly allocated: readonly { readonly plan: string; readonly amount: string; readonly fxDifference: string | null }[];
  readonly applied: string;
  readonly unapplied: string;
}

/** What is left of a receipt after something was allocated, or taken back. */
export async function keepLeft(tx: Context, id: string, record: Values, sum: bigint): Promise<Pick<Allocated, 'applied' | 'unapplied'>> {
  const applied = units(record.applied) + sum;
  await updateRecord(tx, metaOf(tx, 'receipt'), id, { applied: decimal(applied) }, { asSystem: true });
  return { applied: decimal(applied), unapplied: decimal(units(record.amount) - applied) };
}

/** Allocates a receipt that is locked: to what is named, else to what is open, the oldest first or the one of exactly this amount. */
export async function allocateReceipt(tx: Context, id: string, record: Values, asked: Asked): Promise<Allocated> {
  const unapplied = units(record.unapplied);
  const { allocations, by = 'oldest', otherPayer = false } = asked;
  if (!allocations && unapplied === 0n) throw fieldError('RULE', 'by', texts.left);
  const parts = allocations
    ? await byHand(tx, record, allocations, otherPayer)
    : (by === 'exact' ? exactly : oldestFirst)(await openPlans(tx, record), unapplied);
  check(parts, unapplied);
  const entries = parts.map(
    ({ id: plan, contract, amount }): Entry => ({
      ...{ receipt: id, plan, amount, fxDifference: fxDifference(tx, amount, record, contract) },
      baseAmount: baseOf(tx, decimal(amount), record.exchangeRate),
    }),
  );
  await book(tx, entries, new Map(parts.map((one) => [one.id, one])));
  const left = await keepLeft(
    tx,
    id,
    record,
    entries.reduce((all, { amount }) => all + amount, 0n),
  );
  return { allocated: entries.map(({ plan, amount, fxDifference }) => ({ plan, amount: decimal(amount), fxDifference })), ...left };
}
