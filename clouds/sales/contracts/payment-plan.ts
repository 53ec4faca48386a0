import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { boolean, currency, date, defineObject, masterDetail, number, percent, picklist, reference, text } from '@huanke/platform/module';

const derived = { readOnly: true, form: 'hidden', trackHistory: false } as const;
const inBase = (amount: string) => ({ base: { currency: 'currency', amount, rate: 'exchangeRate' } }) as const;

/** States in which an instalment is owed. */
export const owedStates = ['unpaid', 'partial', 'overdue'] as const;

/** An instalment 回款计划: who must pay what by when. What is derived says work-out.ts. Source: SAL-26. */
export const PaymentPlan = defineObject({
  name: 'paymentPlan',
  label: label('回款计划', 'Instalment'),
  plural: label('回款计划', 'Instalments'),
  icon: 'calendar',
  title: 'name',
  // what has become overdue, and what an account owes
  indexes: [{ fields: ['status', 'dueOn'] }, { fields: ['account', 'status'] }],
  fields: {
    name: text({ label: label('款项', 'Instalment'), required: true, form: 'required', max: 100 }),
    contract: masterDetail('contract', { label: label('合同', 'Contract'), required: true, indexed: true }),
    seq: number({ label: label('期次', 'No.'), form: 'essential', min: 1, max: 999 }),
    share: percent({
      label: label('比例', 'Share'),
      ...derived,
      scale: 6,
      help: label('按比例排的计划；合同金额变动时跟着重算', 'Of a plan by shares; it follows the amount of the contract'),
    }),
    amount: currency({ label: label('计划金额', 'Amount'), required: true, form: 'required', min: 0, ...inBase('baseAmount') }),
    dueRule: picklist({
      label: label('到期方式', 'Due'),
      required: true,
      form: 'essential',
      default: 'date',
      options: [
        { key: 'date', label: label('固定日期', 'On a day') },
        { key: 'signed', label: label('签订后', 'After the signing') },
        { key: 'accepted', label: label('里程碑验收后', 'After a milestone is accepted') },
      ],
    }),
    days: number({
      label: label('天数', 'Days'),
      form: 'essential',
      min: 0,
      max: 3650,
      help: label('签订或验收之后的天数', 'After the signing or the acceptance'),
    }),
    milestone: reference('projectMilestone', {
      label: label('里程碑', 'Milestone'),
      form: 'essential',
      indexed: true,
      onDelete: 'restrict',
    }),
    dueOn: date({
      label: label('应收日期', 'Due on'),
      form: 'essential',
      indexed: true,
      help: label(
        '签订后、验收后的由系统算；未验收时按计划日期预计',
        'Worked out for the other ways; before an acceptance it is a forecast',
      ),
    }),
    isDueKnown: boolean({ label: label('日期已确定', 'Day is certain'), ...derived }),
    status: picklist({
      label: label('状态', 'State'),
      ...derived,
      default: 'planned',
      options: [
        { key: 'planned', label: label('未生效', 'Not in force'), color: 'grey' },
        { key: 'unpaid', label: label('待回款', 'Unpaid'), color: 'blue' },
        { key: 'partial', label: label('部分回款', 'Partly paid'), color: 'amber' },
        { key: 'overdue', label: label('已逾期', 'Overdue'), color: 'red' },
        { key: 'paid', label: label('已回款', 'Paid'), color: 'green' },
        { key: 'cancelled', label: label('已取消', 'Cancelled'), color: 'grey' },
      ],
    }),
    received: currency({ label: label('已回款', 'Received'), ...derived, ...inBase('baseReceived') }),
    open: currency({ label: label('未回款', 'Open'), ...derived, ...inBase('baseOpen') }),
    account: reference('account', { label: label('客户', 'Account'), ...derived, onDelete: 'restrict' }),
    currency: picklist({ label: label('币种', 'Currency'), ...derived, options: currencies }),
    exchangeRate: number({ label: label('折算汇率', 'Rate used'), scale: 8, ...derived }),
    baseAmount: currency({ label: label('计划金额（本币）', 'Amount in our currency'), ofCompany: true, ...derived }),
    baseReceived: currency({ label: label('已回款（本币）', 'Received in our currency'), ofCompany: true, ...derived }),
    baseOpen: currency({ label: label('未回款（本币）', 'Open in our currency'), ofCompany: true, ...derived }),
    note: text({ label: label('备注', 'Note'), max: 500 }),
  },
  list: {
    columns: ['name', 'contract', 'account', 'amount', 'received', 'open', 'dueOn', 'status'],
    card: ['account', 'amount', 'dueOn', 'status'],
    board: 'status',
    sort: [{ field: 'dueOn', direction: 'asc' }],
  },
  page: {
    highlights: ['contract', 'account', 'amount', 'received', 'open', 'status'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: [
          'name',
          'contract',
          'account',
          'seq',
          'share',
          'amount',
          'currency',
          'exchangeRate',
          'received',
          'open',
          'baseOpen',
          'status',
          'note',
        ],
      },
      { label: label('到期', 'Due'), fields: ['dueRule', 'days', 'milestone', 'dueOn', 'isDueKnown'] },
    ],
  },
  access: { owned: false, default: 'private' },
});
