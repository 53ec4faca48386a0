import { label } from '@huanke/platform/kernel';
import { datetime, defineObject, longText, masterDetail, text } from '@huanke/platform/module';

/** Minutes of a meeting about a deal. What is to be done are tasks that name them, made with them by the action `minutes` of the deal. */
export const DealMinutes = defineObject({
  name: 'dealMinutes',
  label: label('会议纪要', 'Minutes'),
  plural: label('会议纪要', 'Minutes'),
  icon: 'text',
  title: 'name',
  fields: {
    name: text({ label: label('会议主题', 'Subject'), required: true, form: 'required', max: 200 }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    heldAt: datetime({ label: label('会议时间', 'Held at'), form: 'essential', indexed: true }),
    attendees: text({ label: label('参会人', 'Attendees'), form: 'essential', max: 500 }),
    content: longText({ label: label('纪要', 'Minutes'), form: 'essential', max: 20_000 }),
  },
  list: {
    columns: ['name', 'opportunity', 'heldAt', 'attendees', 'createdBy', 'updatedAt'],
    sort: [{ field: 'heldAt', direction: 'desc' }],
  },
  page: {
    highlights: ['opportunity', 'heldAt', 'attendees'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['name', 'opportunity', 'heldAt', 'attendees', 'content'] }],
  },
  access: { owned: false, default: 'private' },
});
