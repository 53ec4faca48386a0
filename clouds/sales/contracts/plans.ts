import { fieldError, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { takeTurns } from '@huanke/platform/records';
import { rounded } from '../deals/worth.ts';
import { after, contractsOf, named, plannedOf, plansOf } from './facts.ts';
import { tells } from './guard.ts';
import { sumUp, worked } from './refresh.ts';
import { units } from './work-out.ts';

const texts = {
  kept: label(
    '合同已提交签署，回款计划的金额不能再改；要改请先退回草稿',
    'The contract was handed in for signing and the amounts of its instalments stay; send it back to draft to change them',
  ),
  day: label('固定日期的款项请填写应收日期', 'Say the day on which it is due'),
  milestone: label('请选择里程碑', 'Choose the milestone'),
  tooMuch: label('回款计划合计超过了合同金额', 'The instalments are more than the contract is about'),
};
const always = ['create', 'update', 'delete', 'restore'] as const;
const written = (change: Change, ...fields: readonly string[]) => fields.some((field) => change.values[field] !== undefined);

/** An amount, a share in it, or that there is such an instalment at all. */
const isAgreed = (change: Change): boolean => change.operation !== 'update' || written(change, 'amount', 'contract');

function problemOf(change: Change): Error | undefined {
  if (change.operation === 'delete' || change.operation === 'restore') return undefined;
  const rule = after(change, 'dueRule') ?? 'date';
  const asks = (field: string, message: Label) =>
    after(change, field) === null && (change.operation === 'create' || written(change, 'dueRule', field))
      ? fieldError('REQUIRED', field, message)
      : undefined;
  if (rule === 'accepted') return asks('milestone', texts.milestone);
  return rule === 'date' ? asks('dueOn', texts.day) : undefined;
}

/** Instalments stay with what was agreed; when they are due may still be put otherwise. Contracts are locked meanwhile. */
export const planKept = defineHook({
  name: 'sales.planKept',
  object: 'paymentPlan',
  stage: 'beforeValidate',
  on: always,
  async run(ctx, changes, reject) {
    await takeTurns(ctx, 'contract', named(changes, 'contract'));
    const contracts = await contractsOf(ctx, named(changes, 'contract'));
    for (const [index, change] of changes.entries()) {
      if (change.along || change.merging || ctx.access.system) continue;
      const isKept = named([change], 'contract').some((id) => (contracts.get(id)?.status ?? 'draft') !== 'draft');
      const problem = problemOf(change);
      if (isKept && isAgreed(change) && !tells(ctx)) {
        const field = change.operation === 'update' && written(change, 'amount') ? 'amount' : 'contract';
        reject(index, fieldError('STATE', field, texts.kept));
      } else if (problem) reject(index, problem);
    }
    return undefined;
  },
});

/** The number of each new instalment that does not say it: the next of its contract. */
async function numbers(ctx: Context, changes: readonly Change[]): Promise<ReadonlyMap<string, number>> {
  const unnumbered = changes.filter((change) => change.operation === 'create' && after(change, 'seq') === null);
  if (unnumbered.length === 0) return new Map();
  const plans = [...(await plansOf(ctx, named(unnumbered, 'contract'))).values()];
  const last = new Map<unknown, number>();
  for (const { contract, seq } of plans) last.set(contract, Math.max(last.get(contract) ?? 0, Number(seq ?? 0)));
  return new Map(
    unnumbered.map((change) => {
      const contract = after(change, 'contract');
      last.set(contract, (last.get(contract) ?? 0) + 1);
      return [change.id, last.get(contract) ?? 1];
    }),
  );
}

/** What an instalment has from its contract, its milestone and the day; an amount by hand is no share any more. */
export const planWorth = defineHook({
  name: 'sales.planWorth',
  object: 'paymentPlan',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const next = await numbers(ctx, changes);
    const contracts = await contractsOf(ctx, named(changes, 'contract'));
    const plans = changes.map((change): Values => {
      const currency = contracts.get(String(after(change, 'contract')))?.currency;
      const { before, values } = change;
      const isByHand = values.amount !== undefined && values.amount !== before?.amount && values.share === undefined;
      return {
        ...before,
        ...values,
        amount: rounded(after(change, 'amount'), currency ?? ctx.tenant.currency),
        seq: next.get(change.id) ?? after(change, 'seq'),
        share: isByHand ? null : after(change, 'share'),
      };
    });
    const derived = await worked(ctx, plans);
    return plans.map(({ amount, seq, share }, index): Values => ({ ...derived[index], amount, seq, share }));
  },
});

/** Contracts follow their instalments. A file may not plan more than a contract in force is about. */
export const planFollow = defineHook({
  name: 'sales.planFollow',
  object: 'paymentPlan',
  stage: 'afterSave',
  on: always,
  async run(ctx, changes, reject) {
    const ids = named(changes, 'contract');
    await sumUp(ctx, ids);
    const told = changes.some((change) => isAgreed(change) && !change.along) && tells(ctx) ? ids : [];
    const planned = await plannedOf(ctx, told);
    const contracts = await contractsOf(ctx, told);
    for (const [index, change] of changes.entries()) {
      const contract = String(after(change, 'contract'));
      const { status = 'draft', amount } = contracts.get(contract) ?? {};
      if (status !== 'draft' && (planned.get(contract) ?? 0n) > units(amount)) reject(index, fieldError('RULE', 'amount', texts.tooMuch));
    }
    return undefined;
  },
});
