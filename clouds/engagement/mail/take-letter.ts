import { sql } from '@huanke/platform/database';
import { type FileInfo, saveFile } from '@huanke/platform/files';
import { AppError, newId } from '@huanke/platform/kernel';
import { type Letter, type Participant, placePictures, referenceOf } from '@huanke/platform/mailboxes';
import { type Context, metaOf } from '@huanke/platform/module';
import { emit, loadValues, saveAll } from '@huanke/platform/records';
import { mailKey } from '@huanke/platform/text';
import { engagementEvents } from '../contract.ts';
import { type Found, mostAsked } from '../matching/find.ts';
import { distinct, resolve } from '../matching/resolve.ts';
import { joinThreads, lockReferences, type Near, nearestOf, referencesOf, writeReferences } from './thread.ts';

export interface Taking {
  readonly letter: Letter;
  readonly kind: 'inbox' | 'sent';
  /** Whose mailbox it is in, and the address of that. */
  readonly user: string;
  readonly own: string;
  /** Runs in the transaction that stores the letter. */
  readonly seal: (tx: Context) => Promise<void>;
  /** Of letters written here: what they are about, and their files, which are stored already. */
  readonly related?: readonly Found[];
  readonly files?: readonly FileInfo[];
}

/** A letter takes another one's place in no mailbox: the same letter in three of them is one record with three owners. Answers its id. */
export async function takeLetter(ctx: Context, taking: Taking): Promise<string> {
  const { letter, user, seal } = taking;
  const reference = referenceOf(letter.messageId);
  const files = (await bearerOf(ctx, reference)) ? [] : await storeFiles(ctx, taking);
  return ctx.transaction(async (tx) => {
    await lockReferences(tx, letter);
    const known = await bearerOf(tx, reference);
    const id = known ?? (await storeNew(tx, taking, files));
    if (known) await addOwner(tx, known, user);
    await seal(tx);
    return id;
  });
}

/** The record of a letter by the hash of its Message-ID. */
async function bearerOf(ctx: Context, reference: string): Promise<string | undefined> {
  const [row] = await ctx.query<{ id: string }>(sql`
    select record_id as id from email_reference where tenant_id = ${ctx.tenant.id} and reference = ${reference} and kind = 'self'`);
  return row?.id;
}

async function addOwner(tx: Context, id: string, user: string): Promise<void> {
  const meta = metaOf(tx, 'emailMessage');
  const values = (await loadValues(tx, meta, [id], { lock: true })).get(id);
  const owners = (values?.owners ?? []) as readonly Found[];
  if (!values || owners.some((one) => one.id === user)) return;
  await saveAll(tx, meta, [{ operation: 'update', id, values: { owners: [...owners, { object: 'user', id: user }] } }], { asSystem: true });
}

interface StoredFile {
  readonly info: FileInfo;
  readonly cid: string | null;
}

/** Files with a virus are left out; what else fails is the reason to try again. */
async function storeFiles(ctx: Context, { letter, files }: Taking): Promise<StoredFile[]> {
  if (files) return files.map((info) => ({ info, cid: null }));
  const stored: StoredFile[] = [];
  for (const { name, content, cid } of letter.files) {
    const info = await saveFile(ctx, { name, content }).catch((error: unknown) => {
      if (error instanceof AppError) return undefined;
      throw error;
    });
    if (info) stored.push({ info, cid });
  }
  return stored;
}

const longestLine = 60_000;

const line = ({ name, address }: Participant) => (name ? `${name} <${address}>` : address);
const lines = (people: readonly Participant[]) => people.map(line).join(', ').slice(0, longestLine).toWellFormed() || null;

async function storeNew(tx: Context, taking: Taking, files: readonly StoredFile[]): Promise<string> {
  const { letter, user } = taking;
  const near = await nearestOf(tx, letter);
  const people = await peopleOf(tx, taking, near);
  const id = newId();
  const values = {
    subject: letter.subject || null,
    direction: people.isOurs ? 'out' : 'in',
    from: line(letter.from),
    to: lines(letter.to),
    cc: lines(letter.cc),
    sentAt: sentAt(tx, letter),
    content: letter.text || null,
    attachments: files.map(({ info }) => ({ id: info.id })),
    related: people.related,
    owner: user,
    owners: [{ object: 'user', id: user }],
    isPrivate: near.isPrivate,
    toConfirm: people.toConfirm,
    thread: near.thread ?? id,
    messageId: letter.messageId,
    answers: referencesOf(letter).join('\n') || null,
  };
  await saveAll(tx, metaOf(tx, 'emailMessage'), [{ operation: 'create', id, values }], { asSystem: true, channel: 'sync' });
  await writeBody(tx, id, letter.html, files);
  await writeReferences(tx, id, letter);
  await joinThreads(tx, near);
  if (!people.isOurs)
    await emit(tx, engagementEvents.emailReceived, { object: 'emailMessage', record: id, changes: { thread: near.thread ?? id } });
  return id;
}

/** A letter from the future was written by a wrong clock: it counts as of now. */
function sentAt(tx: Context, { sentAt: said }: Letter): string {
  const now = tx.clock.now().toISOString();
  return said === null || said > now ? now : said;
}

/** Pictures of the letter's own are told by the ids of their files from now on. */
async function writeBody(tx: Context, id: string, html: string, files: readonly StoredFile[]): Promise<void> {
  const ids = new Map(files.flatMap(({ info, cid }) => (cid ? [[cid, info.id]] : [])));
  const placed = placePictures(html, ids);
  if (placed === '') return;
  await tx.query(sql`
    insert into email_body (tenant_id, record_id, object, html) values (${tx.tenant.id}, ${id}::uuid, 'emailMessage', ${placed})`);
}

interface People {
  readonly related: readonly Found[];
  readonly toConfirm: boolean;
  /** Somebody of the company wrote it. */
  readonly isOurs: boolean;
}

async function peopleOf(tx: Context, { letter, own, kind, related = [] }: Taking, near: Near): Promise<People> {
  const all = [letter.from, ...letter.to, ...letter.cc, ...letter.bcc];
  const keys = [...new Set(all.flatMap(({ address }) => mailKey(address)?.address ?? []))];
  const ours = await ownAmong(tx, keys);
  ours.add(own);
  const { records, candidates } = await resolve(tx, 'email', keys.filter((key) => !ours.has(key)).slice(0, mostAsked), [
    ...near.related,
    ...related,
  ]);
  // people stand in it themselves; what else the thread is about goes on
  const about = near.related.filter(({ object }) => object !== 'contact' && object !== 'lead');
  const from = mailKey(letter.from.address)?.address ?? '';
  return {
    related: distinct([...related, ...records, ...about]),
    toConfirm: candidates.length > 0,
    isOurs: kind === 'sent' || ours.has(from),
  };
}

/** Which of the addresses are of the company's own people. */
async function ownAmong(tx: Context, keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ address: string }>(sql`
    select address from mailbox where tenant_id = ${tx.tenant.id} and address = any(${keys}::text[])
    union select lower(email) from app_user where tenant_id = ${tx.tenant.id} and lower(email) = any(${keys}::text[]) and deleted_at is null`);
  return new Set(rows.map(({ address }) => address));
}
