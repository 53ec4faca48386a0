import { label } from '@huanke/platform/kernel';
import { type BodyReader, defineSettings } from '@huanke/platform/metadata';
import type { ObjectMeta } from '@huanke/platform/module';

/** What a company may set for tasks, events and visits. */
export interface CalendarSettings {
  /** A check-in further away than this is outside. Metres. */
  readonly checkInRadius: number;
  /** A position less certain than this says nothing. Metres. */
  readonly checkInAccuracy: number;
  /** By type of activity the fields without which none can be done: the template of its result. */
  readonly required: Readonly<Record<string, readonly string[]>>;
}

/** The figures of SAL-17. */
const shippedSettings: CalendarSettings = { checkInRadius: 500, checkInAccuracy: 200, required: {} };

/** `PUT /meta/parts/calendarSettings/activities` {checkInRadius?, checkInAccuracy?, required?: {visit: ['result']}} */
const settings = defineSettings<CalendarSettings>({
  kind: 'calendarSettings',
  name: 'activities',
  label: label('日程与拜访规则', 'Rules for events and visits'),
  shipped: shippedSettings,
  read: (reader, ctx) => ({
    checkInRadius: reader.integer('checkInRadius', 10, 100_000),
    checkInAccuracy: reader.integer('checkInAccuracy', 5, 10_000),
    required: readRequired(reader, ctx.meta.object('activity')),
  }),
});

export const calendarSettings = settings.of;
export const calendarSettingsKind = settings.kind;

function readRequired(reader: BodyReader, activity: ObjectMeta | undefined): CalendarSettings['required'] | undefined {
  const raw = reader.raw('required');
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'object' || Array.isArray(raw))
    return reader.problem('required', 'WRONG_TYPE', label('应按类型列出字段', 'Must list fields by type'));
  const types = activity?.fields.get('type')?.options?.map(({ key }) => key) ?? [];
  const isField = (field: unknown) =>
    typeof field === 'string' && activity?.fields.get(field)?.system === false && !activity.fields.get(field)?.readOnly;
  for (const [type, fields] of Object.entries(raw)) {
    if (!types.includes(type)) reader.problem(`required.${type}`, 'INVALID_VALUE', label('没有这个类型', 'There is no such type'));
    else if (!Array.isArray(fields) || !fields.every(isField))
      reader.problem(`required.${type}`, 'INVALID_VALUE', label('应为跟进的字段名', 'Must be names of fields of activities'));
  }
  return raw as CalendarSettings['required'];
}
