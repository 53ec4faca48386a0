import { sql } from '@huanke/platform/database';
import { cleanLine, cleanText, errors, fieldError, isId, label, newId } from '@huanke/platform/kernel';
import type { Participant } from '@huanke/platform/mailboxes';
import type { Context } from '@huanke/platform/module';
import { mailKey } from '@huanke/platform/text';
import type { Found } from '../matching/find.ts';

/** What a person writes; shapes are checked by the route. */
export interface DraftInput {
  readonly to?: readonly Partial<Participant>[];
  readonly cc?: readonly Partial<Participant>[];
  readonly subject?: string | null;
  readonly text?: string | null;
  /** The letter that is answered. */
  readonly replyTo?: string | null;
  readonly related?: readonly Found[];
  /** Files uploaded before (`POST /files`). */
  readonly files?: readonly string[];
}

export interface DraftContent {
  readonly to: readonly Participant[];
  readonly cc: readonly Participant[];
  readonly subject: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly related: readonly Found[];
  readonly files: readonly string[];
}

export interface Draft extends DraftContent {
  readonly id: string;
  readonly status: 'draft' | 'sending' | 'failed' | 'sent';
  /** Why it did not go out the last time. */
  readonly failure: string | null;
  readonly updatedAt: string;
}

interface Row {
  readonly id: string;
  readonly content: DraftContent;
  readonly status: Draft['status'];
  readonly failure: string | null;
  readonly updatedAt: string;
}

const mostPeople = 100;

function readPeople(list: readonly Partial<Participant>[], field: string): Participant[] {
  return list.map(({ name = '', address = '' }, index) => {
    const key = mailKey(address);
    if (!key) throw fieldError('INVALID_VALUE', `${field}[${index}].address`, label('邮箱地址不正确', 'This is not an e-mail address'));
    return { name: cleanLine(name).slice(0, 200), address: key.address };
  });
}

function readContent(input: DraftInput): DraftContent {
  const [to, cc] = [readPeople(input.to ?? [], 'to'), readPeople(input.cc ?? [], 'cc')];
  if (to.length + cc.length > mostPeople)
    throw fieldError('LIMIT_EXCEEDED', 'to', label(`收件人最多 ${mostPeople} 个`, `At most ${mostPeople} recipients`));
  return {
    to,
    cc,
    subject: cleanLine(input.subject ?? ''),
    text: cleanText(input.text ?? ''),
    replyTo: input.replyTo ?? null,
    related: input.related ?? [],
    files: input.files ?? [],
  };
}

const mine = (ctx: Context) => sql`tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id}::uuid`;
const columns = sql`id, content, status, failure, updated_at as "updatedAt"`;
const asDraft = ({ content, ...row }: Row): Draft => ({ ...row, ...content });

/** What the caller has begun and not sent, the newest first. */
export async function listDrafts(ctx: Context): Promise<Draft[]> {
  const rows = await ctx.query<Row>(
    sql`select ${columns} from email_draft where ${mine(ctx)} and status <> 'sent' order by id desc limit 100`,
  );
  return rows.map(asDraft);
}

/** A letter of the caller's own. @throws NOT_FOUND */
export async function findDraft(ctx: Context, id: string): Promise<Draft> {
  const [row] = isId(id) ? await ctx.query<Row>(sql`select ${columns} from email_draft where ${mine(ctx)} and id = ${id}`) : [];
  if (!row) throw errors.NOT_FOUND();
  return asDraft(row);
}

/** Begins a letter. Its Message-ID is made here, so that it is the same letter however often sending it is tried. */
export async function createDraft(ctx: Context, input: DraftInput): Promise<Draft> {
  const content = readContent(input);
  const [id, now] = [newId(), ctx.clock.now()];
  const messageId = `${newId()}.${ctx.tenant.id}@${new URL(ctx.app.identity.publicUrl ?? 'https://huanke.invalid').hostname}`;
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into email_draft (tenant_id, id, user_id, content, message_id, status, created_at, updated_at)
      values (${tx.tenant.id}, ${id}, ${tx.user.id}::uuid, ${JSON.stringify(content)}::jsonb, ${messageId}, 'draft', ${now}, ${now})`);
    return findDraft(tx, id);
  });
}

/** Changes a letter that has not gone out. @throws NOT_FOUND, also of one that has */
export async function updateDraft(ctx: Context, id: string, input: DraftInput): Promise<Draft> {
  const before = await findDraft(ctx, id);
  const content = readContent({ ...before, ...input });
  const rows = await ctx.transaction((tx) =>
    tx.query(sql`
      update email_draft set content = ${JSON.stringify(content)}::jsonb, updated_at = ${tx.clock.now()}
      where ${mine(tx)} and id = ${before.id} and status in ('draft', 'failed') returning 1`),
  );
  if (rows.length === 0) throw errors.NOT_FOUND();
  return findDraft(ctx, id);
}

export async function removeDraft(ctx: Context, id: string): Promise<void> {
  const gone = isId(id)
    ? await ctx.transaction((tx) =>
        tx.query(sql`delete from email_draft where ${mine(tx)} and id = ${id} and status in ('draft', 'failed') returning 1`),
      )
    : [];
  if (gone.length === 0) throw errors.NOT_FOUND();
}
