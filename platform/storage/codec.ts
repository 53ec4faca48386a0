import { cleanLine, cleanText } from '../kernel/clean.ts';
import { formatDecimal, isId, type Label, label, parseDecimal, plainDecimal } from '../kernel/index.ts';
import type { FieldMeta } from '../module/index.ts';
import { barcodeProblem } from '../text/barcode.ts';
import { readIdNumber } from '../text/id-number.ts';
import { china } from '../text/regions/data.ts';
import { cleanHtml } from '../text/rich-text.ts';

/**
 * Values in the engine have one canonical form, that of contract.md section 1: decimal strings, "2026-03-31", RFC 3339 instants,
 * option keys, bare ids. This file turns caller's input into it, and it into what columns, slots and `custom` hold.
 */
export type Value = unknown;

export type Reading =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: 'WRONG_TYPE' | 'INVALID_VALUE' | 'TOO_LONG'; readonly message: Label };

const good = (value: Value): Reading => ({ ok: true, value });
const wrong = (message: Label): Reading => ({ ok: false, code: 'WRONG_TYPE', message });
const invalid = (message: Label): Reading => ({ ok: false, code: 'INVALID_VALUE', message });

export const defaultMax = {
  text: 255,
  longText: 20_000,
  richText: 100_000,
  url: 2000,
  email: 254,
  phone: 40,
  barcode: 100,
  idNumber: 30,
  encrypted: 500,
  autoNumber: 60,
} as const;

const isNumeric = (field: FieldMeta) =>
  field.type === 'number' || field.type === 'currency' || field.type === 'percent' || field.type === 'rating';

/** Decimals shown in JSON and accepted on input. */
export function displayScale(field: Pick<FieldMeta, 'type' | 'scale'>): number {
  return field.scale ?? (field.type === 'currency' || field.type === 'percent' ? 2 : 0);
}

/** Decimals of the scaled bigint in the database. */
export function storageScale(field: Pick<FieldMeta, 'type' | 'scale' | 'storageScale'>): number {
  return field.storageScale ?? (field.type === 'currency' ? 4 : field.type === 'percent' ? 6 : displayScale(field));
}

