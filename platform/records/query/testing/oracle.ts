import type { Context, FieldMeta, ObjectMeta, Values } from '../../../module/index.ts';
import { fold } from '../../../text/index.ts';
import type { FilterInput, SortInput } from '../types.ts';
import type { World } from './world.ts';

/** The slow and obvious reading of contract.md section 3 over values in memory: what the compiled SQL is compared with. */
export interface Oracle {
  filter(filter: FilterInput | undefined): string[];
  sorted(ids: readonly string[], sort: readonly SortInput[]): string[];
  value(row: Values, name: string): unknown;
}

const collator = new Intl.Collator('zh');
const codePoints = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const pinyin = (a: string, b: string) => collator.compare(a, b) || codePoints(a, b);

export function makeOracle(world: World, ctx: Context, meta: ObjectMeta, zone: string): Oracle {
  const rows = () => [...(world.data.get(meta.name)?.values() ?? [])];
  const row = (object: string, id: unknown) => world.data.get(object)?.get(id as string);
  const target = (field: FieldMeta) => (field.type === 'user' || field.type === 'department' ? field.type : (field.object ?? ''));
  const isVisible = (object: string, values: Values) => {
    const about = ctx.meta.object(object);
    const scope = about ? ctx.access.scope(about, 'read') : undefined;
    return (
      !values['deletedAt'] && (scope?.kind === 'all' || (scope?.kind === 'owners' && scope.owners.includes(values['owner'] as string)))
    );
  };
  const fieldOf = (name: string): FieldMeta => {
    let about = meta;
    let field: FieldMeta | undefined;
    for (const part of name.split('.')) {
      field = about.fields.get(part);
      if (field && name.includes('.')) about = ctx.meta.object(target(field)) ?? about;
    }
    if (!field) throw new Error(`no field ${name}`);
    return field;
  };
  const reach = (from: Values, name: string): unknown => {
    const parts = name.split('.');
    let about = meta;
    let at: Values | undefined = from;
    for (const part of parts.slice(0, -1)) {
      const field: FieldMeta | undefined = about.fields.get(part);
      if (!field || !at) return null;
      const object = target(field);
      const next: Values | undefined = row(object, at[part]);
      at = next && isVisible(object, next) ? next : undefined;
      about = ctx.meta.object(object) ?? about;
    }
    return at?.[parts.at(-1) ?? ''] ?? null;
  };
  const localDay = (instant: string) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant));
  const isNumber = (field: FieldMeta) => ['number', 'currency', 'percent'].includes(field.type);

  function compare(field: FieldMeta, a: unknown, b: unknown): number {
    if (isNumber(field)) return Number(a) - Number(b);
    if (field.type === 'datetime' && typeof b === 'string' && b.length === 10) return codePoints(localDay(a as string), b);
    if (field.type === 'boolean') return Number(a) - Number(b);
    return (isSpoken(field) ? pinyin : codePoints)(a as string, b as string);
  }

  const ids = (value: unknown): string[] => (Array.isArray(value) ? value.map((link: { id: string }) => link.id) : [value as string]);

  function references(field: FieldMeta, wanted: unknown, held: string): boolean {
    if (wanted === 'me') return held === ctx.access.me;
    if (wanted === 'myReports') return ctx.access.myReports.includes(held);
    const department = field.type === 'user' ? row('user', held)?.['department'] : held;
    if (wanted === 'myDepartment') return department === ctx.access.myDepartment;
    if (wanted === 'myDepartmentAndBelow') return ctx.access.myDepartmentAndBelow.includes(department as string);
    return held === wanted;
  }

  function isOne(field: FieldMeta, value: unknown, wanted: unknown, exactly: boolean): boolean {
    if (wanted === null) return value === null;
    if (value === null) return false;
    if (field.type === 'multiPicklist' || field.type === 'tags') {
      const held = new Set(value as string[]);
      return exactly
        ? held.size === new Set(wanted as string[]).size && (wanted as string[]).every((key) => held.has(key))
        : held.has(wanted as string);
    }
    if (['lookup', 'user', 'department'].includes(field.type)) return ids(value).some((held) => references(field, wanted, held));
    if (field.type === 'address') return (value as { region?: string }).region === wanted;
    if (field.type === 'datetime' || isNumber(field)) return compare(field, value, wanted) === 0;
    return value === wanted;
  }

  function below(object: string, id: string, top: string): boolean {
    for (let at: string | null = id; at; at = (row(object, at)?.['parent'] as string | null) ?? null) {
      if (at === top) return true;
      // what is in the recycle bin is no part of the tree, nor is what hangs on it
      if (row(object, at)?.['deletedAt']) return false;
    }
    return false;
  }

  function test(values: Values, { field: name, op, value: wanted }: { field: string; op: string; value?: unknown }): boolean {
    const field = fieldOf(name);
    const value = reach(values, name);
    switch (op) {
      case 'isNull':
        return value === null;
      case 'isNotNull':
        return value !== null;
      case 'eq':
        return isOne(field, value, wanted, true);
      case 'ne':
        return !isOne(field, value, wanted, true);
      case 'in':
        return (wanted as unknown[]).some((one) => isOne(field, value, one, false));
      case 'notIn':
        return !(wanted as unknown[]).some((one) => isOne(field, value, one, false));
    }
    if (value === null) return false;
    switch (op) {
      case 'lt':
        return compare(field, value, wanted) < 0;
      case 'lte':
        return compare(field, value, wanted) <= 0;
      case 'gt':
        return compare(field, value, wanted) > 0;
      case 'gte':
        return compare(field, value, wanted) >= 0;
      case 'between':
        return compare(field, value, (wanted as unknown[])[0]) >= 0 && compare(field, value, (wanted as unknown[])[1]) <= 0;
      case 'contains':
        if (Array.isArray(value)) return isOne(field, value, wanted, false);
        return fold(textOf(value)).includes(fold(wanted as string));
      case 'startsWith':
        return fold(textOf(value)).startsWith(fold(wanted as string));
      case 'under':
        if (field.type === 'address')
          return ((value as { region?: string }).region ?? '').startsWith((wanted as string).replace(/(00)+$/, ''));
        return below(field.name === 'id' ? meta.name : target(field), value as string, wanted as string);
      default:
        throw new Error(`no operator ${op}`);
    }
  }

  function holds(values: Values, filter: FilterInput): boolean {
    if ('and' in filter) return filter.and.every((one) => holds(values, one));
    if ('or' in filter) return filter.or.some((one) => holds(values, one));
    if ('not' in filter) return !holds(values, filter.not);
    return test(values, filter);
  }

  /** A value as the list orders it: empty ones are null. */
  function sortValue(values: Values, name: string): unknown {
    const field = fieldOf(name);
    const value = reach(values, name);
    if (value === null) return null;
    if (field.type === 'picklist') {
      const place = (field.options ?? []).findIndex((option) => option.key === value);
      return place < 0 ? null : place;
    }
    if (['lookup', 'user', 'department'].includes(field.type)) return row(target(field), value)?.['name'] ?? null;
    return value;
  }

  function order(field: FieldMeta, a: unknown, b: unknown): number {
    if (typeof a === 'number' || typeof a === 'boolean' || isNumber(field)) return Number(a) - Number(b);
    const spoken = isSpoken(field) || ['lookup', 'user', 'department'].includes(field.type);
    return (spoken ? pinyin : codePoints)(a as string, b as string);
  }

  return {
    value: reach,
    filter: (filter) =>
      rows()
        .filter((values) => isVisible(meta.name, values) && (!filter || holds(values, filter)))
        .map((values) => values['id'] as string),
    sorted: (wanted, sort) =>
      wanted
        .map((id) => row(meta.name, id) ?? {})
        .sort((a, b) => {
          for (const { field: name, direction } of sort) {
            const [x, y] = [sortValue(a, name), sortValue(b, name)];
            if (x === null || y === null) {
              if (x !== y) return x === null ? 1 : -1;
            } else {
              const difference = order(fieldOf(name), x, y);
              if (difference !== 0) return direction === 'desc' ? -difference : difference;
            }
          }
          return codePoints(a['id'] as string, b['id'] as string);
        })
        .map((values) => values['id'] as string),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? ((value as { street?: string }).street ?? '') : (value as string);
}

/** Texts that people read are ordered by pinyin, codes and the like by code point. */
function isSpoken(field: FieldMeta): boolean {
  return field.type === 'text' && field.search !== 'code';
}
