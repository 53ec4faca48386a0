import { label } from '@huanke/platform/kernel';
import { attachment, boolean, defineObject, longText, picklist, richText, text, url } from '@huanke/platform/module';

/** Who else is in our deals, and the battlecard against them. */
export const Competitor = defineObject({
  name: 'competitor',
  label: label('竞争对手', 'Competitor'),
  plural: label('竞争对手', 'Competitors'),
  icon: 'flag',
  title: 'name',
  searchable: true,
  fields: {
    name: text({ label: label('名称', 'Name'), required: true, form: 'required', max: 100, search: 'name', indexed: true, unique: true }),
    priceBand: picklist({
      label: label('价格带', 'Price band'),
      form: 'essential',
      options: [
        { key: 'low', label: label('低价', 'Low'), color: 'green' },
        { key: 'middle', label: label('中价', 'Middle'), color: 'blue' },
        { key: 'high', label: label('高价', 'High'), color: 'violet' },
      ],
    }),
    products: longText({ label: label('主要产品', 'Products'), form: 'essential', search: 'text' }),
    strengths: longText({ label: label('优势', 'Strengths'), form: 'essential' }),
    weaknesses: longText({ label: label('短板', 'Weaknesses'), form: 'essential' }),
    battlecard: richText({ label: label('攻防要点', 'Battlecard') }),
    files: attachment({ label: label('资料', 'Documents') }),
    website: url({ label: label('网站', 'Website') }),
    active: boolean({ label: label('在跟踪', 'Watched'), default: true }),
  },
  list: { columns: ['name', 'priceBand', 'products', 'active', 'updatedAt'], sort: [{ field: 'name', direction: 'asc' }] },
  page: {
    highlights: ['priceBand', 'website', 'active'],
    sections: [
      { label: label('关键信息', 'Key facts'), fields: ['name', 'priceBand', 'products', 'strengths', 'weaknesses', 'website', 'active'] },
      { label: label('打法', 'How to win'), fields: ['battlecard', 'files'] },
    ],
    related: [
      {
        name: 'deals',
        label: label('交手的商机', 'Deals'),
        object: 'opportunityCompetitor',
        field: 'competitor',
        columns: ['opportunity', 'threat', 'status', 'priceSeen'],
      },
    ],
  },
  access: { owned: false, default: 'read' },
});
