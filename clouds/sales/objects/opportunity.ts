import { currencies, sources } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { currency, date, defineObject, number, percent, picklist, reference, stage, text } from '@huanke/platform/module';

/** The shipped sales process. Keys never change; a tenant may rename, colour and retire stages. */
export const salesStages = [
  { key: 'initial', label: label('初步接洽', 'First contact'), synonyms: ['Prospecting', 'Prospect', 'Initial contact', '初步接触'], category: 'open', probability: 10, usualDays: 7, color: 'blue' },
  { key: 'qualified', label: label('需求确认', 'Needs confirmed'), synonyms: ['Engaging', 'Qualification', 'Qualified lead', '需求分析'], category: 'open', probability: 30, usualDays: 8, color: 'blue' },
  { key: 'proposal', label: label('方案报价', 'Proposal'), category: 'open', probability: 60, usualDays: 9, color: 'blue', requires: ['account'] },
  { key: 'negotiation', label: label('商务谈判', 'Negotiation'), category: 'open', probability: 90, usualDays: 10, color: 'blue', requires: ['account', 'amount', 'closeOn'] },
  { key: 'won', label: label('赢单', 'Won'), synonyms: ['Closed Won', '已成交', '成交', '赢单关闭'], category: 'won', probability: 100, color: 'green', requires: ['amount'] },
  { key: 'lost', label: label('输单', 'Lost'), synonyms: ['Closed Lost', '丢单', '已丢单', '失单'], category: 'lost', probability: 0, color: 'red', requires: ['lossReason'] },
  { key: 'onHold', label: label('搁置', 'On hold'), category: 'open', probability: 0, color: 'grey' },
] as const;

export const Opportunity = defineObject({
  name: 'opportunity',
  label: label('商机', 'Opportunity'),
  plural: label('商机', 'Opportunities'),
  icon: 'opportunity',
  title: 'name',
  searchable: true,
  fields: {
    name: text({ label: label('商机名称', 'Name'), form: 'essential', max: 200, search: 'name', indexed: true, help: label('留空时由客户和产品组成', 'Left empty it is made of account and product'), synonyms: ['项目名称'] }),
    account: reference('account', { label: label('客户', 'Account'), form: 'required', onDelete: 'restrict', synonyms: ['客户名称', '公司'] }),
    product: reference('product', { label: label('产品', 'Product'), form: 'essential', onDelete: 'restrict' }),
    amount: currency({ label: label('金额', 'Amount'), form: 'essential', min: 0, indexed: true, synonyms: ['close_value', '预计金额', '成交金额'] }),
    currency: picklist({ label: label('币种', 'Currency'), options: currencies }),
    stage: stage({ label: label('阶段', 'Stage'), default: 'initial', form: 'essential', indexed: true, options: salesStages, synonyms: ['deal_stage', '销售阶段', '状态'] }),
    probability: percent({ label: label('赢率', 'Probability'), scale: 0, min: 0, synonyms: ['成交概率'] }),
    engagedOn: date({ label: label('接洽日期', 'Engaged on'), indexed: true, synonyms: ['engage_date', '开始日期'] }),
    closeOn: date({ label: label('预计成交', 'Expected close'), form: 'required', indexed: true, synonyms: ['预计成交日期', '预计签单日期'] }),
    closedOn: date({ label: label('实际成交', 'Closed on'), indexed: true, synonyms: ['close_date', '成交日期', '关闭日期'] }),
    cycleDays: number({ label: label('成交周期（天）', 'Cycle (days)'), readOnly: true, form: 'hidden' }),
    source: picklist({ label: label('来源', 'Source'), options: sources, synonyms: ['商机来源', '需求来源'] }),
    competitor: text({ label: label('竞争对手', 'Competitor'), max: 100 }),
    lossReason: picklist({
      label: label('输单原因', 'Loss reason'),
      options: [
        { key: 'price', label: label('价格', 'Price') },
        { key: 'product', label: label('产品不符', 'Product fit') },
        { key: 'relationship', label: label('客户关系', 'Relationship') },
        { key: 'delivery', label: label('交期', 'Delivery time') },
        { key: 'budget', label: label('预算取消', 'Budget withdrawn') },
        { key: 'noDecision', label: label('客户搁置', 'No decision') },
        { key: 'other', label: label('其他', 'Other') },
      ],
    }),
    nextStep: text({ label: label('下一步', 'Next step'), max: 200, form: 'essential' }),
    nextStepOn: date({ label: label('下一步日期', 'Next step on'), form: 'essential', indexed: true }),
  },
  indexes: [{ fields: ['stage', 'owner'], include: ['amount'] }],
  list: { columns: ['name', 'account', 'stage', 'amount', 'closeOn', 'nextStep', 'owner', 'updatedAt'], board: 'stage', sort: [{ field: 'updatedAt', direction: 'desc' }] },
  page: {
    highlights: ['account', 'amount', 'closeOn', 'probability', 'competitor', 'nextStep'],
    path: 'stage',
    sections: [
      { label: label('关键信息', 'Key facts'), fields: ['name', 'account', 'product', 'amount', 'currency', 'source', 'closeOn', 'probability', 'nextStep', 'nextStepOn', 'owner'] },
      { label: label('成交与复盘', 'Outcome'), fields: ['engagedOn', 'closedOn', 'cycleDays', 'competitor', 'lossReason'] },
    ],
  },
  access: { owned: true, default: 'private' },
});
