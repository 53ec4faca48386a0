import { masterOf } from '../access/master.ts';
import { sql } from '../database/sql.ts';
import { fieldError, label } from '../kernel/index.ts';
import type { Context, FieldDefinition, TenantMetadata } from '../module/index.ts';

const deepest = 3;

/** A master-detail field always holds a value and is always quick to follow. */
export function masterDefaults(type: string | undefined): Partial<FieldDefinition> {
  return type === 'masterDetail' ? { required: true, indexed: true } : {};
}

/** One master an object, one object as master, no ring, three levels at most. */
export async function checkMaster(ctx: Context, object: string, definition: Partial<FieldDefinition>, at = ''): Promise<void> {
  if (definition.type !== 'masterDetail') return;
  if (!definition.object || definition.objects || definition.many)
    throw fieldError('INVALID_VALUE', `${at}object`, label('主从关联只能指向一个对象', 'A master-detail field points to one object'));
  const others = await ctx.query(sql`
    select 1 from meta_field where tenant_id = ${ctx.tenant.id} and object = ${object} and deleted_at is null and definition ->> 'type' = 'masterDetail'`);
  if (others.length > 0 || masterOf(ctx.meta, object))
    throw fieldError('STATE', `${at}type`, label('一个对象只能有一个主从关联', 'An object has one master-detail field at most'));
  const above = mastersAbove(ctx.meta, definition.object);
  if (above.includes(object))
    throw fieldError('INVALID_VALUE', `${at}object`, label('主从关联不能首尾相接', 'Master-detail fields can not form a ring'));
  if (above.length + depthBelow(ctx.meta, object) > deepest)
    throw fieldError(
      'LIMIT_EXCEEDED',
      `${at}object`,
      label(`主从关联最多 ${deepest} 层`, `Master-detail fields go ${deepest} levels deep at most`),
    );
}

/** The object and its masters, upwards. */
function mastersAbove(meta: TenantMetadata, object: string): string[] {
  const found: string[] = [];
  for (let now: string | undefined = object; now && !found.includes(now); now = masterOf(meta, now)?.object) found.push(now);
  return found;
}

function depthBelow(meta: TenantMetadata, object: string): number {
  const details = meta.objects.filter((one) => one.name !== object && masterOf(meta, one.name)?.object === object);
  return 1 + Math.max(0, ...details.map((one) => depthBelow(meta, one.name)));
}

/** What is so of every master-detail field can not be changed of one. */
export function keepMaster(type: string, definition: Partial<FieldDefinition>): void {
  if (type !== 'masterDetail') return;
  const key = definition.required === false ? 'required' : definition.indexed === false ? 'indexed' : undefined;
  if (key)
    throw fieldError(
      'INVALID_VALUE',
      key,
      label('主从关联必须填写，并始终可快速筛选', 'A master-detail field is always required and indexed'),
    );
}
