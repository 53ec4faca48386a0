import { sources } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { datetime, defineObject, longText, masterDetail, picklist, text } from '@huanke/platform/module';

/**
 * One time a possible customer came to us: a form, an advertisement, a call. Written by capturing only and never changed; the same one told
 * again (source and its id) is none.
 */
export const LeadTouch = defineObject({
  name: 'leadTouch',
  label: label('触达', 'Touch'),
  plural: label('触达', 'Touches'),
  icon: 'flow',
  title: 'source',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    lead: masterDetail('lead', { label: label('线索', 'Lead'), onDelete: 'cascade', indexed: true }),
    touchedAt: datetime({ label: label('时间', 'At'), required: true }),
    source: picklist({ label: label('来源', 'Source'), required: true, options: sources }),
    campaign: text({ label: label('市场活动', 'Campaign'), max: 200 }),
    content: longText({ label: label('内容', 'Content'), max: 5000 }),
    utmSource: text({ label: label('UTM 来源', 'UTM source'), max: 200 }),
    utmMedium: text({ label: label('UTM 媒介', 'UTM medium'), max: 200 }),
    utmCampaign: text({ label: label('UTM 活动', 'UTM campaign'), max: 200 }),
    utmTerm: text({ label: label('UTM 关键词', 'UTM term'), max: 200 }),
    utmContent: text({ label: label('UTM 内容', 'UTM content'), max: 200 }),
  },
  list: { columns: ['touchedAt', 'source', 'campaign', 'content', 'lead'], sort: [{ field: 'touchedAt', direction: 'desc' }] },
  page: { highlights: ['touchedAt', 'source', 'campaign'] },
  access: { owned: false, default: 'private' },
  without: ['create', 'update', 'delete', 'import'],
});
