import { created } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';

type Cast = ReadonlyMap<string, string>;

interface DemoReceipt {
  readonly key: string;
  readonly account: string;
  readonly payerName: string;
  readonly contract: string;
  readonly amount: string;
  readonly method: 'transfer' | 'draft';
  readonly owner: string;
  /** Days from today. */
  readonly received: number;
  /** The instalment of a demo contract it pays, and how much of it; without one nobody has confirmed it yet. */
  readonly pays?: readonly [plan: string, name: string, amount: string];
}

const receipts: readonly DemoReceipt[] = [
  {
    ...{ key: 'haiyan1', account: 'haiyan', payerName: '海盐新能装备有限公司', contract: 'haiyan1', owner: 'lina' },
    ...{ amount: '206000.00', method: 'transfer', received: -111, pays: ['haiyan1-1', '首款', '206000.00'] },
  },
  {
    ...{ key: 'lanjing1', account: 'lanjing', payerName: '无锡蓝鲸热电有限公司', contract: 'lanjing1', owner: 'lina' },
    ...{ amount: '264000.00', method: 'transfer', received: -61, pays: ['lanjing1-1', '预付款', '264000.00'] },
  },
  // a draft of which a part is still to be matched
  {
    ...{ key: 'lanjing2', account: 'lanjing', payerName: '无锡蓝鲸热电有限公司', contract: 'lanjing1', owner: 'lina' },
    ...{ amount: '300000.00', method: 'draft', received: -33, pays: ['lanjing1-2', '到货款', '200000.00'] },
  },
  // more than the instalment asks for: what is left is an advance
  {
    ...{ key: 'huasheng1', account: 'huasheng', payerName: '江苏华晟新材料有限公司', contract: 'huasheng2', owner: 'wang' },
    ...{ amount: '400000.00', method: 'transfer', received: -18, pays: ['huasheng2-1', '预付款', '355800.00'] },
  },
  {
    ...{ key: 'lingang1', account: 'lingang', payerName: '临港新城水务集团有限公司', contract: 'lingang2', owner: 'lina' },
    ...{ amount: '486000.00', method: 'transfer', received: -1 },
  },
];

/** Money that came in: allocated, in part, more than was asked for, and not confirmed yet. After the contracts. */
export async function seedReceipts(writer: StoryWriter, calendar: Calendar, cast: Cast): Promise<void> {
  const [accounts, contracts, plans] = [await writer.ids('account'), await writer.ids('contract'), await writer.ids('paymentPlan')];
  const zhou = cast.get('zhou') ?? null;
  for (const [index, { pays, ...one }] of receipts.entries()) {
    const { key, amount, method, payerName, received } = one;
    const [owner, at] = [cast.get(one.owner) ?? null, calendar.past(Math.max(received, -10), '11:10')];
    const contract = contracts.get(one.contract) ?? null;
    const whose = { account: accounts.get(one.account) ?? null, contract, payerName, owner };
    const bankRef = `${calendar.day(received).replaceAll('-', '')}${String(7_310_482 + index * 1_937)}`;
    const seen = pays ? { status: 'confirmed', confirmedBy: zhou, confirmedAt: at.toISOString() } : { status: 'draft' };
    const values = { ...whose, ...seen, amount, method, bankRef, receivedOn: calendar.day(received) };
    const receipt = created('receipt', key, at, owner, values);
    await writer.save('receipt', [receipt]);
    if (!pays) continue;
    const [plan, name, paid] = pays;
    const allocation = {
      receipt: receipt.id,
      plan: plans.get(plan) ?? null,
      contract,
      name,
      amount: paid,
      currency: 'CNY',
      at: at.toISOString(),
      by: zhou,
    };
    await writer.save('receiptAllocation', [created('receiptAllocation', key, at, zhou, allocation)]);
    const moved = { by: zhou, operation: 'update' as const, at: calendar.past(-1, '10:40') };
    await writer.save('paymentPlan', [{ ...moved, id: plans.get(plan) ?? '', values: { received: paid } }]);
    await writer.save('receipt', [{ ...moved, id: receipt.id ?? '', values: { applied: paid } }]);
  }
}
