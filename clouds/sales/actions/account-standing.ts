import { dayIn, fieldError, label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf, type Values } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import { judgeAccounts } from '../accounts/judge.ts';
import { markLost as lostToken, regainAccount as regainToken, ruleLevel as ruleToken, setLevel as setToken } from '../contract.ts';

const past = label('有效期应在今天或以后', 'It must end today or later');
const state = { type: 'object', properties: { level: { type: ['string', 'null'] }, lifecycle: { type: ['string', 'null'] } } } as const;

const write = (ctx: Context, id: string, values: Values) => updateRecord(ctx, metaOf(ctx, 'account'), id, values, { asSystem: true });

/** Says what an account is worth for a while, whatever the rule says; the reason stays with it. */
export const setLevel = defineAction(setToken, {
  label: label('人工定级', 'Set level by hand'),
  icon: 'star',
  permission: 'account.edit',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['level', 'levelUntil', 'levelReason'],
    properties: {
      level: { type: 'string', maxLength: 80, title: '级别' },
      levelUntil: { type: 'string', format: 'date', title: '有效至' },
      levelReason: { type: 'string', minLength: 1, maxLength: 200, title: '原因' },
    },
  },
  result: state,
  async run(ctx, { id, input: { level, levelUntil, levelReason } }) {
    if (levelUntil < dayIn(ctx.tenant.timeZone, ctx.clock.now())) throw fieldError('INVALID_VALUE', 'levelUntil', past);
    if (levelReason.trim() === '') throw fieldError('REQUIRED', 'levelReason');
    await updateRecord(ctx, metaOf(ctx, 'account'), id, { level });
    // a level that changes forgets until when and why the last one was: these come after it
    await write(ctx, id, { levelBy: 'manual', levelUntil, levelReason });
    return { level };
  },
});

/** Gives the level back to the rule, which sets it at once. */
export const ruleLevel = defineAction(ruleToken, {
  label: label('恢复按规则定级', 'Level by rule again'),
  icon: 'undo',
  permission: 'account.edit',
  input: { type: 'object', additionalProperties: false, properties: {} },
  sets: ['account.level'],
  available: (account) => account.levelBy === 'manual',
  quiet: true,
  result: state,
  async run(ctx, { id }) {
    await write(ctx, id, { levelBy: 'rule', levelUntil: null, levelReason: null });
    await judgeAccounts(ctx, [id]);
    return {};
  },
});

/** The customer is gone: said by hand, with the reason. */
export const markLost = defineAction(lostToken, {
  label: label('标记流失', 'Mark as lost'),
  icon: 'close',
  permission: 'account.edit',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['lifecycleReason'],
    properties: { lifecycleReason: { type: 'string', minLength: 1, maxLength: 200, title: '流失原因' } },
  },
  sets: ['account.lifecycle'],
  available: (account) => account.lifecycle !== 'lost',
  quiet: true,
  result: state,
  async run(ctx, { id, input: { lifecycleReason } }) {
    await write(ctx, id, { lifecycle: 'lost', lifecycleAt: ctx.clock.now().toISOString(), lifecycleReason });
    return { lifecycle: 'lost' };
  },
});

/** The customer is back: the rule says what it is now. */
export const regainAccount = defineAction(regainToken, {
  label: label('取消流失', 'Not lost after all'),
  icon: 'undo',
  permission: 'account.edit',
  input: { type: 'object', additionalProperties: false, properties: {} },
  sets: ['account.lifecycle'],
  available: (account) => account.lifecycle === 'lost',
  quiet: true,
  result: state,
  async run(ctx, { id }) {
    await write(ctx, id, { lifecycle: null, lifecycleReason: null });
    await judgeAccounts(ctx, [id]);
    return {};
  },
});
