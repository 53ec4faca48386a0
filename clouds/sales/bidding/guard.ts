import { sql } from '@huanke/platform/database';
import { errors, fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { decidable } from './deciders.ts';
import { tenderErrors } from './errors.ts';
import { frozenText, isFrozen, over } from './frozen.ts';
import { type CheckedFile, checkSeals, filesNow, isIntact } from './seal.ts';

const texts = {
  decide: label('请先完成投标决策', 'Whether to bid is to be decided first'),
  decider: label('是否投标由负责人的上级决定', 'Whether to bid is decided by the manager of the owner'),
  seal: label('请先封标，再递交', 'Seal the bid before it is submitted'),
  deadline: label('请先填写投标截止时间', 'Enter the deadline first'),
  entry: label(
    '新建的投标从“发现”“已报名”或“投标决策”开始；补录以前投过的标，请建成“已开标”',
    'A new tender begins as discovered, registered or up for decision; one that was bid for earlier is entered as opened',
  ),
  closed: label('投标截止时间已过，只有负责人的上级可以改期', 'The deadline is over; only the manager of the owner puts it off'),
  differs: label(
    '投标人名单里我方的报价与“我方报价”不一致，请先核对',
    'Our price among the bidders differs from “Our price”; put it right first',
  ),
  price: label('报价由明细合计，请修改报价明细', 'The price is the sum of the lines; change those'),
};

const finalOf = (change: Change, field: string) =>
  change.values[field] === undefined ? (change.before?.[field] ?? null) : change.values[field];
const movesTo = (change: Change): unknown =>
  change.values.status !== undefined && change.values.status !== change.before?.status ? change.values.status : undefined;
const refuse = (message: typeof texts.decide, field = 'status') => errors.STATE({ errors: [{ field, code: 'STATE', message }] });
const forbid = (message: typeof texts.decide, field: string) => errors.FORBIDDEN({ errors: [{ field, code: 'FORBIDDEN', message }] });

/** "2026-03-02 17:00" in the company's zone. */
export const clockIn = (zone: string, at: Date): string =>
  new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at);

/** Nothing is submitted after the deadline, whatever way it comes in; the second of the deadline itself is in time. Source: SAL-15. */
function lateness(ctx: Context, change: Change): Error | undefined {
  const deadline = finalOf(change, 'deadlineAt');
  if (typeof deadline !== 'string') return fieldError('REQUIRED', 'deadlineAt', texts.deadline);
  if (ctx.clock.now().getTime() <= Date.parse(deadline)) return undefined;
  const values = { at: clockIn(ctx.tenant.timeZone, new Date(deadline)) };
  const { text: message } = tenderErrors.TENDER_CLOSED({ values });
  return tenderErrors.TENDER_CLOSED({ values, errors: [{ field: 'status', code: 'TENDER_CLOSED', message }] });
}

function brokenSeal(files: readonly CheckedFile[]): Error | undefined {
  if (isIntact(files)) return undefined;
  const moved = files.filter(({ state }) => state !== 'same');
  if (moved.length === 0) return refuse(texts.seal);
  const names = moved.slice(0, 5).map(({ section, name, sealed, now }) => `${section}/${name} (${short(sealed)} → ${short(now)})`);
  const values = { files: names.join(', ') };
  const { text: message } = tenderErrors.SEAL_BROKEN({ values });
  return tenderErrors.SEAL_BROKEN({ values, errors: [{ field: 'status', code: 'SEAL_BROKEN', message }] });
}

/** The first digits of a hash, as people compare them. */
const short = (hash: string | null) => hash?.slice(0, 12) ?? '--';

/** In these nobody has decided yet; a tender that was entered in a later state was decided elsewhere. */
const undecided: ReadonlySet<unknown> = new Set(['discovered', 'registered', 'approval']);

/** Nobody begins in these: what they stand on would be missing. */
const later: ReadonlySet<unknown> = new Set(['preparing', 'sealed', 'submitted', ...over]);
/** In these a bid can still be handed in. */
const unsubmitted: ReadonlySet<unknown> = new Set([...undecided, 'preparing', 'sealed']);

interface Known {
  /** Of tenders to be submitted: their files against the sealed ones. */
  readonly seals: ReadonlyMap<string, CheckedFile[]>;
  /** Of tenders to be sealed: those that have files. */
  readonly filed: ReadonlySet<string>;
  /** Of tenders on which a decision waits, or whose deadline is put off when it is over: those on which the caller may decide. */
  readonly decided: ReadonlySet<string>;
  /** Of tenders to be won: those with another price of ours among the bidders. */
  readonly differing: ReadonlySet<string>;
}

