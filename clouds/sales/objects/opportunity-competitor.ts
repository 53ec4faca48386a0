import { label } from '@huanke/platform/kernel';
import { currency, defineObject, longText, masterDetail, picklist, reference, text } from '@huanke/platform/module';

/** A competitor in a deal: how dangerous, at what price, and how it stands. */
export const OpportunityCompetitor = defineObject({
  name: 'opportunityCompetitor',
  label: label('商机竞争对手', 'Competitor in a deal'),
  plural: label('商机竞争对手', 'Competitors in deals'),
  icon: 'flag',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    name: text({ label: label('名称', 'Name'), max: 100, readOnly: true, form: 'hidden', trackHistory: false }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    competitor: reference('competitor', {
      label: label('竞争对手', 'Competitor'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'restrict',
    }),
    threat: picklist({
      label: label('威胁', 'Threat'),
      form: 'essential',
      default: '2',
      options: [
        { key: '1', label: label('低', 'Low'), color: 'grey' },
        { key: '2', label: label('中', 'Medium'), color: 'amber' },
        { key: '3', label: label('高', 'High'), color: 'red' },
      ],
    }),
    priceSeen: currency({ label: label('对方报价', 'Price seen'), form: 'essential', min: 0 }),
    status: picklist({
      label: label('状态', 'Status'),
      form: 'essential',
      default: 'active',
      options: [
        { key: 'active', label: label('在争', 'In the race'), color: 'amber' },
        { key: 'out', label: label('已出局', 'Out'), color: 'grey' },
        { key: 'won', label: label('赢走了', 'Took the deal'), color: 'red' },
      ],
    }),
    note: longText({ label: label('备注', 'Note') }),
  },
  list: {
    columns: ['competitor', 'opportunity', 'threat', 'priceSeen', 'status', 'updatedAt'],
    sort: [{ field: 'updatedAt', direction: 'desc' }],
  },
  page: {
    highlights: ['opportunity', 'competitor', 'threat', 'status'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['opportunity', 'competitor', 'threat', 'priceSeen', 'status', 'note'] }],
  },
  access: { owned: false, default: 'private' },
});
