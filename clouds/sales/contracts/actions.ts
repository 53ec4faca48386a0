import { sql } from '@huanke/platform/database';
import { fieldError, formatDecimal, label, parseDecimal, roundDiv, textOf } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf, type Values } from '@huanke/platform/module';
import { type SaveRow, saveAll, updateRecord } from '@huanke/platform/records';
import {
  completeContract as completeToken,
  confirmContract as confirmToken,
  draftContract as draftToken,
  type InstalmentInput,
  planPayments as planToken,
  signContract as signToken,
  terminateContract as terminateToken,
} from '../contract.ts';
import { stagesOf } from '../deals/stages.ts';
import { dealLines, saveDrafts } from './draft.ts';
import { sharesOf } from './follow.ts';
import { contractSettings } from './settings.ts';
import { stateOf } from './states.ts';

const statusResult = { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] } as const;
const none = { type: 'object', additionalProperties: false, properties: {} } as const;
const day = (title: string) => ({ type: 'string', format: 'date', maxLength: 10, title }) as const;

async function move(ctx: Context, id: string, status: string, values: Values = {}): Promise<{ status: string }> {
  await updateRecord(ctx, metaOf(ctx, 'contract'), id, { ...values, status });
  return { status };
}

/** 提交签署: what was agreed stays from now on, and waits for a second person where the company asks for one. */
export const signContract = defineAction(signToken, {
  label: label('提交签署', 'Hand in as signed'),
  icon: 'check',
  permission: 'contract.edit',
  primary: true,
  quiet: true,
  leadsTo: 'signing',
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      signedOn: day('签订日期'),
      signedFile: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 40 }, title: '签署文件' },
    },
  },
  result: statusResult,
  sets: ['contract.status', 'contract.signedOn'],
  needs: (ctx, record) => Promise.resolve(contractSettings(ctx).needsFile && !hasFile(record) ? ['signedFile'] : []),
  available: (record, ctx) => stateOf(ctx, record.status) === 'draft',
  why: label('只有草稿可以提交签署', 'Only a draft is handed in'),
  async run(ctx, { id, record, input: { signedOn, signedFile = [] } }) {
    const held = Array.isArray(record.signedFile) ? (record.signedFile as { id: string }[]).map((file) => file.id) : [];
    const files = signedFile.length === 0 ? {} : { signedFile: [...new Set([...held, ...signedFile])].map((file) => ({ id: file })) };
    const status = contractSettings(ctx).secondPerson ? 'signing' : 'active';
    return move(ctx, id, status, { ...(signedOn === undefined ? {} : { signedOn }), ...files });
  },
});

const hasFile = ({ signedFile }: Values): boolean => Array.isArray(signedFile) && signedFile.length > 0;

/** 确认生效: by who may confirm and has not handed it in. */
export const confirmContract = defineAction(confirmToken, {
  label: label('确认生效', 'Confirm'),
  icon: 'check',
  permission: 'contract.confirm',
  primary: true,
  quiet: true,
  leadsTo: 'active',
  input: none,
  result: statusResult,
  sets: ['contract.status'],
  available: (record, ctx) => stateOf(ctx, record.status) === 'signing' && record.signedBy !== ctx.user.id,
  why: label('合同要由提交签署人以外的人确认', 'Somebody else than who handed it in confirms a contract'),
  run: (ctx, { id }) => move(ctx, id, 'active'),
});

export const completeContract = defineAction(completeToken, {
  label: label('履行完毕', 'Complete'),
  icon: 'flag',
  permission: 'contract.edit',
  quiet: true,
  leadsTo: 'completed',
  input: none,
  result: statusResult,
  sets: ['contract.status'],
  available: (record, ctx) => stateOf(ctx, record.status) === 'active',
  why: label('只有履行中的合同可以完成', 'Only an active contract is completed'),
  run: (ctx, { id }) => move(ctx, id, 'completed'),
});

/** 终止: what fell due until that day stays owed. */
export const terminateContract = defineAction(terminateToken, {
  label: label('终止', 'Terminate'),
  icon: 'lock',
  permission: 'contract.edit',
  quiet: true,
  leadsTo: 'terminated',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['endReason'],
    properties: { endReason: { type: 'string', maxLength: 500, title: '终止原因' }, endedOn: day('终止日期') },
  },
  result: statusResult,
  sets: ['contract.status'],
  available: (record, ctx) => stateOf(ctx, record.status) === 'active',
  why: label('只有履行中的合同可以终止', 'Only an active contract is terminated'),
  async run(ctx, { id, input: { endReason, endedOn } }) {
    const reason = endReason.trim();
    if (reason === '') throw fieldError('REQUIRED', 'endReason', label('请填写终止原因', 'Say why it is terminated'));
    const ended = { endReason: reason, ...(endedOn === undefined ? {} : { endedOn }), status: 'terminated' };
    await updateRecord(ctx, metaOf(ctx, 'contract'), id, ended, { asSystem: true });
    return { status: 'terminated' };
  },
});

