import { type WorkingCalendar, workingCalendar } from '@huanke/platform/calendar';
import { errors, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, systemUser, type Values } from '@huanke/platform/module';
import { phoneKey } from '@huanke/platform/text';
import { leadRules } from '../domain/lead-rules.ts';
import { isAnswered, isClosed, isWaiting } from '../domain/lead-status.ts';
import { answersOf, enoughAnswers } from '../domain/qualification.ts';

interface Life {
  readonly ctx: Context;
  readonly now: Date;
  readonly calendar: WorkingCalendar;
  /** Working minutes until a lead is to be answered. */
  readonly minutes: number | null;
  readonly knows: (status: string) => boolean;
}

const MINUTE = 60_000;

const isBad = (phone: unknown) => typeof phone === 'string' && phone !== '' && phoneKey(phone).kind === 'invalid';

/** A lead that somebody had goes into a pool: it is recycled, whatever it was before. */
function recycling(life: Life, change: Change, now: Values): Values {
  const { before, values } = change;
  const goesIn = Boolean(before?.owner) && Boolean(values.pool);
  if (!goesIn || isClosed(now.status)) return {};
  return life.knows('recycled') ? { status: 'recycled' } : {};
}

/** A new owner: the lead is assigned from now on, and the clock of the first answer begins, unless it was answered. Out of a pool all begins anew. */
function assignment(life: Life, change: Change, now: Values): Values {
  if (change.values.owner === undefined || change.values.owner === (change.before?.owner ?? null)) return {};
  if (!now.owner) return { ownerSince: null, slaDueAt: null, ...recycling(life, change, now) };
  const isSaid = change.values.status !== undefined;
  const anew = !isSaid && !isClosed(now.status) && (now.status === 'recycled' || Boolean(change.before?.pool));
  const waits = isWaiting(now.status) || anew;
  const assigned = waits && life.knows('assigned') ? { status: 'assigned' } : {};
  const since = { ownerSince: change.at.toISOString(), ...(anew && now.firstResponseAt ? { firstResponseAt: null } : {}) };
  // a file tells what was; no clock runs for thousands of leads that were answered elsewhere
  const isPast = life.ctx.channel === 'import' || life.now.getTime() - change.at.getTime() > MINUTE;
  if (!waits || (now.firstResponseAt && !anew) || isPast || life.minutes === null) return { ...since, ...assigned };
  const due = life.calendar.add(change.at, life.minutes).toISOString();
  return { ...since, ...assigned, slaDueAt: due, slaBreachedAt: null };
}

/** Three of the four questions of BANT answered make a lead qualified (SQL); so does who moves it there. */
function qualification(life: Life, change: Change, now: Values): Values {
  const isMoved = now.status === 'qualified' && change.before?.status !== 'qualified';
  const answers = answersOf(now) >= enoughAnswers && answersOf(change.before ?? {}) < enoughAnswers;
  const byAnswers = answers && (isWaiting(now.status) || now.status === 'following') && life.knows('qualified');
  if (!isMoved && !byAnswers) return {};
  return { ...(byAnswers ? { status: 'qualified' } : {}), ...(now.qualifiedAt ? {} : { qualifiedAt: change.at.toISOString() }) };
}

/** Who moves a lead on has answered it; where it does not wait any more no clock runs. */
function answer(life: Life, change: Change, now: Values): Values {
  const derived: Record<string, unknown> = {};
  const moved = change.values.status !== undefined && change.values.status !== change.before?.status;
  if (change.before && moved && isAnswered(now.status) && !now.firstResponseAt && life.ctx.channel !== 'import')
    derived.firstResponseAt = change.at.toISOString();
  if (now.slaDueAt && (!isWaiting(now.status) || (derived.firstResponseAt ?? now.firstResponseAt))) derived.slaDueAt = null;
  if (moved && change.before?.status === 'invalid' && now.invalidReason) derived.invalidReason = null;
  return derived;
}

function lifeOf(life: Life, change: Change): Values | undefined {
  const now = { ...change.before, ...change.values };
  const bad = isBad(now.phone);
  const phone = change.values.phone !== undefined && bad !== (now.phoneBad === true) ? { phoneBad: bad } : {};
  // the past is told as it was
  if (life.ctx.channel === 'sync') return phone;
  const assigned = assignment(life, change, now);
  const qualified = qualification(life, change, { ...now, ...assigned });
  const moved = { ...change, values: { ...change.values, ...assigned, ...qualified } };
  return { ...phone, ...assigned, ...qualified, ...answer(life, moved, { ...now, ...assigned, ...qualified }) };
}

/** What follows from who owns a lead and where it stands: assigned, when it is to be answered, whether its number can be called. */
export const leadLife = defineHook({
  name: 'sales.leadLife',
  object: 'lead',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const keys = new Set(
      ctx.meta
        .object('lead')
        ?.fields.get('status')
        ?.options?.map((option) => option.key),
    );
    const life: Life = {
      ctx,
      now: ctx.clock.now(),
      calendar: await workingCalendar(ctx),
      minutes: leadRules(ctx).firstResponseMinutes,
      knows: (status) => keys.has(status),
    };
    return changes.map((change) => lifeOf(life, change));
  },
});

const byAction = label('请用“转换”把线索转成客户', 'Use the action "Convert" to make a customer of a lead');
const closed = label('线索已转换，不能再修改', 'The lead is converted and can not be changed any more');
/** What may still change of a converted lead, beside what only our own code writes. */
const open = new Set(['owner', 'tags']);

/** Nobody writes `converted` but the action, and a converted lead is only looked at. Imports and the system tell what was. */
export const leadGuard = defineHook({
  name: 'sales.leadGuard',
  object: 'lead',
  stage: 'beforeValidate',
  on: ['update'],
  run(ctx, changes, reject) {
    if (ctx.channel === 'import' || ctx.channel === 'sync' || ctx.user.id === systemUser.id) return undefined;
    const fields = ctx.meta.object('lead')?.fields;
    for (const [index, { before, values }] of changes.entries()) {
      const was = before?.status === 'converted';
      const moves = values.status !== undefined && values.status !== before?.status;
      const isOurs = values.convertedAt !== undefined;
      if (moves && (was || values.status === 'converted') && !isOurs)
        reject(index, errors.STATE({ errors: [{ field: 'status', code: 'STATE', message: was ? closed : byAction }] }));
      else if (was && !isOurs) {
        const field = Object.keys(values).find((name) => !open.has(name) && !fields?.get(name)?.readOnly);
        if (field) reject(index, errors.STATE({ errors: [{ field, code: 'STATE', message: closed }] }));
      }
    }
    return undefined;
  },
});
