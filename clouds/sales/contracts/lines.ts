import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll, takeTurns } from '@huanke/platform/records';
import { hasRoom, needRoom } from '@huanke/platform/storage';
import { lineAmount, lineTooLarge } from '../deals/line-amount.ts';
import { productsOf } from '../deals/products.ts';
import { after, contractsOf, linesOf, named } from './facts.ts';
import { tells } from './guard.ts';
import { decimal } from './work-out.ts';

const texts = {
  kept: label(
    '合同已提交签署，明细不能再改；要改请先退回草稿',
    'The contract was handed in for signing and its lines stay; send it back to draft to change them',
  ),
  named: label('请填写名称或选择产品', 'Give a name or choose a product'),
  tooLarge: label('合同明细的合计超出了金额能保存的范围', 'The lines add up to more than an amount can hold'),
};
const always = ['create', 'update', 'delete', 'restore'] as const;

/** Lines stay with what was agreed. Contracts are locked: of two who write lines at once the second sees both. */
export const contractLinesKept = defineHook({
  name: 'sales.contractLinesKept',
  object: 'contractLine',
  stage: 'beforeValidate',
  on: always,
  async run(ctx, changes, reject) {
    await takeTurns(ctx, 'contract', named(changes, 'contract'));
    const contracts = await contractsOf(ctx, named(changes, 'contract'));
    const products = await productsOf(ctx, changes);
    return changes.map((change, index): Values | undefined => {
      const isKept = named([change], 'contract').some((id) => (contracts.get(id)?.status ?? 'draft') !== 'draft');
      if (isKept && !change.along && !change.merging && !tells(ctx)) reject(index, fieldError('STATE', 'contract', texts.kept));
      if (change.operation === 'delete' || change.operation === 'restore') return undefined;
      const product = products.get(String(after(change, 'product')));
      const name = after(change, 'name') ?? product?.name ?? null;
      if (name === null) reject(index, fieldError('REQUIRED', 'name', texts.named));
      const unitPrice = after(change, 'unitPrice') ?? product?.price ?? null;
      return { name, ...(unitPrice === null ? {} : { unitPrice }) };
    });
  },
});

export const contractLineWorth = defineHook({
  name: 'sales.contractLineWorth',
  object: 'contractLine',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const contracts = await contractsOf(ctx, named(changes, 'contract'));
    return changes.map((change, index): Values | undefined => {
      const currency = contracts.get(String(after(change, 'contract')))?.currency ?? ctx.tenant.currency;
      const facts = { quantity: after(change, 'quantity'), unitPrice: after(change, 'unitPrice'), discount: after(change, 'discount') };
      const amount = lineAmount({ ...facts, discount: facts.discount ?? '0' }, currency);
      if (amount === null || hasRoom(amount)) return { amount };
      reject(index, lineTooLarge());
      return undefined;
    });
  },
});

/**
 * The amount of a contract with lines is their sum; without lines it stays what it is. Saved like any change, so that instalments by shares follow.
 *
 * @throws INVALID_VALUE for a sum that no amount can hold
 */
async function sumLines(ctx: Context, changes: readonly Change[]): Promise<void> {
  const tx = ctx.elevated().whole();
  const sums = await linesOf(tx, named(changes, 'contract'));
  needRoom('amount', [...sums.values()].map(decimal), { message: texts.tooLarge, scale: 4 });
  const found = await loadValues(tx, metaOf(tx, 'contract'), [...sums.keys()]);
  const rows = [...found].flatMap(([id, { amount }]): SaveRow[] => {
    const sum = decimal(sums.get(id) ?? 0n);
    return amount === sum ? [] : [{ operation: 'update', id, values: { amount: sum } }];
  });
  await saveAll(tx, metaOf(tx, 'contract'), rows, { asSystem: true });
}

export const contractLinesSummed = defineHook({
  name: 'sales.contractLinesSummed',
  object: 'contractLine',
  stage: 'afterSave',
  on: always,
  async run(ctx, changes) {
    await sumLines(ctx, changes);
    return undefined;
  },
});
