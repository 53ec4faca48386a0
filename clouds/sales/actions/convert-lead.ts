import { label } from '@huanke/platform/kernel';
import { type ActionCall, type Context, defineAction, metaOf, type Values } from '@huanke/platform/module';
import { emit, getRecord, updateRecord } from '@huanke/platform/records';
import { salesEvents, convertLead as token } from '../contract.ts';
import { checkDeal } from '../conversion/deal-fields.ts';
import { enterAccount } from '../conversion/join-account.ts';
import { bringAddress, bringAlong, bringConsent, makeAccount, makeRecord } from '../conversion/make.ts';
import { type MadeObject, mappingOf } from '../conversion/mapping.ts';
import { given, valuesOf } from '../conversion/values.ts';
import { leadErrors } from '../errors.ts';

type Input = NonNullable<NonNullable<(typeof token)['types']>['input']>;

interface Outcome {
  readonly account: string;
  readonly contact: string | null;
  readonly opportunity: string | null;
  /** What is new among them. */
  readonly made: readonly MadeObject[];
}

/** Account, contact and deal of a lead: chosen ones that the caller may see, or new ones by the mapping. An existing account keeps its owner (join-account.ts). */
async function convert(
  ctx: Context,
  { record: lead, input, mayWrite }: ActionCall<Input>,
  values: Record<MadeObject, Values>,
): Promise<Outcome> {
  if (input.opportunity !== false) checkDeal(ctx, { ...values.opportunity, ...saidOfDeal(input) }, mayWrite);
  if (input.account) await enterAccount(ctx, lead, input.account);
  if (input.contact) await getRecord(ctx, metaOf(ctx, 'contact'), input.contact, ['id']);
  const made: MadeObject[] = [];
  const account = input.account ?? (await makeAccount(ctx, values.account));
  if (!input.account) {
    made.push('account');
    await bringAddress(ctx, lead, account);
  }
  let contact = input.contact ?? null;
  if (!contact && lead.name) {
    contact = await makeRecord(ctx, 'contact', { mapped: values.contact, said: { account } });
    made.push('contact');
  }
  if (input.opportunity === false) return { account, contact, opportunity: null, made };
  const opportunity = await makeDeal(ctx, lead, { ...input, account }, values.opportunity);
  return { account, contact, opportunity, made: [...made, 'opportunity'] };
}

/** By what a lead came first or last; one of before entries counted as touches came by its source. */
function touchOf(ctx: Context, lead: Values, name: 'firstSource' | 'lastSource'): unknown {
  const options = ctx.meta.object('opportunity')?.fields.get(name)?.options;
  const source = lead[name] ?? lead.source;
  return options?.some(({ key }) => key === source) ? source : null;
}

const saidOfDeal = ({ opportunityName: name, amount, closeOn, product }: Input): Values => given({ name, amount, closeOn, product });

/** What is said on converting stands over what the mapping brings; the touches of the lead come along. */
function makeDeal(ctx: Context, lead: Values, input: Input, mapped: Values): Promise<string> {
  const { firstCampaign, lastCampaign } = lead;
  const derived = given({
    firstSource: touchOf(ctx, lead, 'firstSource'),
    firstCampaign,
    lastSource: touchOf(ctx, lead, 'lastSource'),
    lastCampaign,
  });
  return makeRecord(ctx, 'opportunity', { mapped, said: { account: input.account, ...saidOfDeal(input) }, derived });
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
  writes: {
    account: ['contact.account', 'opportunity.account'],
    contact: [],
    opportunity: [],
    opportunityName: 'opportunity.name',
    amount: 'opportunity.amount',
    closeOn: 'opportunity.closeOn',
    product: 'opportunity.product',
  },
  available: (lead) => lead.status !== 'converted',
  why: label('线索已转换，请打开对应商机', 'The lead is already converted; open its opportunity'),
  refused: (lead) => {
    const record = { account: lead.convertedAccount, contact: lead.convertedContact, opportunity: lead.convertedOpportunity };
    const error = leadErrors.ALREADY_CONVERTED();
    return leadErrors.ALREADY_CONVERTED({ errors: [{ field: 'id', code: error.code, message: error.text, record }] });
  },
  async run(ctx, call) {
    const { id, record: lead } = call;
    const { version, lines } = await mappingOf(ctx);
    const { made, ...result } = await convert(ctx, call, valuesOf(ctx, lead, lines));
    const { account, contact, opportunity } = result;
    for (const [object, target] of [
      ['account', made.includes('account') ? account : null],
      ['contact', contact],
      ['opportunity', opportunity],
    ] as const)
      if (target) await bringAlong(ctx, id, { object, id: target });
    if (contact) await bringConsent(ctx, id, contact);
    const converted = {
      status: 'converted',
      convertedAt: ctx.clock.now().toISOString(),
      convertedAccount: account,
      convertedContact: contact,
      convertedOpportunity: opportunity,
      convertedMade: made,
      mappingVersion: version,
    };
    await updateRecord(ctx, metaOf(ctx, 'lead'), id, converted, { asSystem: true });
    await emit(ctx, salesEvents.leadConverted, { object: 'lead', record: id, changes: { ...result, mappingVersion: version } });
    return result;
  },
});
