import { sources } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { defineObject, email, number, phone, picklist, tags, text } from '@huanke/platform/module';
import { poolFields } from '@huanke/platform/pools';

export const Lead = defineObject({
  name: 'lead',
  label: label('线索', 'Lead'),
  plural: label('线索', 'Leads'),
  icon: 'lead',
  title: 'name',
  searchable: true,
  requireAny: [['name', 'company']],
  fields: {
    name: text({
      label: label('姓名', 'Name'),
      form: 'essential',
      max: 100,
      personal: true,
      search: 'name',
      indexed: true,
      synonyms: ['联系人', '线索名称'],
    }),
    company: text({
      label: label('公司', 'Company'),
      form: 'essential',
      max: 200,
      search: 'name',
      indexed: true,
      synonyms: ['公司名称', '企业名称', 'account'],
    }),
    title: text({ label: label('职务', 'Job title'), max: 100, synonyms: ['职位'] }),
    phone: phone({
      label: label('手机', 'Phone'),
      form: 'essential',
      search: 'phone',
      indexed: true,
      synonyms: ['联系电话', '电话', '手机号'],
    }),
    email: email({ label: label('邮箱', 'E-mail'), search: 'email', synonyms: ['邮件'] }),
    source: picklist({
      label: label('来源', 'Source'),
      form: 'essential',
      options: sources,
      indexed: true,
      synonyms: ['线索来源', '渠道'],
    }),
    status: picklist({
      label: label('状态', 'Status'),
      default: 'new',
      indexed: true,
      options: [
        { key: 'new', label: label('待跟进', 'New'), color: 'blue' },
        { key: 'contacted', label: label('已联系', 'Contacted'), color: 'teal' },
        { key: 'qualified', label: label('已确认', 'Qualified'), color: 'green' },
        { key: 'converted', label: label('已转换', 'Converted'), color: 'grey' },
        { key: 'invalid', label: label('无效', 'Invalid'), color: 'red' },
      ],
    }),
    score: number({ label: label('评分', 'Score'), min: 0, indexed: true }),
    tags: tags({ label: label('标签', 'Tags') }),
    ...poolFields,
  },
  indexes: [{ fields: ['homePool', 'owner'] }],
  pooled: { closed: { field: 'status', values: ['converted'] }, score: 'score' },
  list: {
    columns: ['name', 'company', 'phone', 'source', 'status', 'owner', 'createdAt'],
    board: 'status',
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  page: {
    highlights: ['company', 'phone', 'source', 'status', 'score'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'company', 'title', 'phone', 'email', 'source', 'status', 'score', 'owner'],
      },
    ],
  },
  duplicates: {
    active: true,
    criteria: [
      { kind: 'mobile', fields: ['phone'], score: 90, action: 'warn' },
      { kind: 'email', fields: ['email'], score: 90, action: 'warn' },
      { kind: 'exact', fields: ['name', 'company'], score: 85, action: 'warn' },
      { kind: 'brandMail', fields: ['company', 'email'], score: 80, action: 'review' },
      { kind: 'company', fields: ['company'], score: 75, action: 'review' },
      { kind: 'companyCore', fields: ['company'], score: 70, action: 'review' },
    ],
  },
  access: { owned: true, default: 'private' },
});
