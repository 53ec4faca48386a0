import { sql } from '@huanke/platform/database';
import { dayIn, errors, fieldError, isId, label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf } from '@huanke/platform/module';
import { emit, saveAll, updateRecord } from '@huanke/platform/records';
import { isDay } from '@huanke/platform/storage';
import { keepLinks } from '../contacts/links.ts';
import { baseEvents, leaveCompany as token } from '../contract.ts';

const texts = {
  none: label('联系人没有在这家客户任职', 'The contact holds no position there'),
  same: label('新东家不能还是原来那家', 'The new company must be another one'),
};

interface Position {
  readonly id: string;
  readonly account: string;
}

/** A contact leaves a company: the position stays with its day, and the contact follows to the new company, else to the next one it works for. */
export const leaveCompany = defineAction(token, {
  label: label('登记离职', 'Left the company'),
  icon: 'signOut',
  permission: 'contact.edit',
  available: (contact) => contact.account !== null,
  why: label('联系人没有所属客户', 'The contact belongs to no account'),
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      account: { type: 'string', maxLength: 40, title: '离开的客户' },
      leftOn: { type: 'string', format: 'date', title: '离职日期' },
      newAccount: { type: ['string', 'null'], maxLength: 40, title: '新东家' },
      title: { type: ['string', 'null'], maxLength: 100, title: '新职务' },
    },
  },
  writes: { leftOn: 'contactAccount.leftOn', newAccount: 'contact.account' },
  sets: ['contact.account', 'contactAccount.leftOn'],
  result: { type: 'object', properties: { account: { type: ['string', 'null'] } } },
  async run(ctx, { id, record, input }) {
    const leftOn = input.leftOn ?? dayIn(ctx.tenant.timeZone, ctx.clock.now());
    if (!isDay(leftOn)) throw fieldError('INVALID_VALUE', 'leftOn');
    const from = String(input.account ?? record.account ?? '').toLowerCase();
    const to = input.newAccount?.toLowerCase() ?? null;
    if (to === from) throw fieldError('INVALID_VALUE', 'newAccount', texts.same);
    // a contact made a moment ago may not have its position yet
    await keepLinks(ctx, [id]);
    const held = await positionsOf(ctx, id);
    const left = held.find(({ account }) => account === from);
    if (!left) throw fieldError('INVALID_VALUE', 'account', texts.none);
    await saveAll(ctx, metaOf(ctx, 'contactAccount'), [{ operation: 'update', id: left.id, values: { leftOn, primary: false } }], {
      asSystem: true,
    });
    const next =
      to ?? (record.account === from ? (held.find(({ id: other }) => other !== left.id)?.account ?? null) : String(record.account));
    // what they hold besides is theirs, whether the caller sees that company or not
    await follow(to === null ? ctx.elevated() : ctx, id, next, to === null ? undefined : (input.title ?? null));
    await emit(ctx, baseEvents.contactLeftCompany, { object: 'contact', record: id, changes: { account: from, leftOn, to } });
    return { account: next };
  },
});

/** Held positions, the oldest first. */
const positionsOf = (ctx: Context, contact: string) =>
  ctx.query<Position>(sql`
    select id, account from contact_position
    where tenant_id = ${ctx.tenant.id} and contact = ${contact} and left_on is null and deleted_at is null order by id`);

/** The contact goes on at another company (one the caller sees) or at none; `title` undefined: the job stays what it was. */
async function follow(ctx: Context, contact: string, account: string | null, title: string | null | undefined): Promise<void> {
  const meta = ctx.meta.object('contact');
  if (!meta) throw errors.NOT_FOUND();
  if (account !== null && !isId(account)) throw fieldError('LOOKUP_NOT_FOUND', 'newAccount');
  await updateRecord(ctx, meta, contact, { account, ...(title === undefined ? {} : { title }) });
}
