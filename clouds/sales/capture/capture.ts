import { sql } from '@huanke/platform/database';
import { cleanLine, fieldError, label } from '@huanke/platform/kernel';
import { matchRuleOf } from '@huanke/platform/metadata';
import type { Context, FieldMeta, MatchKind, ObjectMeta, Values } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { consentState, giveConsent, hasConsent, type Purpose } from '@huanke/platform/protection';
import {
  accessPredicate,
  baseCondition,
  createRecord,
  emit,
  findMatches,
  keyHash,
  keysOf,
  loadValues,
  storedKind,
  updateRecord,
} from '@huanke/platform/records';
import { fold, mailKey, phoneKey, writtenAddress } from '@huanke/platform/text';
import { salesEvents } from '../contract.ts';
import { isSource } from '../conversion/compatible.ts';
import { isReachable, unreachable } from '../domain/reachable.ts';

export interface CaptureInput {
  /** A key of the sources of leads. */
  readonly source: string;
  /** The id of this submission where it comes from: told again, it is the same one. */
  readonly externalId?: string | null;
  readonly campaign?: string | null;
  readonly content?: string | null;
  readonly utm?: Readonly<Partial<Record<'source' | 'medium' | 'campaign' | 'term' | 'content', string | null>>>;
  /** When it happened; now unless said, never later. */
  readonly at?: string | null;
  /** Fields of the lead. */
  readonly lead: Values;
  /** What the person agreed to in the form. */
  readonly consent?: readonly Purpose[];
}

export interface Captured {
  /** Null, as is the touch, for callers who may not see the lead that is there: they hear no more than that it is known. */
  readonly lead: string | null;
  readonly touch: string | null;
  /** new: a lead was made; touched: a known person came again; repeated: this very submission was there. */
  readonly outcome: 'new' | 'touched' | 'repeated';
}

function objectOf(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw new Error(`no object ${name}`);
  return meta;
}

const textOf = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

function checkInput(ctx: Context, { lead }: CaptureInput): void {
  if (!textOf(lead.name) && !textOf(lead.company))
    throw fieldError('REQUIRED', 'lead.name', label('请填写姓名或公司', 'Give a name or a company'));
  if (!isReachable(objectOf(ctx.whole(), 'lead'), lead)) throw fieldError('REQUIRED', 'lead.phone', unreachable);
}

function momentOf(ctx: Context, raw: string | null | undefined): string {
  const now = ctx.clock.now();
  if (!raw) return now.toISOString();
  const at = new Date(raw);
  if (Number.isNaN(at.getTime()) || at > now)
    throw fieldError('INVALID_VALUE', 'at', label('应为过去的时间，例如 2026-03-31T06:00:00Z', 'Must be a moment of the past'));
  return at.toISOString();
}

