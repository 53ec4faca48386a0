import { label } from '@huanke/platform/kernel';
import type { Option } from '@huanke/platform/module';

/**
 * Where customers come from: the channels of SAL-1 and what sellers say beside them. Leads, accounts and opportunities share it so that reports can
 * follow one through. One that is added needs a migration for companies with a list of their own, as 0089 is.
 */
export const sources: readonly Option[] = [
  { key: 'website', label: label('官网', 'Website'), color: 'blue' },
  { key: 'exhibition', label: label('展会', 'Exhibition'), color: 'violet' },
  { key: 'referral', label: label('老客户介绍', 'Referral'), color: 'green' },
  { key: 'cold', label: label('主动开发', 'Outbound'), color: 'grey' },
  { key: 'ads', label: label('广告投放', 'Advertising'), color: 'amber' },
  { key: 'wecom', label: label('企业微信', 'WeCom'), color: 'teal' },
  { key: 'partner', label: label('合作伙伴', 'Partner'), color: 'plum' },
  { key: 'repeat', label: label('老客户复购', 'Repeat business'), color: 'green' },
  { key: 'form', label: label('表单', 'Form'), color: 'blue' },
  { key: 'qrCode', label: label('活码', 'QR code'), color: 'teal' },
  { key: 'call', label: label('来电', 'Call'), color: 'green' },
  { key: 'businessCard', label: label('名片', 'Business card'), color: 'violet' },
  { key: 'lookAlike', label: label('相似客户', 'Look-alike list'), color: 'plum' },
  { key: 'import', label: label('导入', 'Import'), color: 'grey' },
  { key: 'api', label: label('接口', 'API'), color: 'grey' },
  { key: 'other', label: label('其他', 'Other'), color: 'grey' },
];

/** What customers do; leads and accounts share it, so that a conversion carries it over. */
export const industries: readonly Option[] = [
  { key: 'manufacturing', label: label('制造', 'Manufacturing'), color: 'blue' },
  { key: 'chemical', label: label('化工', 'Chemicals'), color: 'amber' },
  { key: 'energy', label: label('能源', 'Energy'), color: 'green' },
  { key: 'utilities', label: label('市政水务', 'Utilities'), color: 'teal' },
  { key: 'construction', label: label('建筑', 'Construction'), color: 'grey' },
  { key: 'electronics', label: label('电子半导体', 'Electronics'), color: 'violet' },
  { key: 'pharmaceutical', label: label('医药', 'Pharmaceuticals'), color: 'plum' },
  { key: 'food', label: label('食品饮料', 'Food and drink'), color: 'green' },
  { key: 'software', label: label('软件', 'Software'), color: 'blue' },
  { key: 'retail', label: label('零售', 'Retail'), color: 'amber' },
  { key: 'logistics', label: label('物流', 'Logistics'), color: 'grey' },
  { key: 'other', label: label('其他', 'Other'), color: 'grey' },
];

/** Currencies an amount can be in; ISO 4217. */
export const currencies: readonly Option[] = [
  ['CNY', '人民币', 'Chinese yuan'],
  ['USD', '美元', 'US dollar'],
  ['EUR', '欧元', 'Euro'],
  ['HKD', '港元', 'Hong Kong dollar'],
  ['JPY', '日元', 'Japanese yen'],
  ['GBP', '英镑', 'Pound sterling'],
  ['SGD', '新加坡元', 'Singapore dollar'],
  ['TWD', '新台币', 'New Taiwan dollar'],
  ['MOP', '澳门元', 'Macanese pataca'],
  ['KRW', '韩元', 'South Korean won'],
  ['AUD', '澳元', 'Australian dollar'],
  ['CAD', '加元', 'Canadian dollar'],
].map(([key = '', zh = '', en = '']) => ({ key, label: label(zh, en) }));
