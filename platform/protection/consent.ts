import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, cleanText, errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { accessPredicate, authorOf, baseCondition } from '../records/index.ts';

/** What somebody may agree to; the words are in the i18n folder of the web. */
export const purposes = ['marketingEmail', 'marketingSms', 'marketingCall', 'marketingWechat', 'profiling', 'sharing'] as const;
export type Purpose = (typeof purposes)[number];
export const consentSources = ['form', 'paper', 'phone', 'wechat', 'contract', 'other'] as const;

/** A person's agreement to one purpose: by what way and when it was given, and whether it still holds. */
export interface Consent {
  readonly id: string;
  readonly purpose: Purpose;
  readonly source: string;
  readonly evidence: string;
  readonly file: { readonly id: string; readonly name: string } | null;
  readonly givenAt: string;
  readonly withdrawnAt: string | null;
  readonly by: { readonly id: string; readonly title: string } | null;
}

export interface ConsentInput {
  readonly purpose: string;
  readonly source: string;
  readonly evidence?: string | null;
  readonly fileId?: string | null;
  readonly givenAt?: string | null;
}

/** Whether the person behind a record agrees to a purpose now: to be asked before each message of marketing. */
export async function hasConsent(ctx: Context, record: string, purpose: Purpose): Promise<boolean> {
  const [row] = await ctx.query(sql`
    select from consent where tenant_id = ${ctx.tenant.id} and record_id = ${record}::uuid and purpose = ${purpose}
      and given_at <= ${ctx.clock.now()} and (withdrawn_at is null or withdrawn_at > ${ctx.clock.now()}) limit 1`);
  return row !== undefined;
}

/**
 * What the people behind some records say to a purpose, where several records are the same person: `withdrawn` as soon as it was taken back on
 * one of them and holds there no more, else `given` where it holds on one.
 */
export async function consentState(ctx: Context, records: readonly string[], purpose: Purpose): Promise<'given' | 'withdrawn' | 'none'> {
  const [row] = await ctx.query<{ given: boolean | null; withdrawn: boolean | null }>(sql`
    select bool_or(r.holds) as given, bool_or(not r.holds) as withdrawn from (
      select bool_or(withdrawn_at is null or withdrawn_at > ${ctx.clock.now()}) as holds from consent
      where tenant_id = ${ctx.tenant.id} and record_id = any(${records}::uuid[]) and purpose = ${purpose} and given_at <= ${ctx.clock.now()}
      group by record_id) r`);
  if (row?.withdrawn) return 'withdrawn';
  return row?.given ? 'given' : 'none';
}

/** The object of a record the caller may see, and edit where they want to change something about it. */
export async function personRecord(ctx: Context, object: string, id: string, verb: 'read' | 'edit'): Promise<ObjectMeta> {
  const meta = ctx.meta.object(object);
  if (!meta || !isId(id) || !ctx.access.can(`${object}.read`)) throw errors.NOT_FOUND();
  const [row] = await ctx.query<{ may: boolean }>(sql`
    select ${accessPredicate(ctx, meta, 't', verb)} as may from ${sql.id(meta.table)} t
    where ${baseCondition(ctx, meta, 't')} and t.id = ${id}::uuid and ${accessPredicate(ctx, meta, 't')}`);
  if (!row) throw errors.NOT_FOUND();
  if (verb === 'edit' && !(row.may && ctx.access.can(`${object}.edit`))) throw errors.FORBIDDEN();
  return meta;
}

/** What the person of a record has agreed to, the newest first. */
export async function consentsOf(ctx: Context, object: string, id: string): Promise<Consent[]> {
  await personRecord(ctx, object, id, 'read');
  return ctx.query<Consent>(sql`
    select c.id, c.purpose, c.source, c.evidence, c.given_at as "givenAt", c.withdrawn_at as "withdrawnAt",
      case when f.id is not null then jsonb_build_object('id', f.id, 'name', f.name) end as file,
      case when c.created_by is not null then jsonb_build_object('id', c.created_by, 'title', coalesce(u.name, '')) end as by
    from consent c
    left join file f on f.tenant_id = c.tenant_id and f.id = c.file_id
    left join app_user u on u.tenant_id = c.tenant_id and u.id = c.created_by
    where c.tenant_id = ${ctx.tenant.id} and c.object = ${object} and c.record_id = ${id}::uuid order by c.given_at desc, c.id desc`);
}

function oneOf<T extends string>(field: string, value: string, all: readonly T[]): T {
  const found = all.find((one) => one === value);
  if (!found) throw fieldError('INVALID_VALUE', field, label(`应为 ${all.join('、')} 之一`, `Must be one of ${all.join(', ')}`));
  return found;
}

function readGivenAt(ctx: Context, raw: string | null | undefined): Date {
  const now = ctx.clock.now();
  if (!raw) return now;
  const at = new Date(raw);
  if (Number.isNaN(at.getTime())) throw fieldError('INVALID_VALUE', 'givenAt');
  if (at > now) throw fieldError('INVALID_VALUE', 'givenAt', label('不能晚于现在', 'Can not be later than now'));
  return at;
}

