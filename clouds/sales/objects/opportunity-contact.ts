import { label } from '@huanke/platform/kernel';
import { defineObject, masterDetail, number, picklist, reference, text } from '@huanke/platform/module';

export const dealRoles = [
  { key: 'economicBuyer', label: label('经济决策者', 'Economic buyer'), color: 'violet' },
  { key: 'user', label: label('使用者', 'User'), color: 'green' },
  { key: 'technical', label: label('技术把关者', 'Technical buyer'), color: 'blue' },
  { key: 'coach', label: label('教练', 'Coach'), color: 'teal' },
  { key: 'blocker', label: label('反对者', 'Blocker'), color: 'red' },
] as const;

/** What a contact is in a deal: role, attitude (−2 … +2) and influence (1 … 5). When they were last spoken to is read from activities. */
export const OpportunityContact = defineObject({
  name: 'opportunityContact',
  label: label('决策角色', 'Role in a deal'),
  plural: label('决策角色', 'Roles in deals'),
  icon: 'users',
  // the index of opportunity.contact is called opportunity_contact
  table: 'opportunity_role',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    // the role, not the person: nothing to take out when somebody's data are erased
    name: text({ label: label('名称', 'Name'), max: 80, readOnly: true, form: 'hidden', trackHistory: false }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    contact: reference('contact', {
      label: label('联系人', 'Contact'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'cascade',
    }),
    role: picklist({ label: label('角色', 'Role'), required: true, form: 'required', options: dealRoles, indexed: true }),
    attitude: number({
      label: label('态度（−2～+2）', 'Attitude (−2 to +2)'),
      required: true,
      form: 'essential',
      min: -2,
      max: 2,
      default: 0,
    }),
    influence: number({ label: label('影响力（1～5）', 'Influence (1–5)'), required: true, form: 'essential', min: 1, max: 5, default: 3 }),
    note: text({ label: label('备注', 'Note'), max: 500, form: 'essential' }),
    mapX: number({ label: label('图上横向位置', 'Place on the map, across'), form: 'hidden', min: 0, max: 5000, trackHistory: false }),
    mapY: number({ label: label('图上纵向位置', 'Place on the map, down'), form: 'hidden', min: 0, max: 5000, trackHistory: false }),
  },
  list: {
    columns: ['contact', 'opportunity', 'role', 'attitude', 'influence', 'updatedAt'],
    sort: [{ field: 'influence', direction: 'desc' }],
  },
  page: {
    highlights: ['opportunity', 'contact', 'role', 'attitude', 'influence'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['opportunity', 'contact', 'role', 'attitude', 'influence', 'note'] }],
  },
  access: { owned: false, default: 'private' },
});
