import { sql } from '../database/sql.ts';
import { type Label, label } from '../kernel/index.ts';
import type { Context, FieldMeta, SettingChoice, SettingInput, SettingMeta } from '../module/index.ts';
import type { BodyReader } from './parse.ts';

/** A setting: what its page shows, and how a body is read. */
export interface SettingField<V> extends SettingMeta<V> {
  /** Undefined is what the body does not say; problems name the setting. */
  read(reader: BodyReader, name: string, ctx: Context): V | undefined;
  /** What holds where the company has set something; without it its own value alone. */
  over?(shipped: V, own: V): V;
}

interface Said<V> {
  readonly label: Label;
  readonly help: Label;
  readonly shipped: V;
}

/** `hiddenNote: booleanSetting({ label, help, shipped: true })` */
export function booleanSetting(said: Said<boolean>): SettingField<boolean> {
  return { ...said, input: () => ({ type: 'boolean' }), read: (reader, name) => reader.boolean(name) };
}

/** What numbers of settings count. */
export const units = {
  days: label('天', 'days'),
  hours: label('小时', 'hours'),
  seconds: label('秒', 'seconds'),
  workingHours: label('工作小时', 'working hours'),
  workingMinutes: label('工作分钟', 'working minutes'),
  times: label('次', 'times'),
  messages: label('条', 'messages'),
  metres: label('米', 'metres'),
  percent: label('%', '%'),
  points: label('个百分点', 'percentage points'),
} as const;

interface WholeNumber {
  readonly min: number;
  readonly max: number;
  readonly unit: Label;
}

/** `idleDays: integerSetting({ label, help, shipped: 14, min: 1, max: 365, unit: units.days })` */
export function integerSetting({ min, max, unit, ...said }: Said<number> & WholeNumber): SettingField<number> {
  return { ...said, input: () => ({ type: 'integer', min, max, unit }), read: (reader, name) => reader.integer(name, min, max) };
}

/** A whole number that null switches off; `none`: what null means. A body must say one or the other. */
export function limitSetting({
  min,
  max,
  unit,
  none,
  ...said
}: Said<number | null> & WholeNumber & { readonly none: Label }): SettingField<number | null> {
  return {
    ...said,
    input: () => ({ type: 'integer', min, max, unit, none }),
    read(reader, name) {
      if (reader.raw(name) === null) return null;
      if (reader.has(name)) return reader.integer(name, min, max);
      const text = label(`填写${unit.zh}数，${none.zh}时为 null`, `Give the ${unit.en}, or null: ${none.en}`);
      return reader.problem(name, 'REQUIRED', text);
    },
  };
}

interface Decimal {
  readonly most?: number;
  readonly unit?: Label;
}

/** 0 or more with two decimals at most; without `unit` an amount in the company's currency. `most`: in whole units. */
export function decimalSetting({ most, unit, ...said }: Said<string> & Decimal): SettingField<string> {
  return {
    ...said,
    input: () => ({ type: 'decimal', ...(most === undefined ? {} : { most: String(most) }), ...(unit ? { unit } : {}) }),
    read: (reader, name) => reader.hundredths(name, most === undefined ? undefined : BigInt(most) * 100n),
  };
}

/** As `decimalSetting`, and empty unless the company says something; `none`: what empty means. */
export function emptyDecimalSetting({
  none,
  ...of
}: Omit<Said<null>, 'shipped'> & Decimal & { readonly none: Label }): SettingField<string | null> {
  const { input, read, ...said } = decimalSetting({ ...of, shipped: '' });
  return {
    ...said,
    shipped: null,
    input: async (ctx) => ({ ...((await input(ctx)) as Extract<SettingInput, { type: 'decimal' }>), none }),
    read: (reader, name, ctx) => (reader.raw(name) === '' ? undefined : read(reader, name, ctx)),
  };
}

/** One of a few: `choiceSetting({ label, help, shipped: 'join', choices: [{ key: 'join', label }, …] })` */
export function choiceSetting<K extends string>({
  choices,
  ...said
}: Said<K> & { readonly choices: readonly (SettingChoice & { readonly key: K })[] }): SettingField<K> {
  return {
    ...said,
    input: () => ({ type: 'choice', choices }),
    read: (reader, name) =>
      reader.oneOf(
        name,
        choices.map(({ key }) => key),
      ),
  };
}

/** The key of a role; the company need not have it. */
export function roleSetting(said: Said<string>): SettingField<string> {
  return {
    ...said,
    async input(ctx) {
      const choices = await ctx.query<SettingChoice>(
        sql`select key, name as label from role where tenant_id = ${ctx.tenant.id} order by system desc, id`,
      );
      return { type: 'role', choices };
    },
    read: (reader, name) => reader.text(name, { max: 80 }),
  };
}

/** What may stand in a setting, as the caller's company calls it. */
export type Choices = (ctx: Context) => readonly SettingChoice[];

/** Options of a picklist, stages of a process. */
export const optionChoices =
  (object: string, field: string): Choices =>
  (ctx) =>
    (ctx.meta.object(object)?.fields.get(field)?.options ?? []).map(({ key, label: text }) => ({ key, label: text }));

/** Fields of an object that fit. */
export const fieldChoices =
  (object: string, fits: (field: FieldMeta) => boolean): Choices =>
  (ctx) =>
    [...(ctx.meta.object(object)?.fields.values() ?? [])].filter(fits).map(({ name, label: text }) => ({ key: name, label: text }));
