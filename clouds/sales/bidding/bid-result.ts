import { label } from '@huanke/platform/kernel';
import { boolean, currency, defineObject, masterDetail, number, reference, text } from '@huanke/platform/module';

const points = { scale: 2, min: 0, max: 100 } as const;
const derived = { scale: 2, readOnly: true, form: 'hidden', trackHistory: false } as const;

/** A bidder of a tender with price and scores: known after the opening, or guessed before it. The points are worked out, see rescore.ts. */
export const BidResult = defineObject({
  name: 'bidResult',
  label: label('投标人', 'Bidder'),
  plural: label('投标人', 'Bidders'),
  icon: 'trophy',
  title: 'name',
  fields: {
    name: text({ label: label('投标人', 'Bidder'), required: true, form: 'required', max: 200 }),
    tender: masterDetail('tender', { label: label('投标项目', 'Tender'), required: true, indexed: true }),
    competitor: reference('competitor', { label: label('竞争对手', 'Competitor'), onDelete: 'clear' }),
    ours: boolean({ label: label('我方', 'Ours'), default: false, form: 'essential' }),
    price: currency({ label: label('报价', 'Price'), min: 0, form: 'essential' }),
    technical: number({ label: label('技术评分（百分制）', 'Technical score (of 100)'), ...points, form: 'essential' }),
    business: number({ label: label('商务评分（百分制）', 'Business score (of 100)'), ...points, form: 'essential' }),
    rejected: boolean({
      label: label('否决', 'Rejected'),
      default: false,
      help: label('否决的投标不参与评分', 'A rejected bid takes no part in the scoring'),
    }),
    winner: boolean({ label: label('中标', 'Winner'), default: false }),
    priceScore: number({ label: label('价格分', 'Points for the price'), ...derived }),
    technicalScore: number({ label: label('技术分', 'Points for the technical part'), ...derived }),
    businessScore: number({ label: label('商务分', 'Points for the business part'), ...derived }),
    total: number({ label: label('总分', 'Total'), ...derived }),
    place: number({ label: label('名次', 'Place'), readOnly: true, form: 'hidden', trackHistory: false }),
  },
  list: {
    columns: ['name', 'tender', 'price', 'priceScore', 'technicalScore', 'businessScore', 'total', 'place', 'winner'],
    sort: [{ field: 'updatedAt', direction: 'desc' }],
  },
  page: {
    highlights: ['tender', 'price', 'total', 'place', 'winner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'tender', 'competitor', 'ours', 'price', 'technical', 'business', 'rejected', 'winner'],
      },
      { label: label('得分', 'Points'), fields: ['priceScore', 'technicalScore', 'businessScore', 'total', 'place'] },
    ],
  },
  access: { owned: false, default: 'private' },
});
