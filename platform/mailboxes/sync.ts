import type { ImapFlow, MessageEnvelopeObject } from 'imapflow';
import { sql } from '../database/sql.ts';
import { AppError } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { fetchSource, foldersOf, type MailFolder, openImap } from './imap.ts';
import { idsIn, type Letter, type Participant, readLetter } from './letter.ts';
import type { OpenMailbox } from './types.ts';

/** What is known of a letter before it is fetched. */
export interface LetterHead {
  readonly uid: number;
  readonly messageId: string | null;
  readonly people: readonly Participant[];
}

/** What becomes of the letters of a mailbox; the platform reads them and knows nothing of whom they concern. */
export interface Intake {
  /** Which letters of a batch are to be fetched; the others leave no trace but that they were passed. */
  wanted(heads: readonly LetterHead[]): Promise<ReadonlySet<number>>;
  /** Takes one in. `seal` moves the place that reading goes on from; call it in the transaction that stores the letter. */
  take(letter: Letter, kind: MailFolder['kind'], seal: (tx: Context) => Promise<void>): Promise<void>;
}

const batchSize = 50;

/**
 * Reads what is new in the inbox and the sent folder, in order of arrival. Each letter is stored together with the number reading goes on
 * after, so that a run that is killed goes on where it was; letters met twice must be told by their Message-ID.
 */
export async function syncMailbox(ctx: Context, box: OpenMailbox, intake: Intake, signal: AbortSignal): Promise<void> {
  const client = await openImap(ctx, box);
  const stop = () => client.close();
  signal.addEventListener('abort', stop);
  try {
    for (const folder of await foldersOf(client)) await syncFolder(ctx, { client, box, folder, intake, signal });
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

interface FolderRun {
  readonly client: ImapFlow;
  readonly box: OpenMailbox;
  readonly folder: MailFolder;
  readonly intake: Intake;
  readonly signal: AbortSignal;
}

async function syncFolder(ctx: Context, run: FolderRun): Promise<void> {
  const { client, folder, signal } = run;
  const lock = await client.getMailboxLock(folder.path, { readOnly: true });
  try {
    const validity = String(client.mailbox === false ? '' : client.mailbox.uidValidity);
    const last = await placeIn(ctx, run, validity);
    const found =
      last === null
        ? await client.search({ since: run.box.since }, { uid: true })
        : await client.search({ uid: `${last + 1}:*` }, { uid: true });
    // `n:*` always gives the last letter, be it older than n
    const uids = (found === false ? [] : found).filter((uid) => uid > (last ?? 0)).sort((a, b) => a - b);
    const next = client.mailbox === false ? 1 : client.mailbox.uidNext;
    if (uids.length === 0 && last === null) await moveTo(ctx, run, { validity, uid: next - 1 });
    for (let from = 0; from < uids.length; from += batchSize) {
      signal.throwIfAborted();
      await syncBatch(ctx, run, validity, uids.slice(from, from + batchSize));
    }
  } finally {
    lock.release();
  }
}

/** The number of the last letter that was passed; null when the folder is new to us or its server numbers it anew. */
async function placeIn(ctx: Context, { box, folder }: FolderRun, validity: string): Promise<number | null> {
  const [row] = await ctx.query<{ uid_validity: string; last_uid: string }>(sql`
    select uid_validity, last_uid from mailbox_folder where tenant_id = ${ctx.tenant.id} and user_id = ${box.user}::uuid and folder = ${folder.path}`);
  return row?.uid_validity === validity ? Number(row.last_uid) : null;
}

function moveTo(ctx: Context, { box, folder }: FolderRun, { validity, uid }: { validity: string; uid: number }): Promise<void> {
  return ctx.transaction(async (tx) => {
    // nothing when the mailbox was disconnected meanwhile
    await tx.query(sql`
      insert into mailbox_folder (tenant_id, user_id, folder, uid_validity, last_uid)
      select tenant_id, user_id, ${folder.path}, ${validity}, ${uid} from mailbox where tenant_id = ${tx.tenant.id} and user_id = ${box.user}::uuid
      on conflict (tenant_id, user_id, folder) do update set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid`);
  });
}

const peopleOf = (envelope: MessageEnvelopeObject | undefined): Participant[] =>
  [envelope?.from, envelope?.to, envelope?.cc, envelope?.bcc].flatMap((list) =>
    (list ?? []).map(({ name = '', address = '' }) => ({ name, address })),
  );

async function syncBatch(ctx: Context, run: FolderRun, validity: string, uids: readonly number[]): Promise<void> {
  const { client, intake, folder, signal } = run;
  const heads = await client.fetchAll(uids.join(','), { uid: true, envelope: true }, { uid: true });
  const wanted = await intake.wanted(
    heads.map(({ uid, envelope }) => ({ uid, messageId: idsIn(envelope?.messageId)[0] ?? null, people: peopleOf(envelope) })),
  );
  for (const uid of uids.filter((one) => wanted.has(one))) {
    signal.throwIfAborted();
    const letter = await fetchLetter(ctx, client, uid);
    const seal = (tx: Context) => moveTo(tx, run, { validity, uid });
    const passOver = (error: unknown) => {
      // what the engine refuses it will refuse again: one letter must not hold up those behind it
      if (!(error instanceof AppError)) throw error;
      ctx.app.log.warn({ tenant: ctx.tenant.id, uid, error }, 'a letter can not be taken in and is passed over');
    };
    if (letter) await intake.take(letter, folder.kind, seal).catch(passOver);
  }
  await moveTo(ctx, run, { validity, uid: uids.at(-1) ?? 0 });
}

/** A letter by its number; undefined when it has gone meanwhile or can not be read, which must not hold up those behind it. */
async function fetchLetter(ctx: Context, client: ImapFlow, uid: number): Promise<Letter | undefined> {
  const source = await fetchSource(client, uid);
  if (!source) return undefined;
  return readLetter(source.bytes, source.isCut).catch((error: unknown) => {
    ctx.app.log.warn({ tenant: ctx.tenant.id, uid, error }, 'a letter can not be read and is passed over');
    return undefined;
  });
}
