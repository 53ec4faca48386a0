import { cleanLine, errors, fieldError, isId, type Label, label } from '../../kernel/index.ts';
import type { Context, FieldMeta } from '../../module/index.ts';
import { isDay, readInput } from '../../storage/codec.ts';
import { phoneForms, phoneParts } from '../../text/phone-key.ts';
import { dayStart, nextDay, relativeRange } from './dates.ts';
import { targetOf } from './paths.ts';
import { familyOf, listOf, objectOf, tooMany } from './shape.ts';
import type { Filter, Path, Range, Test } from './types.ts';

const mostValues = 1000;
const longestPattern = 200;

interface Condition {
  readonly ctx: Context;
  readonly path: Path;
  readonly op: string;
  readonly value: unknown;
  readonly zone: string;
}

/** One condition in its understood form. `ne`, `notIn` and `isNotNull` are the negation of the positive test: they include empty values. */
export function readTest(condition: Condition): Filter {
  const { op, path, value } = condition;
  const positive = (test: Test): Filter => ({ kind: 'test', path, test });
  const not = (item: Filter): Filter => ({ kind: 'not', item });
  switch (op) {
    case 'isNull':
    case 'isNotNull': {
      if (value !== undefined && value !== null && typeof value !== 'boolean')
        throw wrong(path, label('此筛选方式不需要值', 'This operator takes no value'));
      const empty = positive({ kind: 'empty' });
      return (op === 'isNull') === (value !== false) ? empty : not(empty);
    }
    case 'eq':
    case 'ne':
    case 'in':
    case 'notIn': {
      const many = op === 'in' || op === 'notIn';
      const found = oneOf(condition, many ? listOf(value, path.name, mostValues) : [value], many ? 'any' : 'exactly');
      return op === 'eq' || op === 'in' ? found : not(found);
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'between':
      return positive({ kind: 'ranges', ranges: [rangeOf(condition)] });
    case 'within':
      return positive({ kind: 'ranges', ranges: [within(condition)] });
    case 'contains':
    case 'startsWith':
      return contains(condition);
    case 'under':
      return familyOf(path.field) === 'address' ? positive({ kind: 'region', prefixes: [regionPrefix(path, value)] }) : under(condition);
    default:
      return positive(near(path, value));
  }
}

function oneOf(condition: Condition, raws: readonly unknown[], mode: 'any' | 'exactly'): Filter {
  const { path } = condition;
  const family = familyOf(path.field);
  const test = (found: Test): Filter => ({ kind: 'test', path, test: found });
  if (raws.includes(undefined)) throw wrong(path, label('缺少要比较的值', 'The value to compare with is missing'));
  if (family === 'keys' && mode === 'exactly') {
    const keys = raws[0] === null ? [] : readKeys(path, raws[0]);
    return test(keys.length === 0 ? { kind: 'empty' } : { kind: 'keys', mode: 'exactly', keys });
  }
  const values = raws.filter((raw) => raw !== null && raw !== '');
  const found = valuesTest(condition, family, values);
  if (values.length === raws.length) return test(found);
  const empty = test({ kind: 'empty' });
  return values.length === 0 ? empty : { kind: 'or', items: [test(found), empty] };
}

function valuesTest({ ctx, path, zone }: Condition, family: ReturnType<typeof familyOf>, values: readonly unknown[]): Test {
  switch (family) {
    case 'keys':
      return { kind: 'keys', mode: 'any', keys: readKeys(path, [...values]) };
    case 'links':
    case 'reference':
      return references(ctx, path, values);
    case 'id':
      return { kind: 'oneOf', values: values.map((value) => readId(path, value)) };
    case 'address':
      return { kind: 'region', prefixes: values.map((value) => readRegion(path, value)) };
    case 'datetime':
      if (values.some((value) => typeof value === 'string' && isDay(value.trim()))) {
        return { kind: 'ranges', ranges: values.map((value) => bounds(path, value, zone)) };
      }
      return { kind: 'oneOf', values: values.map((value) => readValue(path, value)) };
    default: {
      const found = values.map((value) => readValue(path, value));
      // numbers are kept as people have typed them: one is found whichever way it is written here
      return { kind: 'oneOf', values: path.field.type === 'phone' ? [...new Set(found.flatMap((one) => phoneForms(String(one))))] : found };
    }
  }
}

/** A caller's value in canonical form; limits that hold for input only (length, smallest value, form of an e-mail) do not refuse a filter. */
export function readValue(path: Path, raw: unknown): unknown {
  const { min: _min, max: _max, ...field } = path.field;
  const type = comparedAs(field);
  const reading = readInput({ ...field, type, ...(type === 'text' ? { max: 2000 } : {}) }, raw);
  if (!reading.ok) throw fieldError(reading.code, path.name, reading.message);
  if (reading.value === null) throw wrong(path, label('缺少要比较的值', 'The value to compare with is missing'));
  return reading.value;
}

function comparedAs(field: FieldMeta): FieldMeta['type'] {
  if (field.type === 'rating') return 'number';
  const asItIs = familyOf(field) !== 'text' || field.type === 'time' || field.type === 'longText' || field.type === 'richText';
  return asItIs ? field.type : 'text';
}

function readKeys(path: Path, raw: unknown): string[] {
  const list = Array.isArray(raw) ? raw : [raw];
  if (list.length > mostValues) throw tooMany(path.name, label(`最多 ${mostValues} 个值`, `At most ${mostValues} values`));
  const keys = list.map((item) => {
    const reading = readInput(path.field, [item]);
    if (!reading.ok) throw fieldError(reading.code, path.name, reading.message);
    return (reading.value as readonly string[])[0] ?? '';
  });
  return [...new Set(keys)];
}

function readId(path: Path, raw: unknown): string {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : raw;
  if (typeof id !== 'string') throw fieldError('WRONG_TYPE', path.name, label('应为记录的编号', 'Must be the id of a record'));
  if (!isId(id.trim())) throw invalid(path, label('记录编号不正确', 'This is not the id of a record'));
  return id.trim().toLowerCase();
}

/** Ids, and the words that stand for people and departments of the caller. */
function references(ctx: Context, path: Path, values: readonly unknown[]): Test {
  const target =
    path.field.type === 'user' || path.field.object === 'user'
      ? 'user'
      : path.field.type === 'department' || path.field.object === 'department'
        ? 'department'
        : undefined;
  const ids: string[] = [];
  const departments: string[] = [];
  for (const value of values) {
    const mine =
      value === 'myDepartment'
        ? ctx.access.myDepartment
          ? [ctx.access.myDepartment]
          : []
        : value === 'myDepartmentAndBelow'
          ? ctx.access.myDepartmentAndBelow
          : undefined;
    if (target && mine) (target === 'user' ? departments : ids).push(...mine);
    else if (target === 'user' && value === 'me') ids.push(ctx.access.me);
    else if (target === 'user' && value === 'myReports') ids.push(...ctx.access.myReports);
    else ids.push(readId(path, value));
  }
  return { kind: 'references', ids, departments };
}

function rangeOf({ path, op, value, zone }: Condition): Range {
  if (op === 'between') {
    const list = listOf(value, path.name, 2);
    if (list.length !== 2) throw wrong(path, label('应为两个值：从、到', 'Must be two values: from, to'));
    const [low, high] = [bounds(path, list[0], zone), bounds(path, list[1], zone)];
    return { ...('from' in low ? { from: low.from } : {}), ...('below' in high ? { below: high.below } : { to: high.to }) };
  }
  const found = bounds(path, value, zone);
  switch (op) {
    case 'lt':
      return 'from' in found ? { below: found.from } : { below: found.below };
    case 'gte':
      return { from: found.from };
    case 'lte':
      return found.below !== undefined ? { below: found.below } : { to: found.to };
    default:
      return found.below !== undefined ? { from: found.below } : { above: found.to };
  }
}

/** A value as a range: itself to itself, or for a day against a datetime that whole day in the zone. */
function bounds(path: Path, raw: unknown, zone: string): Range {
  if (familyOf(path.field) !== 'datetime' || typeof raw !== 'string' || !isDay(raw.trim())) {
    const value = readValue(path, raw);
    return { from: value, to: value };
  }
  return days(raw.trim(), nextDay(raw.trim()), zone);
}

const firstInstant = '0001-01-01T00:00:00.000Z';
const lastInstant = '9999-12-31T23:59:59.999Z';

function days(from: string, to: string | undefined, zone: string): Range {
  const below = to && dayStart(to, zone);
  return { from: dayStart(from, zone) ?? firstInstant, ...(below ? { below } : { to: lastInstant }) };
}

function within({ ctx, path, value, zone }: Condition): Range {
  if (typeof value !== 'string') throw wrong(path, label('应为相对日期，例如 thisWeek', 'Must be a relative date such as thisWeek'));
  const found = relativeRange(value, { now: ctx.clock.now(), zone, weekStart: ctx.tenant.weekStart });
  if (!found) throw invalid(path, label('不认识这个相对日期', 'This relative date is not known'));
  return path.field.type === 'datetime' ? days(found.from, found.to, zone) : { from: found.from, below: found.to };
}

function contains({ ctx, path, op, value }: Condition): Filter {
  const family = familyOf(path.field);
  const test = (found: Test): Filter => ({ kind: 'test', path, test: found });
  if (family === 'keys') return test({ kind: 'keys', mode: 'all', keys: readKeys(path, value) });
  if (family === 'links') return test(references(ctx, path, [value]));
  if (typeof value !== 'string') throw wrong(path, label('应为文字', 'Must be text'));
  const text = cleanLine(value);
  if (text === '') throw invalid(path, label('请输入要查找的文字', 'Type the text to look for'));
  if (text.length > longestPattern)
    throw fieldError('TOO_LONG', path.name, label(`最多 ${longestPattern} 个字`, `At most ${longestPattern} characters`));
  const match = (part: string) => test({ kind: 'match', text: part, start: op === 'startsWith' });
  const parts = path.field.type === 'phone' ? phoneParts(text) : [text];
  return parts.length === 1 ? match(text) : { kind: 'or', items: parts.map(match) };
}

function under({ ctx, path, value }: Condition): Filter {
  const target = familyOf(path.field) === 'id' ? path.object : targetOf(ctx, path.field);
  const isTree = [...(target?.fields.values() ?? [])].some((field) => field.tree);
  if (!isTree)
    throw fieldError(
      'UNKNOWN_OP',
      path.name,
      label('此字段不是树形结构，不支持“属于…及下级”', 'This field is no tree: the operator "under" is not supported'),
    );
  const found = target?.name === 'department' && value === 'myDepartment' ? ctx.access.myDepartment : readId(path, value);
  return { kind: 'test', path, test: found === null ? { kind: 'oneOf', values: [] } : { kind: 'under', id: found } };
}

/** Provinces and cities are written with trailing zeros: 330000 is all of 33…. */
function regionPrefix(path: Path, value: unknown): string {
  return readRegion(path, value).replace(/(00){1,2}$/, '');
}

function readRegion(path: Path, raw: unknown): string {
  const region = typeof raw === 'object' && raw !== null && 'region' in raw ? raw.region : raw;
  if (typeof region !== 'string') throw wrong(path, label('应为区划代码', 'Must be a region code'));
  if (!/^\d{2}(\d{2}(\d{2})?)?$/.test(region))
    throw invalid(path, label('区划代码应为 2、4 或 6 位数字', 'The region must be a GB/T 2260 code'));
  return region.padEnd(6, '0');
}

function near(path: Path, raw: unknown): Test {
  const { lng, lat, km } = objectOf(raw, path.name, ['lng', 'lat', 'km']);
  const within = (value: unknown, low: number, high: number) => typeof value === 'number' && value >= low && value <= high;
  if (typeof lng !== 'number' || typeof lat !== 'number' || typeof km !== 'number')
    throw wrong(path, label('应为 {lng, lat, km}', 'Must be {lng, lat, km}'));
  if (!within(lng, -180, 180) || !within(lat, -90, 90) || !within(km, 0, 21_000))
    throw invalid(path, label('经纬度或距离不正确', 'Longitude, latitude or distance is wrong'));
  return { kind: 'near', lng, lat, km };
}

function wrong(path: Path, message: Label) {
  return errors.WRONG_TYPE({ errors: [{ field: path.name, code: 'WRONG_TYPE', message }] });
}

function invalid(path: Path, message: Label) {
  return fieldError('INVALID_VALUE', path.name, message);
}
