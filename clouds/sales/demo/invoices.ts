import { created, type DemoAccount } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';

type Cast = ReadonlyMap<string, string>;

/** What stands on their invoices, beside name and tax number. */
const banks: Readonly<Record<string, readonly [bank: string, account: string]>> = {
  lingang: ['中国建设银行上海临港新片区支行', '3105 0182 3600 0000 4127'],
  huasheng: ['中国银行泰州高港支行', '3746 7102 5588'],
  lanjing: ['交通银行无锡新吴支行', '3720 0556 8018 1500 3391'],
  haiyan: ['招商银行嘉兴海盐支行', '5129 0436 1210 608'],
};

interface DemoRequest {
  readonly key: string;
  readonly contract: string;
  readonly owner: 'lina' | 'wang';
  readonly amount: string;
  readonly status: 'draft' | 'submitted' | 'issued' | 'rejected';
  /** Days ago it was asked for, and issued. */
  readonly asked: number;
  readonly issued?: number;
  readonly rejectReason?: string;
  readonly note?: string;
}

const requests: readonly DemoRequest[] = [
  { key: 'haiyan1-1', contract: 'haiyan1', owner: 'lina', amount: '412000', status: 'issued', asked: 96, issued: 94 },
  { key: 'lanjing1-1', contract: 'lanjing1', owner: 'lina', amount: '264000', status: 'issued', asked: 61, issued: 60, note: '预付款' },
  {
    key: 'lanjing1-2',
    contract: 'lanjing1',
    owner: 'lina',
    amount: '528000',
    status: 'submitted',
    asked: 2,
    note: '到货款，客户月底前要收到发票',
  },
  { key: 'huasheng2-1', contract: 'huasheng2', owner: 'wang', amount: '355800', status: 'issued', asked: 18, issued: 17, note: '预付款' },
  {
    ...{ key: 'huasheng2-2', contract: 'huasheng2', owner: 'wang', amount: '355800', status: 'rejected', asked: 3, note: '发货款' },
    rejectReason: '客户要求按两台一张分开开，请拆成三张申请',
  },
  { key: 'lingang2-1', contract: 'lingang2', owner: 'lina', amount: '486000', status: 'draft', asked: 1, note: '预付款' },
];

/** Requests in every state: issued, waiting for finance, sent back, and one that was partly red after a discount. */
export async function seedInvoices(
  writer: StoryWriter,
  calendar: Calendar,
  cast: Cast,
  accounts: readonly Pick<DemoAccount, 'key' | 'name' | 'uscc'>[],
): Promise<void> {
  const [ids, contracts] = [await writer.ids('account'), await writer.ids('contract')];
  const finance = cast.get('zhou') ?? null;
  await writer.save(
    'billingProfile',
    Object.entries(banks).map(([key, [bank, bankAccount]]) => {
      const { name, uscc } = accounts.find((account) => account.key === key) ?? {};
      const values = { account: ids.get(key) ?? null, revision: 1, current: true, kind: 'company', invoiceTitle: name, taxNo: uscc };
      return created('billingProfile', `invoices-${key}`, calendar.past(-120, '09:30'), finance, { ...values, bank, bankAccount });
    }),
  );
  const asked = requests.map(({ key, contract, owner, asked: ago, issued, ...values }) => {
    const asker = cast.get(owner) ?? null;
    const at = calendar.past(-ago, '15:10');
    const handedIn = values.status === 'draft' ? {} : { submittedBy: asker, submittedAt: at.toISOString() };
    const issuedOn = issued === undefined ? {} : { issuedOn: calendar.day(-issued) };
    return created('invoiceRequest', key, at, asker, {
      ...values,
      ...handedIn,
      ...issuedOn,
      contract: contracts.get(contract) ?? null,
      owner: asker,
    });
  });
  await writer.save('invoiceRequest', asked);
  const requestIds = await writer.ids('invoiceRequest');
  const invoices = requests.flatMap(({ key, amount, issued }, index) => {
    if (issued === undefined) return [];
    const day = calendar.day(-issued);
    const number = `${day.slice(2, 4)}3320000000${String(20_736 + index * 41).padStart(8, '0')}`;
    const values = { request: requestIds.get(key) ?? null, number, issuedOn: day, gross: amount };
    return [created('invoice', key, calendar.past(-issued, '10:40'), finance, values)];
  });
  await writer.save('invoice', invoices);
  const [first] = invoices;
  const day = calendar.day(-40);
  await writer.save('invoice', [
    created('invoice', 'haiyan1-red', calendar.past(-40, '11:20'), finance, {
      request: requestIds.get('haiyan1-1') ?? null,
      number: `${day.slice(2, 4)}332000000000021905`,
      issuedOn: day,
      gross: '-20600',
      redOf: first?.id ?? null,
      redReason: '交货期超期，双方确认折让 5%',
    }),
  ]);
}
