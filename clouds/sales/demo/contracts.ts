import { created } from '@huanke/base/demo';
import type { AuthoredRow, Calendar, StoryWriter } from '@huanke/platform/demo';
import { formatDecimal, parseDecimal } from '@huanke/platform/kernel';
import { shareOut } from '../contracts/share.ts';

type Cast = ReadonlyMap<string, string>;

interface DemoContract {
  readonly key: string;
  readonly name: string;
  readonly account: string;
  /** The deal it comes from. */
  readonly deal: string;
  readonly product: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
  readonly owner: string;
  readonly status: 'draft' | 'signing' | 'active';
  /** Days from today. */
  readonly signed: number;
  /** name, percent, days after the signing, or after a milestone of a demo project */
  readonly plan: readonly (readonly [name: string, percent: number, days: number, milestone?: string])[];
}

const contracts: readonly DemoContract[] = [
  {
    ...{ key: 'lingang2', name: '二期加压泵房设备采购合同', account: 'lingang', deal: 'won-1', owner: 'lina' },
    ...{ product: 'hbw350', quantity: '4', unitPrice: '405000', amount: '1620000', status: 'active', signed: -6 },
    plan: [
      ['预付款', 30, 15],
      ['到货款', 40, 7, 'lingang2-4'],
      ['验收款', 25, 30, 'lingang2-6'],
      ['质保金', 5, 365],
    ],
  },
  {
    ...{ key: 'huasheng2', name: '二期装置流程泵供货合同', account: 'huasheng', deal: 'won-11', owner: 'wang' },
    ...{ product: 'hbc315', quantity: '6', unitPrice: '197666.666667', amount: '1186000', status: 'active', signed: -29 },
    plan: [
      ['预付款', 30, 10],
      ['发货款', 30, 24],
      ['验收款', 30, 15, 'huasheng2-4'],
      ['质保金', 10, 395],
    ],
  },
  {
    ...{ key: 'lanjing1', name: '脱硫循环泵换型合同', account: 'lanjing', deal: 'won-6', owner: 'lina' },
    ...{ product: 'hbj500', quantity: '4', unitPrice: '220000', amount: '880000', status: 'active', signed: -70 },
    plan: [
      ['预付款', 30, 7],
      ['到货款', 60, 30],
      ['质保金', 10, 180],
    ],
  },
  {
    ...{ key: 'haiyan1', name: '高压冲洗泵采购合同', account: 'haiyan', deal: 'won-8', owner: 'lina' },
    ...{ product: 'hbd25', quantity: '2', unitPrice: '206000', amount: '412000', status: 'active', signed: -128 },
    plan: [
      ['首款', 50, 15],
      ['尾款', 50, 25],
    ],
  },
  {
    ...{ key: 'hengrun1', name: '磁力泵备机采购合同', account: 'hengrun', deal: 'won-2', owner: 'lina' },
    ...{ product: 'hbm160f', quantity: '6', unitPrice: '62333.333333', amount: '374000', status: 'signing', signed: -1 },
    plan: [
      ['首付款', 30, 5],
      ['到货款', 60, 45],
      ['质保金', 10, 365],
    ],
  },
  {
    ...{ key: 'lingang3', name: '取水泵站三期机组供货合同', account: 'lingang', deal: 'open-1', owner: 'lina' },
    ...{ product: 'hbl1200', quantity: '4', unitPrice: '965000', amount: '3860000', status: 'draft', signed: 0 },
    plan: [],
  },
];

const cents = (amount: string) => BigInt(parseDecimal(amount, 2));

function plansOf({ key, plan, amount }: DemoContract, at: Date, owner: string | null, place: Places): AuthoredRow[] {
  const amounts = shareOut(
    cents(amount),
    plan.map(([, percent]) => BigInt(percent)),
  );
  return plan.map(([name, percent, days, step], index) => {
    const due = step === undefined ? { dueRule: 'signed' } : { dueRule: 'accepted', milestone: place.milestones.get(step) ?? null };
    const values = { contract: place.contract, seq: index + 1, name, share: String(percent), days, ...due };
    return created('paymentPlan', `${key}-${index + 1}`, at, owner, { ...values, amount: formatDecimal(amounts[index] ?? 0n, 2) });
  });
}

interface Places {
  readonly contract: string | undefined;
  readonly milestones: ReadonlyMap<string, string>;
}

/** Contracts of deals in every state: money that is late, that waits for an acceptance, that nobody has confirmed yet. */
export async function seedContracts(writer: StoryWriter, calendar: Calendar, cast: Cast): Promise<void> {
  const [accounts, products, deals] = [await writer.ids('account'), await writer.ids('product'), await writer.ids('opportunity')];
  const milestones = await writer.ids('projectMilestone');
  const at = calendar.past(-11, '10:20');
  for (const one of contracts) {
    const { key, name, amount, product, quantity, unitPrice, status, signed, plan } = one;
    const owner = cast.get(one.owner) ?? null;
    const links = { account: accounts.get(one.account) ?? null, opportunity: deals.get(one.deal) ?? null };
    const contract = created('contract', key, at, owner, { name, ...links, type: 'sale', amount, owner, taxRate: '13' });
    await writer.save('contract', [contract]);
    const line = { contract: contract.id, product: products.get(product) ?? null, quantity, unitPrice };
    await writer.save('contractLine', [created('contractLine', `${key}-1`, at, owner, line)]);
    if (plan.length > 0) await writer.save('paymentPlan', plansOf(one, at, owner, { contract: contract.id, milestones }));
    if (status === 'draft') continue;
    const term = { signedOn: calendar.day(signed), startOn: calendar.day(signed), endOn: calendar.day(signed + 365), signedBy: owner };
    const zhou = cast.get('zhou') ?? null;
    const confirmed =
      status === 'active' ? { confirmedBy: zhou, confirmedAt: calendar.past(Math.max(signed, -10), '16:30').toISOString() } : {};
    const moved = { by: zhou, operation: 'update' as const, id: contract.id ?? '', at: calendar.past(-1, '09:20') };
    await writer.save('contract', [{ ...moved, values: { status, ...term, ...confirmed } }]);
  }
}
