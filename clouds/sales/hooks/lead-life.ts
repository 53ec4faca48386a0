import { type WorkingCalendar, workingCalendar } from '@huanke/platform/calendar';
import { type AppError, errors, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, systemUser, type Values } from '@huanke/platform/module';
import { phoneKey } from '@huanke/platform/text';
import { leadRules } from '../domain/lead-rules.ts';
import { isAnswered, isClosed, isGone, isWaiting } from '../domain/lead-status.ts';
import { answersOf, enoughAnswers, whyNotQualified } from '../domain/qualification.ts';

interface Life {
  readonly ctx: Context;
  readonly now: Date;
  readonly calendar: WorkingCalendar;
  /** Working minutes until a lead is to be answered. */
  readonly minutes: number | null;
  readonly knows: (status: string) => boolean;
  /** Whether a source can be kept as that of a touch: an import may have given leads others of their own. */
  readonly isTouch: (source: unknown) => boolean;
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

/** It comes back to be answered: out of a pool, or from where nobody worked on it. Said by a person the state is theirs to choose. */
function beginsAnew({ before, values }: Change, now: Values): boolean {
  if (values.status === undefined) return !isClosed(now.status) && (now.status === 'recycled' || Boolean(before?.pool));
  return isWaiting(now.status) && (isGone(before?.status) || Boolean(before?.pool));
}

/**
 * A new owner, or the same one again for a lead that comes back: it is assigned from now on, and the clock of the first answer begins, unless it
 * was answered. Out of a pool, reopened and taken up again all begins anew.
 */
function assignment(life: Life, change: Change, now: Values): Values {
  const { before, values } = change;
  const isHanded = values.owner !== undefined && values.owner !== (before?.owner ?? null);
  if (isHanded && !now.owner) return { ownerSince: null, slaDueAt: null, ...recycling(life, change, now) };
  const anew = (isHanded || values.status !== undefined) && beginsAnew(change, now);
  if (!isHanded && !anew) return {};
  const unanswered = anew && now.firstResponseAt ? { firstResponseAt: null } : {};
  if (!now.owner) return unanswered;
  const waits = isWaiting(now.status) || anew;
  const assigned = waits && life.knows('assigned') ? { status: 'assigned' } : {};
  const since = { ownerSince: change.at.toISOString(), ...unanswered };
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

/** The answer it had is taken back: it waits again, and the clock goes on from where its owner got it. */
function unanswered(life: Life, { before, values }: Change, now: Values): Values {
  const isBack = values.firstResponseAt === null && before?.firstResponseAt && values.status === undefined && values.owner === undefined;
  if (!isBack || now.status !== 'following' || !now.owner || !life.knows('assigned')) return {};
  const since = new Date(String(now.ownerSince ?? now.createdAt));
  return { status: 'assigned', slaDueAt: life.minutes === null ? null : life.calendar.add(since, life.minutes).toISOString() };
}

/** Who is entered with a source has come to us by it: their first touch, and the last one until they come again. */
function firstTouch(life: Life, { before, values, at }: Change): Values {
  if (before || values.firstTouchAt || !life.isTouch(values.source)) return {};
  const since = at.toISOString();
  return { firstTouchAt: since, firstSource: values.source, lastTouchAt: since, lastSource: values.source };
}

function lifeOf(life: Life, change: Change): Values | undefined {
  const now = { ...change.before, ...change.values };
  const bad = isBad(now.phone);
  const phone = change.values.phone !== undefined && bad !== (now.phoneBad === true) ? { phoneBad: bad } : {};
  const told = { ...phone, ...firstTouch(life, change) };
  // the past is told as it was
  if (life.ctx.channel === 'sync') return told;
  const assigned = { ...assignment(life, change, now), ...unanswered(life, change, now) };
  const qualified = qualification(life, change, { ...now, ...assigned });
  const moved = { ...change, values: { ...change.values, ...assigned, ...qualified } };
  return { ...told, ...assigned, ...qualified, ...answer(life, moved, { ...now, ...assigned, ...qualified }) };
}

/** What follows from who owns a lead and where it stands: assigned, when it is to be answered, whether its number can be called. */
export const leadLife = defineHook({
  name: 'sales.leadLife',
  object: 'lead',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const fields = ctx.meta.object('lead')?.fields;
    const keysOf = (field: string) => new Set<unknown>(fields?.get(field)?.options?.map(({ key }) => key));
    const [statuses, sources] = [keysOf('status'), keysOf('firstSource')];
    const life: Life = {
      ctx,
      now: ctx.clock.now(),
      calendar: await workingCalendar(ctx),
      minutes: leadRules(ctx).firstResponseMinutes,
      knows: (status) => statuses.has(status),
      isTouch: (source) => sources.has(source),
    };
    return changes.map((change) => lifeOf(life, change));
  },
});

const texts = {
  byAction: label('请用“转换”把线索转成客户', 'Use the action "Convert" to make a customer of a lead'),
  closed: label('线索已转换，不能再修改', 'The lead is converted and can not be changed any more'),
  recycled: label('线索退回公海才会变为已回收，请用“退回公海”', 'A lead is recycled by going into a pool; use "Return to pool"'),
  owned: label('有负责人的线索是待跟进，不能改为待分配', 'A lead with an owner is assigned and can not be new'),
};
/** What may still change of a converted lead, beside what only our own code writes. */
const open = new Set(['owner', 'tags']);

const refused = (field: string, message: Label) => errors.STATE({ errors: [{ field, code: 'STATE', message }] });

/** Why a lead may not be called what a person calls it; the state it has goes with its owner, its pool and what it has answered. */
function whyNotMoved(ctx: Context, { before, values }: Change): AppError | undefined {
  if (before?.status === 'converted') return refused('status', texts.closed);
  const now = { ...before, ...values };
  if (values.status === 'converted') return refused('status', texts.byAction);
  if (values.status === 'recycled' && !now.pool) return refused('status', texts.recycled);
  // a new one is assigned by having an owner
  if (values.status === 'new' && before && now.owner) return refused('status', texts.owned);
  return values.status === 'qualified' ? whyNotQualified(ctx, now) : undefined;
}

/**
 * Nobody writes `converted` but the action, `recycled` but the pools, `qualified` without the answers or the right to accept it; and a converted
 * lead is only looked at. Imports and the system tell what was.
 */
export const leadGuard = defineHook({
  name: 'sales.leadGuard',
  object: 'lead',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  run(ctx, changes, reject) {
    if (ctx.channel === 'import' || ctx.channel === 'sync' || ctx.user.id === systemUser.id) return undefined;
    const fields = ctx.meta.object('lead')?.fields;
    for (const [index, change] of changes.entries()) {
      const { before, values } = change;
      // written by our own code only: it converts, or takes that back
      if (values.convertedAt !== undefined) continue;
      const moves = values.status !== undefined && values.status !== before?.status;
      const wrong = moves ? whyNotMoved(ctx, change) : undefined;
      if (wrong) reject(index, wrong);
      else if (before?.status === 'converted') {
        const field = Object.keys(values).find((name) => !open.has(name) && !fields?.get(name)?.readOnly);
        if (field) reject(index, refused(field, texts.closed));
      }
    }
    return undefined;
  },
});
