import { sql } from '@huanke/platform/database';
import { fieldError, fillLabel, formatDecimal, label, parseDecimal } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf, type Values } from '@huanke/platform/module';
import { type SaveRow, saveAll, updateRecord } from '@huanke/platform/records';
import {
  type BidderInput,
  decideTender as decideToken,
  resultTender as resultToken,
  sealTender as sealToken,
  submitTender as submitToken,
} from '../contract.ts';
import { decidable } from './deciders.ts';
import { tenderErrors } from './errors.ts';
import { filesSealed } from './seal.ts';

const statusResult = { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] } as const;
const none = { type: 'object', additionalProperties: false, properties: {} } as const;

async function move(ctx: Context, id: string, status: string, values: Values = {}): Promise<{ status: string }> {
  await updateRecord(ctx, metaOf(ctx, 'tender'), id, { ...values, status }, { asSystem: true });
  return { status };
}

/** 投标决策: to bid or not, by whom, when and why. Answers 403 to everybody but the owner's manager and who holds `tender.decide`. */
export const decideTender = defineAction(decideToken, {
  label: label('投标决策', 'Decide'),
  icon: 'check',
  permission: 'tender.edit',
  elsewhere: true,
  leadsTo: 'preparing',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['go'],
    properties: { go: { type: 'boolean', title: '投标' }, reason: { type: 'string', maxLength: 2000, title: '说明' } },
  },
  result: statusResult,
  writes: { go: ['tender.decision', 'tender.status'], reason: 'tender.decisionReason' },
  available: (record) => record.status === 'approval',
  why: label('只有待决策的投标可以决定', 'Only a tender that waits for a decision is decided'),
  may: async (ctx, id) => (await decidable(ctx, [id])).has(id),
  async run(ctx, { id, input: { go, reason } }) {
    const decisionReason = reason?.trim() || null;
    if (!go && decisionReason === null) {
      const { text: message } = tenderErrors.REASON_NEEDED();
      throw tenderErrors.REASON_NEEDED({ errors: [{ field: 'reason', code: 'REASON_NEEDED', message }] });
    }
    const decided = { decision: go ? 'go' : 'noGo', decidedBy: ctx.user.id, decidedAt: ctx.clock.now().toISOString(), decisionReason };
    return move(ctx, id, go ? 'preparing' : 'withdrawn', decided);
  },
});

/** 封标: freezes the files of all sections with their hashes; the move to `sealed` does the same. */
export const sealTender = defineAction(sealToken, {
  label: label('封标', 'Seal'),
  icon: 'lock',
  permission: 'tender.edit',
  primary: true,
  leadsTo: 'sealed',
  quiet: true,
  input: none,
  result: { type: 'object', properties: { status: { type: 'string' }, files: { type: 'integer' } }, required: ['status', 'files'] },
  sets: ['tender.status'],
  available: (record) => record.status === 'preparing',
  why: label('编制中的标书才能封标', 'Only a bid that is being prepared is sealed'),
  async run(ctx, { id }) {
    const moved = await move(ctx, id, 'sealed');
    return { ...moved, files: (await filesSealed(ctx, [id])).length };
  },
});

/** 递交: in time and with the files that were sealed, see the hook of tenders. */
export const submitTender = defineAction(submitToken, {
  label: label('递交', 'Submit'),
  icon: 'upload',
  permission: 'tender.edit',
  primary: true,
  leadsTo: 'submitted',
  quiet: true,
  input: none,
  result: statusResult,
  sets: ['tender.status'],
  available: (record) => record.status === 'sealed',
  why: label('封标之后才能递交', 'A bid is submitted once it is sealed'),
  run: (ctx, { id }) => move(ctx, id, 'submitted'),
});

const decimal = (title: string) => ({ type: ['string', 'number', 'null'], maxLength: 40, title }) as const;

/** 开标结果: how it ended, with the bidders as they were read out. Bidders known by name are brought up to date. */
export const resultTender = defineAction(resultToken, {
  label: label('登记结果', 'Record the result'),
  icon: 'trophy',
  permission: 'tender.edit',
  primary: true,
  quiet: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['outcome'],
    properties: {
      outcome: { type: 'string', enum: ['won', 'lost', 'void'], title: '结果' },
      winner: { type: 'string', maxLength: 200, title: '中标人' },
      bidders: {
        type: 'array',
        maxItems: 100,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['name'],
          properties: {
            name: { type: 'string', minLength: 1, maxLength: 200, title: '投标人' },
            ours: { type: 'boolean', title: '我方' },
            price: decimal('报价'),
            technical: decimal('技术评分'),
            business: decimal('商务评分'),
            rejected: { type: 'boolean', title: '否决' },
          },
        },
      },
    },
  },
  result: statusResult,
  writes: {
    outcome: 'tender.status',
    winner: 'bidResult.winner',
    ...Object.fromEntries(
      ['name', 'ours', 'price', 'technical', 'business', 'rejected'].map((part) => [`bidders[].${part}`, `bidResult.${part}`]),
    ),
  },
  available: (record) => record.status === 'opened',
  why: label('开标之后才有结果', 'There is a result once the bids are opened'),
  async run(ctx, { id, record, input: { outcome, winner, bidders = [] } }) {
    checkPrices(bidders, record.bidPrice);
    await saveBidders(ctx, id, bidders, outcome === 'won' ? { ours: true } : { name: winner });
    return move(ctx, id, outcome);
  },
});

/** What was read out for us is what we bid: the sum of the lines, where there are some. */
function checkPrices(bidders: readonly BidderInput[], bidPrice: unknown): void {
  if (typeof bidPrice !== 'string') return;
  for (const [index, { ours, price = null }] of bidders.entries()) {
    const read = ours && price !== null ? parseDecimal(String(price), 2) : undefined;
    if (typeof read !== 'bigint' || formatDecimal(read, 2) === bidPrice) continue;
    const differs = fillLabel(label('我方报价是 {price}，与登记的不一致', 'Our price is {price}; this one differs'), { price: bidPrice });
    throw fieldError('RULE', `bidders[${index}].price`, differs);
  }
}

async function saveBidders(
  ctx: Context,
  tender: string,
  bidders: readonly BidderInput[],
  winner: { readonly ours?: boolean; readonly name?: string | undefined },
): Promise<void> {
  const named = bidders.map((bidder) => ({ ...bidder, name: bidder.name.trim() }));
  const twice = named.findIndex(({ name }, index) => named.some((other, at) => at < index && other.name === name));
  if (twice >= 0) throw fieldError('DUPLICATE', `bidders[${twice}].name`, label('投标人重复', 'The bidder stands twice'));
  const known = await ctx.query<{ id: string; name: string; ours: boolean | null }>(sql`
    select id, name, ours from bid_result where tenant_id = ${ctx.tenant.id} and tender = ${tender} and deleted_at is null order by id for update`);
  const wins = (name: string, ours: boolean | null | undefined) => (winner.ours ? ours === true : name === winner.name);
  const rows = named.map((bidder): SaveRow => {
    const before = known.find(({ name }) => name === bidder.name);
    const values = { ...bidder, winner: wins(bidder.name, bidder.ours ?? before?.ours) };
    return before ? { operation: 'update', id: before.id, values } : { operation: 'create', values: { ...values, tender } };
  });
  const others = known
    .filter(({ name }) => !named.some((bidder) => bidder.name === name))
    .map(({ id, name, ours }): SaveRow => ({ operation: 'update', id, values: { winner: wins(name, ours) } }));
  await saveAll(ctx, metaOf(ctx, 'bidResult'), [...rows, ...others], { asSystem: true });
}