/** Two submissions of one person, or the same one twice, wait for each other; locks in one order. */
async function takeTurns(tx: Context, keys: readonly string[]): Promise<void> {
  for (const key of [...new Set(keys)].sort())
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`lead.capture ${tx.tenant.id} ${key}`}, 0))`);
}

/** The numbers and addresses of a lead, the main one first; what another submission says beside them is kept in the last. */
const numbers = ['phone', 'workPhone', 'otherPhone'];
const addresses = ['email', 'otherEmail'];

const numberKey = (value: unknown) => phoneKey(textOf(value) ?? '').key;
const addressKey = (value: unknown) => mailKey(textOf(value) ?? '')?.address;

/** By what a person answers to each of these fields. */
const asking = (kind: MatchKind, fields: readonly string[]) =>
  fields.map((field) => ({ kind, fields: [field], score: 90, action: 'block' as const }));

/** Open leads before converted ones, the oldest first: who answers to one of the same mobiles, e-mail addresses, or the same WeChat id. */
async function samePerson(tx: Context, meta: ObjectMeta, values: Values): Promise<string | undefined> {
  const criteria = [...asking('mobile', numbers), ...asking('email', addresses), ...asking('exact', ['wechat'])];
  // keys are kept as the company's rule has them; a company that switched the search off has none
  const kept = new Set(matchRuleOf(meta)?.criteria.map(storedKind));
  const keys = keysOf({ active: true, criteria: criteria.filter((one) => kept.has(storedKind(one))) }, values);
  const [matches] = await findMatches(tx, 'lead', [{ keys }]);
  if (!matches || matches.length === 0) return undefined;
  const [row] = await tx.query<{ id: string }>(sql`
    select id from lead where tenant_id = ${tx.tenant.id} and id = any(${matches.map((one) => one.id)}::uuid[]) and deleted_at is null
    order by status = 'converted', created_at, id limit 1 for update`);
  return row?.id;
}

const isNumber = (text: string) => /^[+\d(（*][\d\s()（）+\-–.*#/,;xX转分机ext]{2,}$/.test(text);

/** What is said of the lead without numbers nobody could call, and these: they are kept with the words of the submission. */
interface Readable {
  readonly values: Values;
  readonly lost: readonly string[];
}

/** A number nobody could call does not lose the lead. Full width is half width. */
function readable(values: Values): Readable {
  const said = numbers.map((field) => [field, textOf(values[field])?.normalize('NFKC')] as const);
  const wrong = said.filter(([, text]) => text !== undefined && !isNumber(text));
  return { values: { ...values, ...Object.fromEntries(wrong.map(([field]) => [field, null])) }, lost: wrong.map(([, text]) => text ?? '') };
}

/** Forms send where somebody is as text: 浙江省杭州市, 杭州西湖区文三路 1 号. */
function placed(meta: ObjectMeta, values: Values): Values {
  const read = ([name, value]: readonly [string, unknown]) =>
    meta.fields.get(name)?.type === 'address' && typeof value === 'string'
      ? [name, value.trim() === '' ? null : writtenAddress(cleanLine(value))]
      : [name, value];
  return Object.fromEntries(Object.entries(values).map(read));
}

async function touch(
  tx: Context,
  lead: string,
  { input, at, lost }: { input: CaptureInput; at: string; lost: readonly string[] },
): Promise<string> {
  const { utm = {}, source, campaign, content } = input;
  const said = [content, ...lost.map((number) => `手机 / Phone: ${number}`)].filter(Boolean).join('\n');
  const made = await createRecord(
    tx,
    objectOf(tx, 'leadTouch'),
    {
      lead,
      touchedAt: at,
      source,
      campaign: campaign ?? null,
      content: said || null,
      utmSource: utm.source ?? null,
      utmMedium: utm.medium ?? null,
      utmCampaign: utm.campaign ?? null,
      utmTerm: utm.term ?? null,
      utmContent: utm.content ?? null,
      externalId: input.externalId ? touchKey(input) : null,
    },
    { asSystem: true },
  );
  await emit(tx, salesEvents.leadTouched, {
    object: 'lead',
    record: lead,
    changes: { touch: made.id, source, campaign: campaign ?? null },
  });
  return made.id;
}

const touchKey = ({ source, externalId }: CaptureInput) => `${source}:${externalId}`;

/**
 * Agreements of the form, for the lead and the contact that it has become; who has withdrawn one is not signed up again by a submission that
 * anybody could send.
 */
async function agree(tx: Context, lead: string, { consent = [], source, campaign }: CaptureInput, contact?: string): Promise<void> {
  const records = [{ object: 'lead', id: lead }, ...(contact ? [{ object: 'contact', id: contact }] : [])];
  const ids = records.map(({ id }) => id);
  for (const purpose of new Set(consent)) {
    if ((await consentState(tx, ids, purpose)) === 'withdrawn') continue;
    for (const { object, id } of records)
      if (!(await hasConsent(tx, id, purpose)))
        await giveConsent(tx, object, id, { purpose, source: 'form', evidence: [source, campaign].filter(Boolean).join(' · ') });
  }
}

/**
 * Takes in what a form, an advertisement or another program says about a possible customer: a new lead with its first touch, one more touch of
 * the person who is known, or nothing when this submission (source and its id) was taken in before.
 */
export async function captureLead(ctx: Context, input: CaptureInput): Promise<Captured> {
  checkInput(ctx, input);
  const at = momentOf(ctx, input.at);
  return ctx.transaction(async (tx) => {
    // what is known of others decides, not what the caller may see
    const all = tx.elevated();
    const meta = objectOf(tx, 'lead');
    const { values, lost } = readable(placed(meta, input.lead));
    const keysIn = (fields: readonly string[], keyOf: (value: unknown) => string | undefined) =>
      fields.flatMap((field) => keyOf(values[field]) || []);
    const wechat = fold(textOf(values.wechat) ?? '');
    await takeTurns(tx, [
      ...(input.externalId ? [keyHash(['touch', touchKey(input)])] : []),
      ...keysIn(numbers, numberKey).map((key) => keyHash(['phone', key])),
      ...keysIn(addresses, addressKey).map((key) => keyHash(['email', key])),
      ...(wechat ? [keyHash(['wechat', wechat])] : []),
    ]);
    if (input.externalId) {
      const [known] = await tx.query<{ id: string; lead: string }>(sql`
        select id, lead from lead_touch where tenant_id = ${tx.tenant.id} and external_id = ${touchKey(input)} and deleted_at is null`);
      if (known) return told(tx, meta, { lead: known.lead, touch: known.id, outcome: 'repeated' });
    }
    const { source, campaign = null } = input;
    const first = { firstTouchAt: at, firstSource: source, firstCampaign: campaign };
    const last = { lastTouchAt: at, lastSource: source, lastCampaign: campaign };
    const known = await samePerson(all, meta, values);
    if (known) {
      const made = await touch(all, known, { input, at, lost });
      await speakAgain(tx, meta, known, { input, said: values, first, last });
      return told(tx, meta, { lead: known, touch: made, outcome: 'touched' });
    }
    const saved = await createRecord(tx, meta, { source, ...values }, { submitted: true });
    await updateRecord(
      all,
      meta,
      saved.id,
      { ...first, ...last, ...(values.phone === null && input.lead.phone ? { phoneBad: true } : {}) },
      { asSystem: true },
    );
    const made = await touch(all, saved.id, { input, at, lost });
    await agree(all, saved.id, input);
    return { lead: saved.id, touch: made, outcome: 'new' };
  });
}

/** What the caller hears of a lead that was there: its id where they may see it. */
async function told(ctx: Context, meta: ObjectMeta, captured: Captured): Promise<Captured> {
  const seen = ctx.access.can('lead.read')
    ? await ctx.query(
        sql`select from lead t where ${baseCondition(ctx, meta, 't')} and t.id = ${captured.lead}::uuid and ${accessPredicate(ctx, meta, 't')}`,
      )
    : [];
  return seen.length > 0 ? captured : { ...captured, lead: null, touch: null };
}

/** What points at records and people of ours is not taken from a submission about a lead that is there. */
const pointing: ReadonlySet<FieldMeta['type']> = new Set(['lookup', 'user', 'department', 'autoNumber']);

/** What a submission says that was not known: fields that are empty and that the caller may fill. Nothing is overwritten. */
function news(meta: ObjectMeta, known: Values, said: Values): Values {
  const isNew = ([name, value]: readonly [string, unknown]) => {
    const field = meta.fields.get(name);
    const isFilled = field && isSource(field) && !field.readOnly && !field.right && !pointing.has(field.type);
    return isFilled && isEmpty(known[name]) && !isEmpty(value);
  };
  return Object.fromEntries(Object.entries(said).filter(isNew));
}

/** What another number or address beside a known one becomes: the other one, where none is known or said. */
function beside(known: Values, said: Values): Values {
  const rest = (fields: readonly string[], keyOf: (value: unknown) => string | undefined) => {
    const spare = fields.at(-1) ?? '';
    const held = new Set(fields.map((field) => keyOf(known[field]) || known[field]));
    const left = fields.find((field) => !isEmpty(known[field]) && !isEmpty(said[field]) && !held.has(keyOf(said[field]) || said[field]));
    return left && isEmpty(said[spare]) ? { [spare]: said[left] } : {};
  };
  return { ...rest(numbers, numberKey), ...rest(addresses, addressKey) };
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

interface Again {
  readonly input: CaptureInput;
  readonly said: Values;
  readonly first: Values;
  readonly last: Values;
}

/**
 * A known person comes again: the last touch follows, what was not known is filled in, a lead that was given up comes back to whoever has it, and
 * its owner hears of it. First touch and owner stay; what a converted lead says stays with its touch.
 */
async function speakAgain(tx: Context, meta: ObjectMeta, id: string, { input, said, first, last }: Again): Promise<void> {
  const all = tx.elevated();
  const whole = objectOf(all, 'lead');
  const lead = (await loadValues(all, whole, [id])).get(id);
  if (!lead) return;
  const { status, owner, lastTouchAt: touched, convertedContact: contact } = lead;
  const isLast = !touched || new Date(String(touched)) <= new Date(String(last.lastTouchAt));
  const back = status === 'invalid' || status === 'recycled' ? { status: owner ? 'assigned' : 'new' } : {};
  const filled = status === 'converted' ? {} : news(meta, lead, { ...said, ...beside(lead, said) });
  const isFirst = !lead.firstTouchAt && !lead.source;
  const values = { ...filled, ...(isFirst ? first : {}), ...(isLast ? last : {}), ...back };
  if (Object.keys(values).length > 0) await updateRecord(all, whole, id, values, { asSystem: true });
  await agree(all, id, input, typeof contact === 'string' ? contact : undefined);
  if (typeof owner === 'string' && owner !== tx.user.id)
    await notify(tx, [
      { user: owner, kind: 'leadTouched', object: 'lead', record: id, data: { field: 'lastSource', option: input.source } },
    ]);
}
