import { label } from '@huanke/platform/kernel';
import { defineAction, metaOf } from '@huanke/platform/module';
import { createRecord } from '@huanke/platform/records';
import { isClosed, statusOf } from '../calendar/event.ts';
import { checkIn as token } from '../contract.ts';

const isVisitAhead = (record: Parameters<typeof statusOf>[0] & { readonly type?: unknown }) =>
  record.type === 'visit' && !isClosed(statusOf(record));

/** What the page of a visit begins with. The check-in itself is a record, judged when it is made (`hooks/check-in.ts`). */
export const checkIn = defineAction(token, {
  label: label('签到', 'Check in'),
  icon: 'visit',
  permission: 'checkIn.create',
  primary: true,
  quiet: true,
  // a series is checked in at each of its occurrences
  available: (record) => isVisitAhead(record) && (record.checkedInAt === null || Boolean(record.recurrence)),
  why: label('只有还没有签到、没有完成的拜访可以签到', 'Only visits that are neither checked in nor done'),
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      position: {
        type: ['object', 'null'],
        additionalProperties: false,
        required: ['lng', 'lat'],
        properties: { lng: { type: 'number' }, lat: { type: 'number' } },
      },
      accuracy: { type: ['number', 'null'], minimum: 0 },
      mock: { type: 'boolean' },
      reason: { type: 'string', maxLength: 500 },
      photo: {
        type: 'array',
        maxItems: 10,
        items: { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 40 } } },
      },
    },
  },
  writes: {
    position: 'checkIn.position',
    accuracy: 'checkIn.accuracy',
    mock: 'checkIn.mock',
    reason: 'checkIn.reason',
    photo: 'checkIn.photo',
  },
  result: { type: 'object', properties: { id: { type: 'string' }, valid: { type: 'boolean' } } },
  async run(ctx, { id, input }) {
    const made = await createRecord(ctx, metaOf(ctx, 'checkIn'), { activity: id, ...input });
    return { id: made.id, valid: made.values.valid === true };
  },
});