/** Reads one value of a caller (JSON, or text cells already turned into JSON forms). `null`, '' and [] clear. */
export function readInput(field: FieldMeta, raw: unknown): Reading {
  if (raw === null || raw === undefined || raw === '') return good(null);
  switch (field.type) {
    case 'text':
    case 'longText':
    case 'richText':
    case 'barcode':
    case 'idNumber':
    case 'encrypted':
    case 'phone':
    case 'email':
    case 'url':
    case 'autoNumber':
      return readText(field, raw);
    case 'number':
    case 'currency':
    case 'percent':
    case 'rating':
    case 'rollup':
      return readNumber(field, raw);
    case 'boolean':
      if (typeof raw === 'boolean') return good(raw);
      if (raw === 'true' || raw === 'false') return good(raw === 'true');
      return typeof raw === 'string'
        ? invalid(label('请填“是”或“否”', 'Must be true or false'))
        : wrong(label('应为布尔值', 'Must be true or false'));
    case 'date':
      return readDate(raw);
    case 'datetime':
      return readInstant(raw);
    case 'time': {
      if (typeof raw !== 'string') return wrong(label('应为时间，例如 14:08', 'Must be a time such as 14:08'));
      const match = /^([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?$/.exec(raw.trim());
      return match
        ? good(`${match[1]}:${match[2]}${match[3] ?? ''}`)
        : invalid(label('时间格式应为 14:08', 'The time must look like 14:08'));
    }
    case 'picklist':
    case 'stage': {
      if (typeof raw !== 'string') return wrong(label('应为选项', 'Must be the key of an option'));
      const key = raw.trim();
      return field.options?.some((option) => option.key === key) ? good(key) : invalid(label('没有这个选项', 'There is no such option'));
    }
    case 'multiPicklist':
    case 'tags':
      return readKeys(field, raw);
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department':
      return field.many ? readLinks(field, raw) : readReference(field, raw);
    case 'address':
      return readAddress(raw);
    case 'geolocation':
      return readPlace(raw);
    case 'image':
    case 'attachment':
    case 'signature':
      return readFiles(raw);
  }
}

function readText(field: FieldMeta, raw: unknown): Reading {
  if (typeof raw !== 'string') return wrong(label('应为文字', 'Must be text'));
  const long = field.type === 'longText' || field.type === 'richText';
  const max = field.max ?? defaultMax[field.type as keyof typeof defaultMax] ?? 255;
  // no markup makes a text of this length out of one ten times as long
  if (field.type === 'richText' && raw.length > 10 * max)
    return { ok: false, code: 'TOO_LONG', message: label(`最多 ${max} 个字`, `At most ${max} characters`) };
  const value = field.type === 'richText' ? cleanHtml(cleanText(raw)) : long ? cleanText(raw) : cleanLine(dialled(field, raw));
  if (value === '') return good(null);
  if (value.length > max) return { ok: false, code: 'TOO_LONG', message: label(`最多 ${max} 个字`, `At most ${max} characters`) };
  if (field.type === 'email' && !/^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>.]+$/.test(value))
    return invalid(label('邮箱格式不正确', 'This is not an e-mail address'));
  if (field.type === 'phone' && !/^[+\d(（*][\d\s()（）+\-–.*#/,;xX转分机ext]{2,}$/.test(value))
    return invalid(label('电话格式不正确', 'This is not a phone number'));
  if (field.type === 'url' && !isWebAddress(value))
    return invalid(label('网址应以 http:// 或 https:// 开头', 'The address must begin with http:// or https://'));
  if (field.type === 'idNumber') return readNumberOfLaw(field, value);
  if (field.type === 'barcode') return readBarcode(field, value);
  return good(value);
}

/** Numbers and addresses typed in full width are what they are in half width, which can be dialled and written to. */
const dialled = ({ type }: FieldMeta, raw: string): string => (type === 'phone' || type === 'email' ? raw.normalize('NFKC') : raw);

const numberProblems = {
  resident: {
    form: label('身份证号码应为 18 位', 'An ID card number has 18 characters'),
    birthday: label('身份证号码中的出生日期不存在', 'The birthday in the ID card number does not exist'),
    check: label('身份证号码的校验位不对，请核对', 'The check digit of the ID card number is wrong'),
  },
  uscc: {
    form: label(
      '统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）',
      'A credit code has 18 digits and letters (no I, O, S, V, Z)',
    ),
    birthday: label('统一社会信用代码不正确', 'The credit code is wrong'),
    check: label('统一社会信用代码的校验位不对，请核对', 'The check character of the credit code is wrong'),
  },
} as const;

function readNumberOfLaw(field: FieldMeta, text: string): Reading {
  if (field.kind !== 'resident' && field.kind !== 'uscc') return good(text);
  const { value, problem } = readIdNumber(field.kind, text);
  if (problem && !(problem === 'check' && field.lenient)) return invalid(numberProblems[field.kind][problem]);
  return good(value);
}

const barcodeForm = {
  ean13: label('EAN-13 条码应为 13 位数字', 'An EAN-13 barcode has 13 digits'),
  code128: label('Code 128 条码只能有英文字母、数字和符号', 'A Code 128 barcode holds Latin letters, digits and signs only'),
  qr: label('条码不正确', 'The barcode is wrong'),
} as const;

function readBarcode(field: FieldMeta, text: string): Reading {
  if (field.kind !== 'ean13' && field.kind !== 'code128' && field.kind !== 'qr') return good(text);
  const value = field.kind === 'ean13' ? text.normalize('NFKC').replace(/[\s-]/g, '') : text;
  const problem = barcodeProblem(field.kind, value);
  if (problem === 'check') return invalid(label('条码的校验位不对，请核对', 'The check digit of the barcode is wrong'));
  return problem ? invalid(barcodeForm[field.kind]) : good(value);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function readNumber(field: FieldMeta, raw: unknown): Reading {
  if (typeof raw !== 'number' && typeof raw !== 'string') return wrong(label('应为数字', 'Must be a number'));
  const scale = displayScale(field);
  const stored = parseDecimal(String(raw), storageScale(field), scale);
  if (stored === 'invalid') return invalid(label('这不是数字', 'This is not a number'));
  if (stored === 'scale')
    return invalid(scale === 0 ? label('应为整数', 'Must be a whole number') : label(`最多 ${scale} 位小数`, `At most ${scale} decimals`));
  if (stored === 'range') return invalid(label('数字太大', 'The number is too large'));
  const text = formatDecimal(stored, storageScale(field), scale);
  if (scale === 0 && !Number.isSafeInteger(Number(text))) return invalid(label('数字太大', 'The number is too large'));
  const min = field.type === 'rating' ? 1 : field.min;
  const max = field.type === 'rating' ? (field.max ?? 5) : field.max;
  if (min !== undefined && Number(text) < min) return invalid(label(`不能小于 ${min}`, `Must not be less than ${min}`));
  if (max !== undefined && Number(text) > max) return invalid(label(`不能大于 ${max}`, `Must not be more than ${max}`));
  return good(scale === 0 ? Number(text) : text);
}

const dayForm = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether "2026-03-31" names a day that exists, in the years 1 to 9999. */
export function isDay(text: string): boolean {
  const match = dayForm.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function readDate(raw: unknown): Reading {
  if (typeof raw !== 'string') return wrong(label('应为日期，例如 2026-03-31', 'Must be a date such as 2026-03-31'));
  const text = raw.trim();
  return isDay(text) ? good(text) : invalid(label('日期不存在，格式应为 2026-03-31', 'There is no such date; write 2026-03-31'));
}

/** An RFC 3339 instant as UTC with milliseconds, or undefined. */
export function readRfc3339(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(text);
  if (!match || !isDay(match[1] ?? '')) return undefined;
  const at = new Date(text.replace(' ', 'T').toUpperCase());
  const year = at.getUTCFullYear();
  return Number.isNaN(at.getTime()) || year < 1 || year > 9999 ? undefined : at.toISOString();
}

function readInstant(raw: unknown): Reading {
  if (typeof raw !== 'string') return wrong(label('应为日期时间', 'Must be a date and time'));
  const value = readRfc3339(raw.trim());
  return value
    ? good(value)
    : invalid(label('日期时间格式应为 2026-03-31T06:08:00.000Z', 'Write the date and time as 2026-03-31T06:08:00.000Z'));
}

function readKeys(field: FieldMeta, raw: unknown): Reading {
  if (!Array.isArray(raw)) return wrong(label('应为列表', 'Must be a list'));
  if (raw.length === 0) return good(null);
  if (raw.length > 100) return invalid(label('最多 100 项', 'At most 100 items'));
  const keys: string[] = [];
  for (const item of raw) {
    if (typeof item !== 'string') return wrong(label('列表里应为文字', 'The list must hold texts'));
    const key = cleanLine(item);
    if (field.type === 'tags' && key.length > 50)
      return { ok: false, code: 'TOO_LONG', message: label('每个标签最多 50 个字', 'A tag has at most 50 characters') };
    if (field.type === 'multiPicklist' ? !field.options?.some((option) => option.key === key) : key === '') {
      return invalid(label('没有这个选项', 'There is no such option'));
    }
    if (!keys.includes(key)) keys.push(key);
  }
  return good(keys);
}

function readReference(field: FieldMeta, raw: unknown): Reading {
  const object = typeof raw === 'object' && raw !== null && 'object' in raw ? raw.object : undefined;
  if (field.objects && object !== undefined && object !== null) {
    if (typeof object !== 'string') return wrong(label('应为 {object, id}', 'Must be {object, id}'));
    if (!field.objects.includes(object) && !field.objects.includes('*'))
      return invalid(label('不能关联这种记录', 'Records of this object can not be linked'));
  }
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : raw;
  if (id === null) return good(null);
  if (typeof id !== 'string') return wrong(label('应为记录的编号', 'Must be the id of a record'));
  return isId(id.trim()) ? good(id.trim().toLowerCase()) : invalid(label('记录编号不正确', 'This is not the id of a record'));
}

function readLinks(field: FieldMeta, raw: unknown): Reading {
  if (!Array.isArray(raw)) return wrong(label('应为列表', 'Must be a list'));
  if (raw.length > 50) return invalid(label('最多关联 50 条记录', 'At most 50 linked records'));
  const links: { object: string; id: string }[] = [];
  for (const item of raw) {
    if (typeof item !== 'object' || item === null) return wrong(label('每项应有 object 和 id', 'Each item must have object and id'));
    const { object, id } = item as { object?: unknown; id?: unknown };
    if (typeof object !== 'string' || typeof id !== 'string')
      return wrong(label('每项应有 object 和 id', 'Each item must have object and id'));
    if (!(field.objects?.includes(object) || field.objects?.includes('*')) || !isId(id))
      return invalid(label('不能关联这条记录', 'This record can not be linked'));
    if (!links.some((link) => link.id === id.toLowerCase())) links.push({ object, id: id.toLowerCase() });
  }
  return good(links.length === 0 ? null : links);
}

const finite = (value: unknown, limit: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;

function readAddress(raw: unknown): Reading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return wrong(label('地址应为 {region, street}', 'An address must be {region, street}'));
  const { region, street, lng, lat } = raw as Record<string, unknown>;
  if (
    (region !== undefined && region !== null && typeof region !== 'string') ||
    (street !== undefined && street !== null && typeof street !== 'string')
  ) {
    return wrong(label('地址应为 {region, street}', 'An address must be {region, street}'));
  }
  const value: Record<string, unknown> = {};
  if (region) {
    if (!/^\d{2}(\d{2}(\d{2})?)?$/.test(region))
      return invalid(label('区划代码应为 2、4 或 6 位数字', 'The region must be a GB/T 2260 code'));
    const current = china().current(region.padEnd(6, '0'));
    if (!current) return invalid(label('没有这个区划代码', 'There is no such region'));
    value.region = current;
  }
  const line = street ? cleanLine(street) : '';
  if (line.length > 300)
    return { ok: false, code: 'TOO_LONG', message: label('详细地址最多 300 个字', 'The street has at most 300 characters') };
  if (line) value.street = line;
  if (lng !== undefined || lat !== undefined) {
    if (!finite(lng, 180) || !finite(lat, 90)) return invalid(label('经纬度不正确', 'Longitude or latitude is wrong'));
    value.lng = lng;
    value.lat = lat;
  }
  return good(Object.keys(value).length === 0 ? null : value);
}

function readPlace(raw: unknown): Reading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return wrong(label('位置应为 {lng, lat}', 'A place must be {lng, lat}'));
  const { lng, lat } = raw as Record<string, unknown>;
  return finite(lng, 180) && finite(lat, 90) ? good({ lng, lat }) : invalid(label('经纬度不正确', 'Longitude or latitude is wrong'));
}

function readFiles(raw: unknown): Reading {
  if (!Array.isArray(raw)) return wrong(label('应为文件列表', 'Must be a list of files'));
  if (raw.length > 50) return invalid(label('最多 50 个文件', 'At most 50 files'));
  const ids: { id: string }[] = [];
  for (const item of raw) {
    const id = typeof item === 'object' && item !== null ? (item as { id?: unknown }).id : item;
    if (typeof id !== 'string') return wrong(label('应为文件编号', 'Must be ids of files'));
    if (!isId(id)) return invalid(label('文件编号不正确', 'This is not the id of a file'));
    ids.push({ id: id.toLowerCase() });
  }
  return good(ids.length === 0 ? null : ids);
}

/** Canonical value → parameter for a typed column (scaled bigint as text; JSON as text). */
export function toColumn(field: FieldMeta, value: Value): unknown {
  if (value === null || value === undefined) return null;
  if (isNumeric(field)) return String(parseDecimal(String(value), storageScale(field)));
  if (
    field.type === 'address' ||
    field.type === 'geolocation' ||
    field.type === 'image' ||
    field.type === 'attachment' ||
    field.type === 'signature'
  )
    return JSON.stringify(value);
  return value;
}

/** What a typed column gave (pool.ts parsers) → canonical value. */
export function fromColumn(field: FieldMeta, raw: unknown): Value {
  if (raw === null || raw === undefined) return null;
  if (isNumeric(field)) {
    const scale = displayScale(field);
    const text = formatDecimal(BigInt(raw as string), storageScale(field), scale);
    return scale === 0 ? Number(text) : text;
  }
  return raw;
}

/** `custom` holds the canonical value itself. */
export function fromCustom(field: FieldMeta, raw: unknown): Value {
  if (raw === null || raw === undefined) return null;
  if (!isNumeric(field)) return raw;
  const scale = displayScale(field);
  const text = plainDecimal(String(raw), scale);
  if (text === undefined) return null;
  // sums may be larger than a JSON number tells apart: those stay texts
  return scale === 0 && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** The part of a sealed text by which equal texts are found; the whole is `e1.{hash}.{cipher}`. */
export function sealedHash(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

const dayMs = 86_400_000;

/** Days since 1970-01-01, as date slots keep them. */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
}

/** Canonical value → parameter for the field's slot: texts cut at 200 characters, dates as days, booleans as 0/1, numbers scaled. */
export function toSlot(field: FieldMeta, value: Value): unknown {
  if (value === null || value === undefined) return null;
  if (isNumeric(field)) return slotNumber(String(value), storageScale(field));
  if (field.type === 'date') return dayNumber(value as string);
  if (field.type === 'boolean') return value ? 1 : 0;
  if (field.type === 'encrypted') return sealedHash(value as string);
  return typeof value === 'string' ? value.slice(0, 200) : value;
}

/** What is too large for a slot (a sum of sums) sorts first or last. */
function slotNumber(text: string, scale: number): string {
  const stored = parseDecimal(text, scale);
  return stored === 'range' ? `${text.startsWith('-') ? '-' : ''}9223372036854775807` : String(stored);
}

export type SlotBank = 't' | 'n' | 'd' | 'u';

/** Which bank of slots can hold copies of a field of this type; undefined: not filterable by slot. */
export function slotBank(type: FieldMeta['type']): SlotBank | undefined {
  switch (type) {
    case 'text':
    case 'picklist':
    case 'stage':
    case 'phone':
    case 'email':
    case 'url':
    case 'autoNumber':
    case 'barcode':
    case 'idNumber':
    case 'encrypted':
    case 'time':
      return 't';
    case 'number':
    case 'currency':
    case 'percent':
    case 'rating':
    case 'date':
    case 'boolean':
      return 'n';
    case 'datetime':
      return 'd';
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department':
      return 'u';
    default:
      return undefined;
  }
}