const weightScale = 6;
const notWeight = label('比例要大于 0', 'A share must be more than 0');

function weightOf({ weight }: InstalmentInput, index: number): bigint {
  const read = parseDecimal(String(weight), weightScale);
  if (typeof read !== 'bigint' || read <= 0n) throw fieldError('INVALID_VALUE', `parts[${index}].weight`, notWeight);
  return read;
}

/** What an instalment is called that has no name. */
const nameOf = (index: number) => label(`第 ${index + 1} 期`, `Instalment ${index + 1}`);

/** 排回款计划: the amount of a draft in instalments by weights, the last with what remains; in place of those it has. Source: SAL-26. */
export const planPayments = defineAction(planToken, {
  label: label('排回款计划', 'Plan instalments'),
  icon: 'calendar',
  permission: 'contract.edit',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['parts'],
    properties: {
      parts: {
        type: 'array',
        minItems: 1,
        maxItems: 120,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['weight'],
          properties: {
            name: { type: 'string', minLength: 1, maxLength: 100, title: '款项' },
            weight: { type: ['string', 'number'], maxLength: 20, title: '比例' },
            dueRule: { type: 'string', enum: ['date', 'signed', 'accepted'], title: '到期方式' },
            days: { type: 'integer', minimum: 0, maximum: 3650, title: '天数' },
            dueOn: day('应收日期'),
            milestone: { type: 'string', maxLength: 40, title: '里程碑' },
          },
        },
      },
    },
  },
  writes: Object.fromEntries(
    ['name', 'weight', 'dueRule', 'days', 'dueOn', 'milestone'].map((part) => [
      `parts[].${part}`,
      `paymentPlan.${part === 'weight' ? 'amount' : part}`,
    ]),
  ),
  result: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] },
  available: (record, ctx) => stateOf(ctx, record.status) === 'draft',
  why: label('合同已提交签署，回款计划不能再排', 'The contract was handed in; its instalments stay'),
  async run(ctx, { id, record, input: { parts } }) {
    if (record.amount === null) throw fieldError('REQUIRED', 'amount', label('请先填写合同金额', 'Enter the amount first'));
    const weights = parts.map(weightOf);
    const amounts = sharesOf(record.amount, record.currency, weights);
    const meta = metaOf(ctx, 'paymentPlan');
    const before = await ctx.query<{ id: string }>(sql`
      select id from payment_plan where tenant_id = ${ctx.tenant.id} and contract = ${id} and deleted_at is null order by id`);
    const total = weights.reduce((all, weight) => all + weight, 0n);
    const made = parts.map(({ weight: _, ...part }, index): SaveRow => {
      const name = part.name ?? textOf(nameOf(index), ctx.tenant.language);
      const share = formatDecimal(roundDiv((weights[index] ?? 0n) * 100n * 10n ** BigInt(weightScale), total), weightScale);
      return {
        operation: 'create',
        values: { dueRule: 'signed', ...part, name, contract: id, seq: index + 1, amount: amounts[index], share },
      };
    });
    // a share is nobody's to write by hand; what the lookups may name is still the caller's
    await saveAll(ctx, meta, [...before.map((plan): SaveRow => ({ operation: 'delete', id: plan.id })), ...made], { asSystem: true });
    return { count: parts.length };
  },
});

/** 生成合同: a draft with what the deal says and its product lines, of the deal's owner. */
export const draftContract = defineAction(draftToken, {
  label: label('生成合同', 'Draft the contract'),
  icon: 'file',
  permission: 'contract.create',
  input: none,
  result: { type: 'object', properties: { contract: { type: 'string' } }, required: ['contract'] },
  available: (record, ctx) => !stagesOf(ctx, 'lost').includes(String(record.stage)),
  why: label('输单的商机不能生成合同', 'There is no contract of a deal that is lost'),
  async run(ctx, { id, record }) {
    const { name, account = null, contact = null, amount = null, currency = null, owner = null } = record;
    const lines = await dealLines(ctx, id);
    const values = { name, account, contact, opportunity: id, amount, currency, owner: owner ?? ctx.user.id };
    const [contract = ''] = await saveDrafts(ctx, [{ values, lines }]);
    return { contract };
  },
});
