import { label } from '@huanke/platform/kernel';
import { currency, defineObject, masterDetail, number, percent, picklist, text, user } from '@huanke/platform/module';

export const splitKinds = [
  { key: 'revenue', label: label('业绩', 'Revenue'), color: 'blue', synonyms: ['业绩分成'] },
  { key: 'overlay', label: label('协作', 'Overlay'), color: 'grey', synonyms: ['协作计入'] },
] as const;

/**
 * Whose deal it is in figures. Revenue shares are exactly the whole and share the amount out to the cent; overlay credits stand beside it and
 * are free. Written as a whole by the action `split`.
 */
export const OpportunitySplit = defineObject({
  name: 'opportunitySplit',
  label: label('业绩分成', 'Split'),
  plural: label('业绩分成', 'Splits'),
  icon: 'users',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    name: text({ label: label('成员', 'Member'), max: 120, trackHistory: false }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    user: user({ label: label('人员', 'User'), required: true, indexed: true }),
    kind: picklist({ label: label('类型', 'Kind'), required: true, default: 'revenue', options: splitKinds, indexed: true }),
    percent: percent({ label: label('比例', 'Share'), required: true, min: 0, max: 100 }),
    amount: currency({ label: label('分成金额', 'Amount'), readOnly: true, indexed: true }),
    line: number({ label: label('序号', 'Line'), readOnly: true, form: 'hidden' }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: { columns: ['user', 'opportunity', 'kind', 'percent', 'amount'], sort: [{ field: 'line', direction: 'asc' }] },
  page: { highlights: ['opportunity', 'kind', 'percent', 'amount'] },
  access: { owned: false, default: 'private' },
});
