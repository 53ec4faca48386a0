import { errors, label } from '@huanke/platform/kernel';
import { type Context, defineAction, type ObjectMeta, type Values } from '@huanke/platform/module';
import { createRecord, emit, getRecord, updateRecord } from '@huanke/platform/records';
import { salesEvents, convertLead as token } from '../contract.ts';

function object(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

const given = (values: Record<string, unknown>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** Turns a lead into account, contact and, unless refused, an opportunity; all belong to the lead's owner. */
export const convertLead = defineAction(token, {
  label: label('转换', 'Convert'),
  icon: 'convert',
  permission: 'lead.convert',
  primary: true,
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      account: { type: 'string', maxLength: 40, title: '已有客户' },
      opportunity: { type: 'boolean', title: '同时新建商机' },
      opportunityName: { type: 'string', maxLength: 200, title: '商机名称' },
      amount: { type: ['string', 'number'], maxLength: 40, title: '预计金额' },
    },
  },
  result: {
    type: 'object',
    properties: { account: { type: 'string' }, contact: { type: ['string', 'null'] }, opportunity: { type: ['string', 'null'] } },
  },
  available: (lead) => lead.status !== 'converted',
  why: label('线索已转换，请打开对应商机', 'The lead is already converted; open its opportunity'),
  async run(ctx, { id, record: lead, input }) {
    const { owner } = lead;
    const accountMeta = object(ctx, 'account');
    // an account that is named must be one the caller may see
    if (input.account) await getRecord(ctx, accountMeta, input.account, ['id']);
    const account =
      input.account ??
      (await createRecord(ctx, accountMeta, given({ name: lead.company ?? lead.name, phone: lead.phone, source: lead.source, owner }))).id;
    const contact = lead.name
      ? (
          await createRecord(
            ctx,
            object(ctx, 'contact'),
            given({ name: lead.name, account, title: lead.title, phone: lead.phone, email: lead.email, owner }),
          )
        ).id
      : null;
    const opportunity =
      input.opportunity === false
        ? null
        : (
            await createRecord(
              ctx,
              object(ctx, 'opportunity'),
              given({ name: input.opportunityName, account, amount: input.amount, source: lead.source, owner }),
            )
          ).id;
    await updateRecord(ctx, object(ctx, 'lead'), id, { status: 'converted' });
    await emit(ctx, salesEvents.leadConverted, { object: 'lead', record: id, changes: { account, contact, opportunity } });
    return { account, contact, opportunity };
  },
});
