import { sql } from '@huanke/platform/database';
import { errors, fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { decidable } from './deciders.ts';
import { tenderErrors } from './errors.ts';
import { type CheckedFile, checkSeals, filesNow, isIntact } from './seal.ts';

const texts = {
  decide: label('请先完成投标决策', 'Whether to bid is to be decided first'),
  decider: label('是否投标由负责人的上级决定', 'Whether to bid is decided by the manager of the owner'),
  seal: label('请先封标，再递交', 'Seal the bid before it is submitted'),
  deadline: label('请先填写投标截止时间', 'Enter the deadline first'),
  price: label('报价由明细合计，请修改报价明细', 'The price is the sum of the lines; change those'),
};

const finalOf = (change: Change, field: string) =>
  change.values[field] === undefined ? (change.before?.[field] ?? null) : change.values[field];
const movesTo = (change: Change): unknown =>
  change.values.status !== undefined && change.values.status !== change.before?.status ? change.values.status : undefined;
const refuse = (message: typeof texts.decide) => errors.STATE({ errors: [{ field: 'status', code: 'STATE', message }] });

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

interface Known {
  /** Of tenders to be submitted: their files against the sealed ones. */
  readonly seals: ReadonlyMap<string, CheckedFile[]>;
  /** Of tenders to be sealed: those that have files. */
  readonly filed: ReadonlySet<string>;
  /** Of tenders on which a decision waits: those on which the caller may decide. */
  readonly decided: ReadonlySet<string>;
}

/** A move from the decision to the writing of the bid is the decision to bid, unless the action has brought one along. */
const decides = (change: Change): boolean =>
  change.before?.status === 'approval' && movesTo(change) === 'preparing' && change.values.decidedAt === undefined;

function refusal(change: Change, { seals, filed, decided }: Known): Error | undefined {
  const to = movesTo(change);
  if (!change.before || typeof to !== 'string') return undefined;
  if (decides(change)) {
    const problem = { field: 'status', code: 'FORBIDDEN', message: texts.decider };
    return decided.has(change.id) ? undefined : errors.FORBIDDEN({ errors: [problem] });
  }
  const isPrepared = to === 'preparing' || to === 'sealed' || to === 'submitted';
  if (isPrepared && undecided.has(change.before.status) && finalOf(change, 'decision') !== 'go') return refuse(texts.decide);
  if (to === 'sealed' && !filed.has(change.id)) return tenderErrors.SEAL_EMPTY();
  return to === 'submitted' ? brokenSeal(seals.get(change.id) ?? []) : undefined;
}

async function knownOf(ctx: Context, changes: readonly Change[]): Promise<Known> {
  const moving = (which: (change: Change) => boolean) => changes.filter((change) => change.before && which(change)).map(({ id }) => id);
  const [submitted, sealed] = ['submitted', 'sealed'].map((status) => moving((change) => movesTo(change) === status));
  const seals = submitted?.length ? await checkSeals(ctx, submitted) : new Map<string, CheckedFile[]>();
  const files = sealed?.length ? await filesNow(ctx, sealed) : [];
  return { seals, filed: new Set(files.map(({ tender }) => tender)), decided: await decidable(ctx, moving(decides)) };
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
 * and for submitting the time before the deadline and the files that were sealed. New records may tell where a tender stands.
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
      const error = late ?? refusal(change, known);
      if (error) reject(index, error);
      else if (lined.has(change.id)) reject(index, fieldError('RULE', 'bidPrice', texts.price));
    }
    const go: Values = { decision: 'go', decidedBy: ctx.user.id, decidedAt: ctx.clock.now().toISOString() };
    return changes.map((change) => (decides(change) ? go : undefined));
  },
});
