import { dayIn, fieldError, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { after, contractsOf, named } from '../contracts/facts.ts';
import { tells } from '../contracts/guard.ts';

const texts = {
  entry: label('新登记的回款从待确认开始；以前的回款请用导入', 'A new receipt begins unconfirmed; import those of before'),
  kept: label('回款已确认，不能再改；记错了请冲销后重新登记', 'The receipt is confirmed and stays; reverse it and note it anew'),
  deleted: label('已确认的回款不能删除；记错了请冲销', 'A confirmed receipt is not deleted; reverse it if it is wrong'),
  account: label('请先选择客户', 'Choose the account first'),
  future: label('到账日期不能晚于今天', 'Money is not received later than today'),
  confirm: label('你没有确认回款的权限', 'You may not confirm receipts'),
  reason: label('请填写冲销原因', 'Say why it is reversed'),
};

/** What finance has seen on the bank account; nobody changes it once the receipt is confirmed. */
const confirmed = ['amount', 'currency', 'account', 'receivedOn', 'bankRef'] as const;

const movesTo = ({ before, values }: Change): unknown => (values.status !== before?.status ? values.status : undefined);
const state = (field: string, message: Label) => fieldError('STATE', field, message);

/** Whether finance has seen it; a company may have states of its own before that. */
export const isKept = (receipt: Values | undefined): boolean => receipt?.status === 'confirmed' || receipt?.status === 'reversed';

function refusalOfMove(ctx: Context, change: Change): Error | undefined {
  const to = movesTo(change);
  if (to === undefined) return undefined;
  if (isKept(change.before) && !(change.before?.status === 'confirmed' && to === 'reversed')) return state('status', texts.kept);
  if (!isKept({ status: to })) return undefined;
  if (!tells(ctx) && !ctx.access.can('receipt.confirm')) return fieldError('FORBIDDEN', 'status', texts.confirm);
  if (to === 'confirmed' && after(change, 'account') === null) return fieldError('REQUIRED', 'account', texts.account);
  // a file may bring what was reversed in the former system
  const lacksReason = to === 'reversed' && change.before !== undefined && after(change, 'reverseReason') === null;
  return lacksReason ? fieldError('REQUIRED', 'reverseReason', texts.reason) : undefined;
}

function refusalOfDay(ctx: Context, { values }: Change): Error | undefined {
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return values.receivedOn !== undefined && String(values.receivedOn) > today
    ? fieldError('INVALID_VALUE', 'receivedOn', texts.future)
    : undefined;
}

function refusal(ctx: Context, change: Change): Error | undefined {
  const { before, values, operation } = change;
  // sample data and a company that is wiped out go with their receipts
  if (operation === 'delete') return !isKept(before) || ctx.access.system ? undefined : state('status', texts.deleted);
  if (!before && isKept(values) && !tells(ctx)) return state('status', texts.entry);
  // records that are merged can not be refused
  if (change.merging) return undefined;
  const field =
    before && isKept(before) ? confirmed.find((name) => values[name] !== undefined && values[name] !== (before[name] ?? null)) : undefined;
  return field ? state(field, texts.kept) : (refusalOfDay(ctx, change) ?? refusalOfMove(ctx, change));
}

/** Who has confirmed or reversed it, and when; who tells where a receipt stands may have told that, too. */
function broughtBy(ctx: Context, change: Change): Values {
  const to = movesTo(change);
  const now = ctx.clock.now().toISOString();
  const by = (who: string, at: string): Values => ({ [who]: after(change, who) ?? ctx.user.id, [at]: after(change, at) ?? now });
  if (to === 'confirmed') return by('confirmedBy', 'confirmedAt');
  return to === 'reversed' ? by('reversedBy', 'reversedAt') : {};
}

/** What a receipt takes from the contract it names, where nobody has said otherwise. */
function ofContract(change: Change, contracts: ReadonlyMap<string, Values>): Values {
  const contract = change.operation === 'create' ? contracts.get(String(change.values.contract)) : undefined;
  const { account = null, currency = null } = contract ?? {};
  return {
    ...(after(change, 'account') === null && account !== null ? { account } : {}),
    ...(after(change, 'currency') === null && currency !== null ? { currency } : {}),
  };
}

/**
 * Holds every path to what a receipt is: it begins unconfirmed, is confirmed by who may, stays from then on, and is taken back by a reversal only.
 * Imports and other systems may bring confirmed ones. Source: SAL-26.
 */
export const receiptGuard = defineHook({
  name: 'sales.receiptGuard',
  object: 'receipt',
  stage: 'beforeValidate',
  on: ['create', 'update', 'delete'],
  async run(ctx, changes, reject) {
    const created = changes.filter(({ operation }) => operation === 'create');
    const contracts = await contractsOf(ctx, named(created, 'contract'));
    return changes.map((change, index): Values | undefined => {
      const taken = ofContract(change, contracts);
      const whole = { ...change, values: { ...change.values, ...taken } };
      const error = refusal(ctx, whole);
      if (error) reject(index, error);
      return error || change.operation === 'delete' ? undefined : { ...taken, ...broughtBy(ctx, change) };
    });
  },
});
