import { label } from '@huanke/platform/kernel';
import { defineObject, masterDetail, picklist, reference, text } from '@huanke/platform/module';

/** What one company is to another beside the tree. Written down once, shown on both pages; `account` is the one that buys, supplies, owns … */
export const AccountRelation = defineObject({
  name: 'accountRelation',
  label: label('客户关系', 'Account relation'),
  plural: label('客户关系', 'Account relations'),
  icon: 'link',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    name: text({ label: label('名称', 'Name'), max: 420, readOnly: true, form: 'hidden', trackHistory: false }),
    account: masterDetail('account', { label: label('客户', 'Account'), required: true, form: 'required', indexed: true }),
    kind: picklist({
      label: label('关系', 'Relation'),
      required: true,
      form: 'required',
      options: [
        { key: 'parent', label: label('是母公司', 'Parent of'), color: 'blue' },
        { key: 'branch', label: label('是分支机构', 'Branch of'), color: 'blue' },
        { key: 'buyerOf', label: label('是采购方', 'Buys from'), color: 'green' },
        { key: 'supplierOf', label: label('是供应商', 'Supplies'), color: 'teal' },
        { key: 'agentOf', label: label('是代理商', 'Agent of'), color: 'violet' },
        { key: 'decisionFor', label: label('是决策方', 'Decides for'), color: 'amber' },
      ],
    }),
    other: reference('account', {
      label: label('对方客户', 'Other account'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'cascade',
    }),
    note: text({ label: label('备注', 'Note'), max: 500, form: 'essential' }),
  },
  list: { columns: ['account', 'kind', 'other', 'note', 'updatedAt'], sort: [{ field: 'updatedAt', direction: 'desc' }] },
  page: {
    highlights: ['account', 'kind', 'other'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['account', 'kind', 'other', 'note'] }],
  },
  access: { owned: false, default: 'private' },
});
