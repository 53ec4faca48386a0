import { DateTime } from 'luxon';
import { errors, type Language } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type Answer, getRecord, type Path, readableFields, resolvePath } from '../records/query/index.ts';
import { type Merge, splitText } from './merge.ts';
import { longDay, printed, type Style } from './values.ts';

/** One record to print from: what its merge fields show to the person who prints. */
export interface Source {
  readonly style: Style;
  /** A merge field as text; nothing for a field that is gone or that the person may not read. */
  show(merge: Merge): string;
  fill(text: string): string;
  /** The value itself, for pictures. */
  raw(path: string): unknown;
}

const mostAtOnce = 200;

/** A path the person may read, every step of it; undefined when not, or when a field is gone since the template was made. */
export function readablePath(ctx: Context, meta: ObjectMeta, name: string): Path | undefined {
  try {
    const path = resolvePath(ctx, meta, name, 'field');
    const steps = [...path.hops.map(({ field }) => field), path.field];
    let object = meta;
    for (const [index, field] of steps.entries()) {
      if (!readableFields(ctx, object).some(({ name: own }) => own === field.name)) return undefined;
      object = path.hops[index]?.target ?? object;
    }
    return path;
  } catch {
    return undefined;
  }
}

/** The paths of names, and beside each amount the currency it is in. */
export function pathsWithCurrency(ctx: Context, meta: ObjectMeta, names: Iterable<string>): Map<string, Path> {
  const paths = new Map<string, Path>();
  for (const name of names) {
    const path = readablePath(ctx, meta, name);
    if (!path) continue;
    paths.set(name, path);
    const currency = path.field.type === 'currency' ? readablePath(ctx, meta, currencyOf(name)) : undefined;
    if (currency) paths.set(currency.name, currency);
  }
  return paths;
}

export const currencyOf = (name: string) => [...name.split('.').slice(0, -1), 'currency'].join('.');

/** The code a value is in: what its record says, else the company's, as it is of fields that are always in that one. */
export function currencyIn(ctx: Context, record: Answer, { name, field }: Pick<Path, 'name' | 'field'>): string {
  const value = field.ofCompany ? undefined : record[currencyOf(name)];
  return typeof value === 'string' && /^[A-Z]{3}$/.test(value) ? value : ctx.tenant.currency;
}

/** Reads a record with all that the names reach; NOT_FOUND when the person may not see it. */
export async function openSource(
  ctx: Context,
  meta: ObjectMeta,
  { id, names, language }: { id: string; names: Iterable<string>; language: Language },
): Promise<Source> {
  const style: Style = { language, timeZone: ctx.tenant.timeZone, own: ctx.tenant.currency };
  const paths = pathsWithCurrency(ctx, meta, names);
  const wanted = [...paths.keys()];
  let record: Answer = await getRecord(ctx, meta, id, ['id']);
  for (let at = 0; at < wanted.length; at += mostAtOnce)
    record = { ...record, ...(await getRecord(ctx, meta, id, ['id', ...wanted.slice(at, at + mostAtOnce)])) };
  const show = ({ path: name, option }: Merge): string => {
    if (name.startsWith('$')) return special(ctx, style, name, option);
    const path = paths.get(name);
    return path ? printed(path.field, record[name], style, { option, currency: currencyIn(ctx, record, path) }) : '';
  };
  return {
    style,
    show,
    fill: (text) =>
      splitText(text)
        .map((part) => (typeof part === 'string' ? part : 'bad' in part ? '' : show(part)))
        .join(''),
    raw: (name) => (paths.has(name) ? record[name] : undefined),
  };
}

function special(ctx: Context, { language, timeZone }: Style, name: string, option: Merge['option']): string {
  const now = DateTime.fromJSDate(ctx.clock.now(), { zone: timeZone });
  const day = option === 'long' ? longDay(now, language) : now.toFormat('yyyy-MM-dd');
  if (name === '$today') return day;
  if (name === '$now') return `${day} ${now.toFormat('HH:mm')}`;
  if (name === '$me') return ctx.user.name;
  return name === '$company' ? ctx.tenant.name : '';
}

/** An object the caller may print records of. */
export function printableObject(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!ctx.access.can(`${name}.print`)) throw errors.FORBIDDEN();
  return meta;
}