/** A move from the decision to the writing of the bid is the decision to bid, unless the action has brought one along. */
const decides = (change: Change): boolean =>
  change.before?.status === 'approval' && movesTo(change) === 'preparing' && change.values.decidedAt === undefined;

/** A deadline that is over is set anew: the bid could be handed in after all. */
const postpones = (ctx: Context, { before, values }: Change): boolean =>
  values.deadlineAt !== undefined &&
  unsubmitted.has(before?.status) &&
  typeof before?.deadlineAt === 'string' &&
  Date.parse(before.deadlineAt) < ctx.clock.now().getTime();

/** Imports and code of ours tell where things stand. */
const tells = (ctx: Context): boolean => ctx.channel === 'import' || ctx.channel === 'sync' || ctx.access.system === true;

function refusal(ctx: Context, change: Change, { seals, filed, decided, differing }: Known): Error | undefined {
  const { before, values } = change;
  const to = movesTo(change);
  if (!before) return later.has(values.status) && !tells(ctx) ? refuse(texts.entry) : undefined;
  if (postpones(ctx, change) && !decided.has(change.id)) return forbid(texts.closed, 'deadlineAt');
  const { status, sealedAt } = before;
  if (values.bidPrice !== undefined && to !== 'preparing' && isFrozen(ctx, { status, sealedAt })) return refuse(frozenText, 'bidPrice');
  if (typeof to !== 'string') return undefined;
  if (decides(change)) return decided.has(change.id) ? undefined : forbid(texts.decider, 'status');
  if (to === 'won' && differing.has(change.id)) return fieldError('RULE', 'bidPrice', texts.differs);
  const isPrepared = to === 'preparing' || to === 'sealed' || to === 'submitted';
  if (isPrepared && undecided.has(status) && finalOf(change, 'decision') !== 'go') return refuse(texts.decide);
  if (to === 'sealed' && !filed.has(change.id)) return tenderErrors.SEAL_EMPTY();
  return to === 'submitted' ? brokenSeal(seals.get(change.id) ?? []) : undefined;
}

async function knownOf(ctx: Context, changes: readonly Change[]): Promise<Known> {
  const moving = (which: (change: Change) => boolean) => changes.filter((change) => change.before && which(change)).map(({ id }) => id);
  const [submitted, sealed, won] = ['submitted', 'sealed', 'won'].map((status) => moving((change) => movesTo(change) === status));
  const seals = submitted?.length ? await checkSeals(ctx, submitted) : new Map<string, CheckedFile[]>();
  const files = sealed?.length ? await filesNow(ctx, sealed) : [];
  const decided = await decidable(
    ctx,
    moving((change) => decides(change) || postpones(ctx, change)),
  );
  return { seals, filed: new Set(files.map(({ tender }) => tender)), decided, differing: await differingOf(ctx, won ?? []) };
}

async function differingOf(ctx: Context, tenders: readonly string[]): Promise<ReadonlySet<string>> {
  if (tenders.length === 0) return new Set();
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct t.id from tender t join bid_result b on b.tenant_id = t.tenant_id and b.tender = t.id and b.deleted_at is null
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${tenders}::uuid[]) and b.ours and b.price <> t.bid_price`);
  return new Set(rows.map(({ id }) => id));
}

/** Tenders among these whose price is the sum of lines. */
async function linedOf(ctx: Context, changes: readonly Change[]): Promise<ReadonlySet<string>> {
  const priced = changes.filter(({ before, values }) => before && values.bidPrice !== undefined).map(({ id }) => id);
  if (priced.length === 0) return new Set();
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct tender as id from tender_line
    where tenant_id = ${ctx.tenant.id} and tender = any(${priced}::uuid[]) and deleted_at is null`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * What a move of a tender asks beyond the table of its states, of imports, too: a decision before the bid is written, files to seal,
 * and for submitting the time before the deadline and the files that were sealed. From the seal on the price stays, a deadline that is over is
 * put off by who decides, and what is won is won at our price. A new record begins before the decision, or as opened; imports may tell where a
 * tender stands.
 */
export const tenderGuard = defineHook({
  name: 'sales.tenderGuard',
  object: 'tender',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const known = await knownOf(ctx, changes);
    const lined = await linedOf(ctx, changes);
    for (const [index, change] of changes.entries()) {
      const late = movesTo(change) === 'submitted' ? lateness(ctx, change) : undefined;
      const error = late ?? refusal(ctx, change, known);
      if (error) reject(index, error);
      else if (lined.has(change.id)) reject(index, fieldError('RULE', 'bidPrice', texts.price));
    }
    const go: Values = { decision: 'go', decidedBy: ctx.user.id, decidedAt: ctx.clock.now().toISOString() };
    return changes.map((change) => (decides(change) ? go : undefined));
  },
});
