import { sql } from '../database/sql.ts';
import { errors, label } from '../kernel/index.ts';
import type { Context, FieldDefinition } from '../module/index.ts';
import { type SlotBank, slotBank } from '../storage/codec.ts';
import { slotNames } from '../storage/tables.ts';

/** Slots per bank that only an explicit `indexed: true` may take, so that early fields do not use up the bank. */
const reserve = 2;

/** Where a field lies: the object, and whether its table is the shared one of tenant-made objects. */
export interface SlotPlace {
  readonly object: string;
  readonly custom: boolean;
}

/** Slots of an object that are spoken for: of fields, of fields in the recycle bin, and of work that still fills or clears one. */
export async function takenSlots(ctx: Context, object: string): Promise<Set<string>> {
  const rows = await ctx.query<{ slot: string }>(sql`
    select slot from meta_field where tenant_id = ${ctx.tenant.id} and object = ${object} and slot is not null
    union
    select unnest(array[w.plan -> 'from' ->> 'slot', w.plan -> 'to' ->> 'slot']) from meta_work w
    where w.tenant_id = ${ctx.tenant.id} and w.object = ${object} and w.finished_at is null`);
  return new Set(rows.map((row) => row.slot).filter(Boolean));
}

/** How many slots of each bank an object has, and how many are taken. */
export async function slotUse(
  ctx: Context,
  place: SlotPlace,
): Promise<Record<SlotBank, { readonly total: number; readonly used: number }>> {
  const taken = await takenSlots(ctx, place.object);
  const use = (bank: SlotBank) => {
    const names = slotNames(place.custom)[bank];
    return { total: names.length, used: names.filter((name) => taken.has(name)).length };
  };
  return { t: use('t'), n: use('n'), d: use('d'), u: use('u') };
}

/** A free slot for the field; null when it needs or gets none. Refused when it must have one and the bank is used up. */
export async function freeSlot(ctx: Context, place: SlotPlace, definition: Partial<FieldDefinition>): Promise<string | null> {
  const bank = definition.type && !definition.many ? slotBank(definition.result ?? definition.type) : undefined;
  if (!bank || definition.indexed === false || definition.formula !== undefined) return null;
  const taken = await takenSlots(ctx, place.object);
  const free = slotNames(place.custom)[bank].filter((slot) => !taken.has(slot));
  if (definition.indexed) {
    if (free[0]) return free[0];
    throw errors.LIMIT_EXCEEDED({
      errors: [
        {
          field: 'indexed',
          code: 'LIMIT_EXCEEDED',
          message: label('这类可快速筛选的字段已用完，请先取消一个', 'No more fields of this kind can be indexed; release one first'),
        },
      ],
    });
  }
  return free.length > reserve ? (free[0] ?? null) : null;
}

/** Asks for the index of a slot once the transaction is committed; the job makes it when no tenant has used the slot before. */
export function wantSlotIndex(ctx: Context, place: SlotPlace, slot: string): void {
  const table = place.custom ? 'custom_record' : ctx.meta.object(place.object)?.table;
  ctx.afterCommit(
    () =>
      void ctx.app.jobs
        .add('metadata.slotIndex', { table, slot }, { key: `slot:${table}:${slot}`, queue: `slots:${table}` })
        .catch((error) => ctx.app.log.error({ error }, 'slot index job')),
  );
}
