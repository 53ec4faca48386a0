import { type FieldMeta, type Option, textOf } from '../data/meta.ts';
import { type Condition, isReference } from '../data/records.ts';
import { regionName } from '../data/regions.ts';
import type { Format } from '../format/index.ts';
import { familyOf, pointOf } from './operators.ts';

export interface DescribeTools {
  readonly format: Format;
  /** Texts of the namespace `filter`. */
  readonly t: (key: string, values?: Record<string, unknown>) => string;
  /** The title of a record a condition names by id; undefined while it is not known. */
  readonly titleOf: (id: string) => string | undefined;
}

const RELATIVE = /^(\w+?)(?::(\d+))?$/;

/** `thisQuarter` → 本季度, `lastNDays:30` → 最近 30 天. */
export function relativeText(value: unknown, t: DescribeTools['t']): string {
  const match = RELATIVE.exec(String(value));
  return match ? t(`relative.${match[1]}`, { count: Number(match[2] ?? 0) }) : String(value);
}

function optionText(options: readonly Option[] | undefined, key: unknown, language: Format['language']): string {
  const option = options?.find((one) => one.key === key);
  return option ? textOf(option.label, language) : String(key);
}

/** ¥20 万 rather than ¥200,000.00: short, but only where nothing is lost. */
function shortMoney(value: unknown, format: Format): string {
  const amount = String(value);
  const number = Number(amount);
  if (format.language === 'zh-CN' && Number.isFinite(number) && number !== 0 && Math.abs(number) >= 10_000 && number % 1_000 === 0) {
    const figure = format.moneyFigure(0).sign;
    return number % 1e8 === 0 ? `${figure}${number / 1e8} 亿` : `${figure}${Number((number / 1e4).toFixed(1))} 万`;
  }
  return format.money(amount).replace(/\.00$/, '');
}

function valueText(field: FieldMeta, value: unknown, tools: DescribeTools): string {
  const { format, t, titleOf } = tools;
  if (isReference(value)) return value.title;
  switch (familyOf(field)) {
    case 'option':
    case 'keys':
      return optionText(field.options, value, format.language);
    case 'people':
    case 'reference': {
      const id = String(value);
      return /^my|^me$/.test(id) ? t(`self.${id}`) : (titleOf(id) ?? '…');
    }
    case 'boolean':
      return t(value === true || value === 'true' ? 'yes' : 'no');
    case 'number':
      if (field.type === 'currency') return shortMoney(value, format);
      return field.type === 'percent' ? format.percent(String(value)) : format.number(String(value));
    case 'day':
      return format.date(String(value));
    default:
      return `“${String(value)}”`;
  }
}

/** The words of a chip after the field's name: 我的下属 · ≥ ¥20 万 · 本季度 · 不是 赢单、输单. */
export function describeCondition(field: FieldMeta, { op, value }: Condition, tools: DescribeTools): string {
  const { t } = tools;
  const text = (one: unknown) => valueText(field, one, tools);
  const separator = t('separator');
  switch (op) {
    case 'isNull':
    case 'isNotNull':
      return t(`op.${op}`);
    case 'within':
      return relativeText(value, t);
    case 'in':
    case 'notIn': {
      const all = (Array.isArray(value) ? value : [value]).map(text);
      const shown = all.length > 3 ? t('andMore', { list: all.slice(0, 2).join(separator), count: all.length }) : all.join(separator);
      return op === 'in' ? shown : `${t('op.notIn')} ${shown}`;
    }
    case 'between':
      return Array.isArray(value) ? `${text(value[0])} – ${text(value[1])}` : String(value);
    case 'eq':
      return familyOf(field) === 'number' ? `= ${text(value)}` : text(value);
    default: {
      const sign = familyOf(field) === 'day' ? t(`dayOp.${op}`) : t(`op.${op}`);
      if (op === 'under' && familyOf(field) === 'address') return `${sign} ${regionName(String(value))}`;
      if (op === 'near') return t('near.chip', { km: tools.format.number(pointOf(value).km ?? 0) });
      return `${sign} ${text(value)}`;
    }
  }
}