/** Writes down an agreement. One that holds already for the purpose must be withdrawn first. */
export async function giveConsent(ctx: Context, object: string, id: string, input: ConsentInput): Promise<string> {
  const purpose = oneOf('purpose', input.purpose, purposes);
  const source = oneOf('source', input.source, consentSources);
  const evidence = cleanText(input.evidence ?? '');
  if (evidence.length > 1000) throw fieldError('TOO_LONG', 'evidence', label('最多 1,000 个字', 'At most 1,000 characters'));
  const givenAt = readGivenAt(ctx, input.givenAt);
  return ctx.transaction(async (tx) => {
    await personRecord(tx, object, id, 'edit');
    await tx.query(sql`select pg_advisory_xact_lock(hashtext(${`consent ${id} ${purpose}`}), ${tx.tenant.id})`);
    if (await hasConsent(tx, id, purpose)) throw new AppError('STATE', 409, label('这项同意仍然有效', 'This consent holds already'));
    const file = input.fileId ? await evidenceFile(tx, object, id, input.fileId) : null;
    const consent = newId();
    await tx.query(sql`
      insert into consent (tenant_id, id, object, record_id, purpose, source, evidence, file_id, given_at, created_by, created_at)
      values (${tx.tenant.id}, ${consent}, ${object}, ${id}, ${purpose}, ${source}, ${evidence}, ${file}, ${givenAt}, ${authorOf(tx)}, ${tx.clock.now()})`);
    await audit(tx, { event: 'consent.given', object, record: id, data: { purpose, source } });
    return consent;
  });
}

async function evidenceFile(tx: Context, object: string, record: string, file: string): Promise<string> {
  const [found] = isId(file)
    ? await tx.query(sql`select from file where tenant_id = ${tx.tenant.id} and id = ${file} and created_by = ${tx.user.id}`)
    : [];
  if (!found) throw fieldError('LOOKUP_NOT_FOUND', 'fileId', label('文件不存在，请重新上传', 'The file does not exist; upload it again'));
  await tx.query(sql`
    insert into file_use (tenant_id, file_id, object, record_id) values (${tx.tenant.id}, ${file}, ${object}, ${record}) on conflict do nothing`);
  return file;
}

/** Ends an agreement from now on; that it was there stays written down. */
export async function withdrawConsent(ctx: Context, object: string, id: string, consent: string): Promise<void> {
  if (!isId(consent)) throw errors.NOT_FOUND();
  await ctx.transaction(async (tx) => {
    await personRecord(tx, object, id, 'edit');
    const [row] = await tx.query<{ purpose: string }>(sql`
      update consent set withdrawn_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and id = ${consent}::uuid and record_id = ${id}::uuid and object = ${object} and withdrawn_at is null
      returning purpose`);
    if (!row) throw errors.NOT_FOUND();
    await audit(tx, { event: 'consent.withdrawn', object, record: id, data: { purpose: row.purpose } });
  });
}

/**
 * What the person of one record has agreed to and taken back holds for another record that they have become: written by the system, each once, with
 * where it comes from. What was taken back on either side is not given again; what the other record holds ends when it was taken back since.
 */
export async function bringConsents(
  ctx: Context,
  from: string,
  to: { readonly object: string; readonly id: string },
  origin: string,
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.transaction(async (tx) => {
    const ofBoth = (
      a: string,
      b: string,
    ) => sql`${sql.ref(`${a}.tenant_id`)} = ${tx.tenant.id} and ${sql.ref(`${a}.record_id`)} = ${to.id}::uuid
      and ${sql.ref(`${a}.purpose`)} = ${sql.ref(`${b}.purpose`)}`;
    // first: what is brought would end itself
    await tx.query(sql`
      update consent c set withdrawn_at = w.at
      from (select purpose, max(withdrawn_at) as at from consent where tenant_id = ${tx.tenant.id} and record_id = ${from}::uuid
        group by purpose having bool_and(coalesce(withdrawn_at <= ${now}, false))) w
      where ${ofBoth('c', 'w')} and (c.withdrawn_at is null or c.withdrawn_at > ${now}) and c.given_at <= w.at`);
    const brought = await tx.query<{ purpose: string; source: string; isGone: boolean }>(sql`
      insert into consent as n (tenant_id, id, object, record_id, purpose, source, evidence, file_id, given_at, withdrawn_at, created_by, created_at)
      select f.tenant_id, gen_random_uuid(), ${to.object}, ${to.id}::uuid, f.purpose, f.source,
        left(concat_ws(' · ', nullif(f.evidence, ''), ${origin}::text), 1000), f.file_id, f.given_at, f.withdrawn_at, null, ${now}
      from consent f where f.tenant_id = ${tx.tenant.id} and f.record_id = ${from}::uuid
        and not exists (select from consent k where ${ofBoth('k', 'f')} and (f.withdrawn_at is null or (k.source = f.source and k.given_at = f.given_at)))
      returning n.purpose, n.source, n.withdrawn_at is not null as "isGone"`);
    for (const { purpose, source, isGone } of brought) {
      const event = isGone ? 'consent.withdrawn' : 'consent.given';
      await audit(tx, { event, object: to.object, record: to.id, data: { purpose, source, from } });
    }
  });
}
