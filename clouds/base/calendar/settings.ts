import { label } from '@huanke/platform/kernel';
import {
  type BodyReader,
  defineSettings,
  fieldChoices,
  integerSetting,
  optionChoices,
  type SettingField,
  units,
} from '@huanke/platform/metadata';
import type { Context } from '@huanke/platform/module';

/** What a company may set for tasks, events and visits. */
export interface CalendarSettings {
  /** A check-in further away than this is outside. Metres. */
  readonly checkInRadius: number;
  /** A position less certain than this says nothing. Metres. */
  readonly checkInAccuracy: number;
  /** By type of activity the fields without which none can be done: the template of its result. */
  readonly required: Required;
}

type Required = Readonly<Record<string, readonly string[]>>;

const typesOf = optionChoices('activity', 'type');
const fieldsOf = fieldChoices('activity', (field) => !field.system && !field.readOnly);

const required: SettingField<Required> = {
  label: label('完成前必填', 'Needed before it is done'),
  help: label('这类跟进完成之前要填好的字段', 'Fields to be filled before an activity of this type can be done'),
  shipped: {},
  input: (ctx) => ({ type: 'lists', rows: typesOf(ctx), choices: fieldsOf(ctx) }),
  read: (reader, _name, ctx) => readRequired(reader, ctx),
};

/** `PUT /meta/parts/calendarSettings/activities` {checkInRadius?, checkInAccuracy?, required?: {visit: ['result']}}; the figures of SAL-17. */
const settings = defineSettings<CalendarSettings>({
  kind: 'calendarSettings',
  name: 'activities',
  label: label('日程与拜访规则', 'Rules for events and visits'),
  text: label('签到范围、定位精度、完成前必填', 'Check-ins, and what is needed before something is done'),
  icon: 'calendar',
  fields: {
    checkInRadius: integerSetting({
      label: label('签到范围', 'Check-in radius'),
      help: label('离客户地址超过这个距离的签到记为“范围外”', 'A check-in further from the address than this is outside'),
      shipped: 500,
      min: 10,
      max: 100_000,
      unit: units.metres,
    }),
    checkInAccuracy: integerSetting({
      label: label('定位精度', 'Accuracy of a position'),
      help: label('误差超过这个距离的定位不作判断', 'A position less certain than this is not judged'),
      shipped: 200,
      min: 5,
      max: 10_000,
      unit: units.metres,
    }),
    required,
  },
});

export const calendarSettings = settings.of;
export const calendarSettingsKind = settings.kind;

function readRequired(reader: BodyReader, ctx: Context): Required | undefined {
  const raw = reader.raw('required');
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'object' || Array.isArray(raw))
    return reader.problem('required', 'WRONG_TYPE', label('应按类型列出字段', 'Must list fields by type'));
  const [types, names] = [typesOf, fieldsOf].map((choices) => new Set(choices(ctx).map(({ key }) => key)));
  for (const [type, fields] of Object.entries(raw)) {
    if (!types?.has(type)) reader.problem(`required.${type}`, 'INVALID_VALUE', label('没有这个类型', 'There is no such type'));
    else if (!Array.isArray(fields) || !fields.every((field) => names?.has(field)))
      reader.problem(`required.${type}`, 'INVALID_VALUE', label('应为跟进的字段名', 'Must be names of fields of activities'));
  }
  return raw as Required;
}
