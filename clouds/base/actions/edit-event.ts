import { label } from '@huanke/platform/kernel';
import { defineAction, metaOf } from '@huanke/platform/module';
import { deleteRecord, loadValues, updateRecord } from '@huanke/platform/records';
import { conflictsOf } from '../calendar/conflicts.ts';
import { changeSeries, removeFromSeries, scopes } from '../calendar/edit-series.ts';
import { spotOf } from '../calendar/series.ts';
import { changeEvent as changeToken, removeEvent as removeToken } from '../contract.ts';

const text = { type: ['string', 'null'] } as const;
const place = {
  scope: { type: 'string', enum: scopes },
  occurrence: { type: 'string', maxLength: 40 },
} as const;

/** The fields of an activity that an edit on the calendar may name; each is checked as in a PATCH. */
const values = {
  subject: text,
  type: { type: 'string' },
  content: text,
  startAt: { type: 'string' },
  endAt: text,
  allDay: { type: ['boolean', 'null'] },
  timeZone: text,
  place: text,
  recurrence: text,
  remindBefore: { type: ['number', 'null'] },
  related: { type: ['array', 'null'] },
  attendees: { type: ['array', 'null'] },
} as const;

/** `POST /records/activity/{id}/actions/change`: an edit that says what it means in a series, and answers who is then double-booked. */
export const changeEvent = defineAction(changeToken, {
  label: label('修改日程', 'Change event'),
  icon: 'edit',
  permission: 'activity.edit',
  elsewhere: true,
  input: { type: 'object', additionalProperties: false, properties: { ...place, ...values } },
  result: { type: 'object', properties: { id: { type: 'string' }, conflicts: { type: 'array' } } },
  async run(ctx, { id, record, input: { scope, occurrence, ...named } }) {
    const activity = metaOf(ctx, 'activity');
    const spot = await spotOf(ctx, activity, { ...record, id }, occurrence);
    const changed = spot ? await changeSeries(ctx, spot, scope ?? 'this', named) : (await updateRecord(ctx, activity, id, named)).id;
    const after = (await loadValues(ctx, activity, [changed])).get(changed) ?? {};
    return { id: changed, conflicts: await conflictsOf(ctx, activity, changed, after) };
  },
});

/** `POST /records/activity/{id}/actions/remove`: a deletion that says what it means in a series. */
export const removeEvent = defineAction(removeToken, {
  label: label('删除日程', 'Delete event'),
  icon: 'trash',
  permission: 'activity.delete',
  elsewhere: true,
  input: { type: 'object', additionalProperties: false, properties: place },
  result: { type: 'object', properties: { id: { type: 'string' } } },
  async run(ctx, { id, record, input: { scope, occurrence } }) {
    const activity = metaOf(ctx, 'activity');
    const spot = await spotOf(ctx, activity, { ...record, id }, occurrence);
    if (spot) await removeFromSeries(ctx, spot, scope ?? 'this');
    else await deleteRecord(ctx, activity, id);
    return { id };
  },
});
