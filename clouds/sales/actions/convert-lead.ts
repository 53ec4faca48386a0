import { sql } from '@huanke/platform/database';
import { AppError, errors, label } from '@huanke/platform/kernel';
import { type Context, defineAction, type ObjectMeta, type Values } from '@huanke/platform/module';
import { createRecord, emit, getRecord, updateRecord } from '@huanke/platform/records';
import { salesEvents, convertLead as token } from '../contract.ts';
import { leadErrors } from '../errors.ts';

function object(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

const given = (values: Record<string, unknown>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** The account of the lead's company, new. One that is blocked as a duplicate is a choice for the caller: 422 with the candidates. */
async function newAccount(ctx: Context, lead: Values): Promise<string> {
  const values = given({ name: lead.company ?? lead.name, phone: lead.phone, source: lead.source, owner: lead.owner });
  try {
    return (await createRecord(ctx, object(ctx, 'account'), values)).id;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'DUPLICATE') throw error;
    throw leadErrors.ACCOUNT_CHOICE({
      errors: error.errors.map((one) => ({ ...one, field: 'account', code: 'ACCOUNT_CHOICE' })),
      cause: error,
    });
  }
}

/** What happened with the lead is seen with what came of it, too: activities and files are linked there, and stay with the lead. */
async function bringAlong(ctx: Context, lead: string, to: { readonly object: string; readonly id: string }): Promise<void> {
  await ctx.query(sql`
    insert into record_link (tenant_id, record_id, field, target_id, object, target_object, at)
    select l.tenant_id, l.record_id, l.field, ${to.id}::uuid, l.object, ${to.object}, l.at from record_link l
    where l.tenant_id = ${ctx.tenant.id} and l.target_id = ${lead}::uuid and l.object = 'activity' and l.field = 'related'
    on conflict do nothing`);
  await ctx.query(sql`
    insert into file_use (tenant_id, file_id, object, record_id)
    select f.tenant_id, f.file_id, ${to.object}, ${to.id}::uuid from file_use f where f.tenant_id = ${ctx.tenant.id} and f.record_id = ${lead}::uuid
    on conflict do nothing`);
}

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
      contact: { type: 'string', maxLength: 40, title: '已有联系人' },
      opportunity: { type: 'boolean', title: '同时新建商机' },
      opportunityName: { type: 'string', maxLength: 200, title: '商机名称' },
      amount: { type: ['string', 'number'], maxLength: 40, title: '预计金额' },
      closeOn: { type: 'string', format: 'date', maxLength: 10, title: '预计成交日期' },
      product: { type: 'string', maxLength: 40, title: '意向产品' },
    },
  },
  result: {
    type: 'object',
    properties: { account: { type: 'string' }, contact: { type: ['string', 'null'] }, opportunity: { type: ['string', 'null'] } },
  },
  available: (lead) => lead.status !== 'converted',
  why: label('线索已转换，请打开对应商机', 'The lead is already converted; open its opportunity'),
  refused: (lead) => {
    const record = { account: lead.convertedAccount, contact: lead.convertedContact, opportunity: lead.convertedOpportunity };
    const error = leadErrors.ALREADY_CONVERTED();
    return leadErrors.ALREADY_CONVERTED({ errors: [{ field: 'id', code: error.code, message: error.text, record }] });
  },
  async run(ctx, { id, record: lead, input }) {
    const { owner } = lead;
    // records that are named must be such as the caller may see; an existing account keeps its owner
    if (input.account) await getRecord(ctx, object(ctx, 'account'), input.account, ['id']);
    if (input.contact) await getRecord(ctx, object(ctx, 'contact'), input.contact, ['id']);
    const made: string[] = [];
    const account = input.account ?? (await newAccount(ctx, lead));
    if (!input.account) made.push('account');
    let contact = input.contact ?? null;
    if (!contact && lead.name) {
      const values = given({ name: lead.name, account, title: lead.title, phone: lead.phone, email: lead.email, owner });
      contact = (await createRecord(ctx, object(ctx, 'contact'), values)).id;
      made.push('contact');
    }
    let opportunity: string | null = null;
    if (input.opportunity !== false) {
      const values = given({
        name: input.opportunityName,
        account,
        amount: input.amount,
        closeOn: input.closeOn,
        product: input.product,
        source: lead.source,
        owner,
      });
      const meta = object(ctx, 'opportunity');
      opportunity = (await createRecord(ctx, meta, values)).id;
      made.push('opportunity');
      const { firstSource, firstCampaign, lastSource, lastCampaign } = lead;
      const touches = given({ firstSource, firstCampaign, lastSource, lastCampaign });
      if (Object.keys(touches).length > 0) await updateRecord(ctx, meta, opportunity, touches, { asSystem: true });
    }
    for (const [name, target] of [
      ['account', made.includes('account') ? account : null],
      ['contact', contact],
      ['opportunity', opportunity],
    ] as const)
      if (target) await bringAlong(ctx, id, { object: name, id: target });
    await updateRecord(
      ctx,
      object(ctx, 'lead'),
      id,
      {
        status: 'converted',
        convertedAt: ctx.clock.now().toISOString(),
        convertedAccount: account,
        convertedContact: contact,
        convertedOpportunity: opportunity,
        convertedMade: made,
      },
      { asSystem: true },
    );
    await emit(ctx, salesEvents.leadConverted, { object: 'lead', record: id, changes: { account, contact, opportunity } });
    return { account, contact, opportunity };
  },
});
