import { label } from '@huanke/platform/kernel';
import { boolean, date, defineObject, masterDetail, picklist, reference, text } from '@huanke/platform/module';

/**
 * A contact's place at a company: somebody may work for several, and what they have left stays. The contact's own `account` is the primary
 * one (`contacts/links.ts` keeps both in step).
 */
export const ContactAccount = defineObject({
  name: 'contactAccount',
  label: label('任职', 'Position'),
  plural: label('任职', 'Positions'),
  icon: 'users',
  // the index of contact.account is called contact_account
  table: 'contact_position',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    // the company, not the person: nothing to take out when somebody's data are erased
    name: text({ label: label('名称', 'Name'), max: 200, readOnly: true, form: 'hidden', trackHistory: false }),
    contact: masterDetail('contact', { label: label('联系人', 'Contact'), required: true, form: 'required', indexed: true }),
    account: reference('account', {
      label: label('客户', 'Account'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'cascade',
    }),
    title: text({ label: label('职务', 'Job title'), max: 100, form: 'essential' }),
    role: picklist({
      label: label('职能', 'Function'),
      form: 'essential',
      options: [
        { key: 'management', label: label('管理层', 'Management'), color: 'violet' },
        { key: 'purchasing', label: label('采购', 'Purchasing'), color: 'blue' },
        { key: 'technical', label: label('技术', 'Engineering'), color: 'teal' },
        { key: 'operations', label: label('生产使用', 'Operations'), color: 'green' },
        { key: 'finance', label: label('财务', 'Finance'), color: 'amber' },
        { key: 'other', label: label('其他', 'Other'), color: 'grey' },
      ],
    }),
    primary: boolean({ label: label('主要', 'Primary'), form: 'essential', default: false }),
    leftOn: date({ label: label('离职日期', 'Left on'), indexed: true }),
  },
  list: { columns: ['contact', 'account', 'title', 'role', 'primary', 'leftOn'], sort: [{ field: 'updatedAt', direction: 'desc' }] },
  page: {
    highlights: ['contact', 'account', 'title', 'leftOn'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['contact', 'account', 'title', 'role', 'primary', 'leftOn'] }],
  },
  access: { owned: false, default: 'private' },
});
