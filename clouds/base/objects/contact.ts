import { label } from '@huanke/platform/kernel';
import { date, defineObject, email, phone, reference, tags, text } from '@huanke/platform/module';
import { cardOfWays, otherWays, otherWaysMatch } from '../fields.ts';

export const Contact = defineObject({
  name: 'contact',
  label: label('联系人', 'Contact'),
  plural: label('联系人', 'Contacts'),
  icon: 'contact',
  title: 'name',
  searchable: true,
  card: { name: 'name', title: 'title', ...cardOfWays },
  fields: {
    name: text({
      label: label('姓名', 'Name'),
      required: true,
      form: 'required',
      max: 100,
      personal: true,
      search: 'name',
      indexed: true,
      synonyms: ['联系人', '联系人姓名', 'full name'],
    }),
    account: reference('account', { label: label('客户', 'Account'), form: 'required', onDelete: 'restrict' }),
    title: text({ label: label('职务', 'Job title'), max: 100, form: 'essential', synonyms: ['职位', '岗位'] }),
    phone: phone({
      label: label('手机', 'Phone'),
      form: 'essential',
      search: 'phone',
      indexed: true,
      synonyms: ['联系电话', '手机号', '电话', 'mobile'],
    }),
    email: email({
      label: label('邮箱', 'E-mail'),
      form: 'essential',
      search: 'email',
      indexed: true,
      synonyms: ['邮件', '电子邮箱', 'mail'],
    }),
    ...otherWays,
    wechat: text({ label: label('微信', 'WeChat'), max: 60, personal: true, search: 'code' }),
    birthday: date({ label: label('生日', 'Birthday'), personal: true }),
    tags: tags({ label: label('标签', 'Tags') }),
  },
  list: {
    columns: ['name', 'account', 'title', 'phone', 'email', 'owner', 'updatedAt'],
    sort: [{ field: 'updatedAt', direction: 'desc' }],
  },
  page: {
    highlights: ['account', 'title', 'phone', 'email'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'account', 'title', 'phone', 'workPhone', 'otherPhone', 'email', 'otherEmail', 'wechat', 'birthday', 'owner'],
      },
    ],
  },
  duplicates: {
    active: true,
    criteria: [
      { kind: 'mobile', fields: ['phone'], score: 90, action: 'warn' },
      { kind: 'email', fields: ['email'], score: 90, action: 'warn' },
      ...otherWaysMatch,
      { kind: 'exact', fields: ['wechat'], score: 90, action: 'warn' },
      { kind: 'exact', fields: ['name', 'account'], score: 85, action: 'warn' },
    ],
  },
  access: { owned: true, default: 'private' },
});
