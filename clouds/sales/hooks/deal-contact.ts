import { sql } from '@huanke/platform/database';
import { fieldError, label, textOf } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';

const twice = label('这位联系人已在决策链里', 'This contact is in the deal already');

const of = (change: Change, field: string) => (change.values[field] === undefined ? change.before?.[field] : change.values[field]);

/** Contacts that were merged may stand twice; only who names one is asked. */
const isPlaced = ({ operation, values, merging }: Change) => !merging && (operation !== 'update' || values.contact !== undefined);

/** A contact has one role in a deal; it is called after that. */
export const dealContactOnce = defineHook({
  name: 'sales.dealContactOnce',
  object: 'opportunityContact',
  stage: 'beforeSave',
  on: ['create', 'update', 'restore'],
  async run(ctx, changes, reject) {
    const taken = await ctx.query<{ id: string; opportunity: string; contact: string }>(sql`
      select id, opportunity, contact from opportunity_role
      where tenant_id = ${ctx.tenant.id} and opportunity = any(${changes.map((change) => of(change, 'opportunity'))}::uuid[]) and deleted_at is null`);
    const key = (deal: unknown, contact: unknown) => `${String(deal)} ${String(contact)}`;
    const holders = new Map(taken.map((row) => [key(row.opportunity, row.contact), row.id]));
    const roles = ctx.meta.object('opportunityContact')?.fields.get('role')?.options;
    return changes.map((change, index): Values => {
      const mine = key(of(change, 'opportunity'), of(change, 'contact'));
      const holder = holders.get(mine);
      if (holder !== undefined && holder !== change.id && isPlaced(change)) reject(index, fieldError('DUPLICATE', 'contact', twice));
      else holders.set(mine, change.id);
      const role = roles?.find((option) => option.key === of(change, 'role'));
      return { name: role ? textOf(role.label, ctx.tenant.language) : String(of(change, 'role') ?? '') };
    });
  },
});
