import { label } from '@huanke/platform/kernel';
import { defineObject, masterDetail, number, picklist, reference, text } from '@huanke/platform/module';

export const contactRelationKinds = [
  { key: 'reportsTo', label: label('汇报给', 'Reports to'), color: 'blue' },
  { key: 'influences', label: label('影响', 'Influences'), color: 'violet' },
  { key: 'ally', label: label('盟友', 'Ally of'), color: 'green' },
  { key: 'opponent', label: label('对立', 'Against'), color: 'red' },
] as const;

/** How people stand to each other. `reportsTo` has no rings (422 HIERARCHY_CYCLE). */
export const ContactRelation = defineObject({
  name: 'contactRelation',
  label: label('人际关系', 'Relation of contacts'),
  plural: label('人际关系', 'Relations of contacts'),
  icon: 'link',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    // the kind, not the people: nothing to take out when somebody's data are erased
    name: text({ label: label('名称', 'Name'), max: 80, readOnly: true, form: 'hidden', trackHistory: false }),
    contact: masterDetail('contact', { label: label('联系人', 'Contact'), required: true, form: 'required', indexed: true }),
    kind: picklist({ label: label('关系', 'Relation'), required: true, form: 'required', options: contactRelationKinds }),
    other: reference('contact', {
      label: label('对方', 'Other contact'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'cascade',
    }),
    strength: number({ label: label('强度（1～5）', 'Strength (1–5)'), form: 'essential', min: 1, max: 5, default: 3 }),
    note: text({ label: label('备注', 'Note'), max: 500, form: 'essential' }),
  },
  list: { columns: ['contact', 'kind', 'other', 'strength', 'updatedAt'], sort: [{ field: 'updatedAt', direction: 'desc' }] },
  page: {
    highlights: ['contact', 'kind', 'other', 'strength'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['contact', 'kind', 'other', 'strength', 'note'] }],
  },
  access: { owned: false, default: 'private' },
});
