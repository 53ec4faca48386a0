import { titleMask } from '../../access/index.ts';
import { errors, fieldError, label } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import type { Hop, Path } from './types.ts';

const mostHops = 2;

/** The object a lookup of one record points to; undefined for every other field. */
export function targetOf(ctx: Pick<Context, 'meta'>, field: FieldMeta): ObjectMeta | undefined {
  if (field.many) return undefined;
  if (field.type === 'user' || field.type === 'department') return ctx.meta.object(field.type);
  if (field.type === 'lookup' || field.type === 'masterDetail') return ctx.meta.object(field.object ?? '');
  return undefined;
}

/** The fields of the object that the caller may read, in display order: the metadata of a context holds no others. */
export function readableFields(ctx: Context, meta: ObjectMeta): FieldMeta[] {
  return [...(ctx.meta.object(meta.name) ?? meta).fields.values()];
}

/** Reads `name` or `account.owner.name` against the metadata; 400 UNKNOWN_FIELD names what is not there. */
export function resolvePath(ctx: Context, meta: ObjectMeta, name: unknown, at: string): Path {
  if (typeof name !== 'string') throw fieldError('WRONG_TYPE', at, label('字段名应为文字', 'The name of a field must be text'));
  const parts = name.split('.');
  if (parts.length > mostHops + 1) throw unknown(name);
  const hops: Hop[] = [];
  let object = meta;
  for (const [index, part] of parts.entries()) {
    const field = object.fields.get(part);
    if (!field) throw unknown(name);
    if (index === parts.length - 1) return { name, hops, field, object };
    const target = targetOf(ctx, field);
    if (!target) throw unknown(name);
    if (field.masked) throw refusedByMask(name);
    hops.push({ field, target });
    object = target;
  }
  throw unknown(name);
}

/** Asking which records hold a value tells the value: of a masked field no more can be asked than whether it is filled. */
export function refuseMasked({ name, field }: Path): void {
  if (field.masked) throw refusedByMask(name);
}

/** A lookup is sorted by titles. */
export function refuseMaskedTitle({ name }: Path, target: ObjectMeta): void {
  if (titleMask(target)) throw refusedByMask(name);
}

function refusedByMask(name: string) {
  const shown = name.slice(0, 100);
  const message = label(
    '这个字段对您打码显示，不能用来筛选、排序或统计',
    'This field is masked for you: it can not be filtered, sorted or grouped by',
  );
  return fieldError('FORBIDDEN', shown, message);
}

function unknown(name: string) {
  const shown = name.slice(0, 100);
  return fieldError('UNKNOWN_FIELD', shown, label(`没有“${shown}”这个字段`, `There is no field "${shown}"`));
}

/** The caller must hold the permission to read the object at all; which records, the predicate decides. */
export function assertReadable(ctx: Context, meta: ObjectMeta): void {
  if (!ctx.access.can(`${meta.name}.read`)) throw errors.FORBIDDEN();
}
