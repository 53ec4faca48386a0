import { type Sql, sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import { type Context, defineAction, type Values } from '@huanke/platform/module';
import { deleteRecord, emit, updateRecord } from '@huanke/platform/records';
import { salesEvents, revertConversion as token } from '../contract.ts';
import { leadErrors } from '../errors.ts';

/** Milliseconds within which a conversion can be taken back. */
const WITHIN = 24 * 3_600_000;

interface Made {
  readonly object: string;
  readonly id: string;
}

/** The records that the conversion made, those first that point to others. */
function madeOf(lead: Values): Made[] {
  const made = new Set(lead.convertedMade as readonly string[] | null);
  const all = [
    { object: 'opportunity', id: lead.convertedOpportunity },
    { object: 'contact', id: lead.convertedContact },
    { object: 'account', id: lead.convertedAccount },
  ];
  return all.filter((one): one is Made => made.has(one.object) && typeof one.id === 'string');
}

/** The address that came along from the lead, as it came. */
const brought = (lead: Values): Sql => sql`(t.version = 1 and t.address = ${JSON.stringify(lead.address ?? null)}::jsonb)`;

/**
 * Whether something points to the records, or was written about them, that the conversion did not bring. What the system wrote by itself, such
 * as the contact's position at the account, goes with them.
 */
async function isInUse(ctx: Context, lead: Values, made: readonly Made[]): Promise<boolean> {
  const since = new Date(String(lead.convertedAt));
  const ids = made.map((one) => one.id);
  const pointers = ctx.meta.objects.flatMap((meta) =>
    [...meta.fields.values()].flatMap((field): Sql[] => {
      const points = (field.type === 'lookup' || field.type === 'masterDetail') && made.some((one) => one.object === field.object);
      if (!points || meta.name === 'lead' || field.storage.kind !== 'column') return [];
      return [
        sql`exists (select from ${sql.table(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null
          and t.created_by is not null and t.${sql.ref(field.storage.column)} = any(${ids}::uuid[]) and t.id <> all(${ids}::uuid[])
          ${meta.name === 'accountAddress' ? sql`and not ${brought(lead)}` : sql``})`,
      ];
    }),
  );
  const [row] = await ctx.query<{ used: boolean }>(sql`
    select (${sql.join(
      [
        ...pointers,
        sql`exists (select from record_link k join activity a on a.tenant_id = k.tenant_id and a.id = k.record_id and a.deleted_at is null
          where k.tenant_id = ${ctx.tenant.id} and k.target_id = any(${ids}::uuid[]) and a.created_at > ${since})`,
        sql`exists (select from comment c where c.tenant_id = ${ctx.tenant.id} and c.record_id = any(${ids}::uuid[]) and c.deleted_at is null)`,
        sql`exists (select from record_history h where h.tenant_id = ${ctx.tenant.id} and h.record_id = any(${ids}::uuid[])
          and h.operation = 'update' and h.at > ${since})`,
      ],
      sql` or `,
    )}) as used`);
  return row?.used ?? false;
}

const notConverted = {
  convertedAt: null,
  convertedAccount: null,
  convertedContact: null,
  convertedOpportunity: null,
  convertedMade: null,
  mappingVersion: null,
};

/** Takes a conversion back: what it made goes to the recycle bin, the lead is worked on again. Links and activities stay with the lead. */
export const revertConversion = defineAction(token, {
  label: label('撤回转换', 'Take conversion back'),
  icon: 'refresh',
  permission: 'lead.revertConversion',
  input: { type: 'object', additionalProperties: false, properties: {} },
  result: { type: 'object', properties: { status: { type: 'string' } } },
  available: (lead) => lead.status === 'converted' && Boolean(lead.convertedAt),
  why: label('线索还没有转换', 'The lead is not converted'),
  async run(ctx, { id, record: lead }) {
    if (ctx.clock.now().getTime() - Date.parse(String(lead.convertedAt)) > WITHIN) throw leadErrors.REVERT_TOO_LATE();
    const made = madeOf(lead);
    if (made.length > 0 && (await isInUse(ctx, lead, made))) throw leadErrors.REVERT_IN_USE();
    const meta = ctx.meta.object('lead');
    if (!meta) return { status: 'qualified' };
    await updateRecord(ctx, meta, id, { status: 'qualified', ...notConverted }, { asSystem: true });
    for (const one of made) {
      const about = ctx.meta.object(one.object);
      if (about) await deleteRecord(ctx, about, one.id, { asSystem: true });
      await ctx.query(
        sql`delete from record_link where tenant_id = ${ctx.tenant.id} and target_id = ${one.id}::uuid and object = 'activity'`,
      );
      await ctx.query(sql`delete from file_use where tenant_id = ${ctx.tenant.id} and record_id = ${one.id}::uuid`);
    }
    await emit(ctx, salesEvents.leadReverted, { object: 'lead', record: id, changes: { deleted: made } });
    return { status: 'qualified' };
  },
});
