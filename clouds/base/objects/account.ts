import { label } from '@huanke/platform/kernel';
import { currency, defineObject, number, phone, picklist, reference, text } from '@huanke/platform/module';
import { sources } from '../options.ts';

export const Account = defineObject({
  name: 'account',
  label: label('客户', 'Account'),
  plural: label('客户', 'Accounts'),
  icon: 'account',
  title: 'name',
  searchable: true,
  fields: {
    name: text({
      label: label('客户名称', 'Name'),
      required: true,
      form: 'required',
      max: 200,
      search: 'name',
      indexed: true,
      synonyms: ['公司名称', '企业名称', '单位名称', '公司', 'account', 'company'],
    }),
    industry: picklist({
      label: label('行业', 'Industry'),
      form: 'essential',
      open: true,
      indexed: true,
      synonyms: ['所属行业', 'sector'],
      options: [
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
      ],
    }),
    level: picklist({
      label: label('级别', 'Level'),
      form: 'essential',
      indexed: true,
      synonyms: ['客户级别', '客户等级'],
      options: [
        { key: 'A', label: label('A 重点', 'A key'), color: 'red' },
        { key: 'B', label: label('B 普通', 'B standard'), color: 'amber' },
        { key: 'C', label: label('C 一般', 'C minor'), color: 'grey' },
      ],
    }),
    phone: phone({
      label: label('电话', 'Phone'),
      form: 'essential',
      search: 'phone',
      indexed: true,
      synonyms: ['联系电话', '手机', '手机号', 'tel', 'mobile'],
    }),
    uscc: text({
      label: label('统一社会信用代码', 'Credit code'),
      max: 30,
      search: 'code',
      indexed: true,
      help: label('营业执照上的 18 位代码', 'The 18 characters on the business licence'),
      synonyms: ['信用代码', '税号'],
    }),
    foundedYear: number({ label: label('成立年份', 'Founded'), min: 1000, synonyms: ['year_established', '成立时间'] }),
    annualRevenue: currency({ label: label('年营收', 'Annual revenue'), indexed: true, synonyms: ['revenue', '营业额', '年销售额'] }),
    employees: number({ label: label('员工人数', 'Employees'), min: 0, synonyms: ['人数', '规模'] }),
    country: text({ label: label('国家', 'Country'), max: 80, synonyms: ['office_location'] }),
    region: text({ label: label('地区', 'Region'), max: 80, form: 'essential', indexed: true, synonyms: ['省市区', '所在地区', '城市'] }),
    parent: reference('account', {
      label: label('上级客户', 'Parent account'),
      tree: true,
      onDelete: 'clear',
      synonyms: ['subsidiary_of', '母公司', '上级公司'],
    }),
    source: picklist({ label: label('来源', 'Source'), options: sources, synonyms: ['客户来源'] }),
  },
  list: {
    columns: ['name', 'industry', 'level', 'phone', 'region', 'annualRevenue', 'owner', 'updatedAt'],
    sort: [{ field: 'updatedAt', direction: 'desc' }],
  },
  page: {
    highlights: ['industry', 'level', 'phone', 'region', 'annualRevenue'],
    sections: [
      { label: label('关键信息', 'Key facts'), fields: ['name', 'industry', 'level', 'source', 'phone', 'region', 'owner', 'parent'] },
      { label: label('工商信息', 'Registration'), fields: ['uscc', 'foundedYear', 'annualRevenue', 'employees', 'country'] },
    ],
    related: [
      { name: 'contacts', label: label('联系人', 'Contacts'), object: 'contact', field: 'account', columns: ['name', 'title', 'phone'] },
      {
        name: 'children',
        label: label('下级客户', 'Subsidiaries'),
        object: 'account',
        field: 'parent',
        columns: ['name', 'industry', 'level'],
      },
    ],
  },
  access: { owned: true, default: 'private' },
});
