import type { ImapFlow } from 'imapflow';
import { AppError } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { connectImap, fetchSource } from '../imap.ts';
import { type Dropped, readDropped } from './dropped.ts';
import { type DropEnd, type OpenDrop, passLetter } from './store.ts';

/** What becomes of a letter; of one that is taken in `seal` is to run in the transaction that stores it. Answers why it was not. */
export type DropIntake = (dropped: Dropped, seal: (tx: Context) => Promise<void>) => Promise<DropEnd>;

/**
 * Reads what is new in the company's drop mailbox, in order of arrival. Each letter is stored, or its refusal counted, together with the number
 * reading goes on after, so that a run that is killed goes on where it was.
 */
export async function syncDrop(ctx: Context, drop: OpenDrop, intake: DropIntake, signal: AbortSignal): Promise<void> {
  const client = await connectImap(ctx, drop, drop.credentials);
  const stop = () => client.close();
  signal.addEventListener('abort', stop);
  try {
    const lock = await client.getMailboxLock('INBOX', { readOnly: true });
    try {
      const validity = String(client.mailbox === false ? '' : client.mailbox.uidValidity);
      for (const uid of await newLetters(client, drop, validity)) {
        signal.throwIfAborted();
        await takeOne(ctx, { client, drop, intake }, { validity, uid });
      }
    } finally {
      lock.release();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

async function newLetters(client: ImapFlow, drop: OpenDrop, validity: string): Promise<number[]> {
  const last = drop.uidValidity === validity ? drop.lastUid : null;
  const found = await client.search(last === null ? { since: drop.since } : { uid: `${last + 1}:*` }, { uid: true });
  // `n:*` always gives the last letter, be it older than n
  return (found === false ? [] : found).filter((uid) => uid > (last ?? 0)).sort((a, b) => a - b);
}

interface Run {
  readonly client: ImapFlow;
  readonly drop: OpenDrop;
  readonly intake: DropIntake;
}

async function takeOne(ctx: Context, { client, drop, intake }: Run, at: { validity: string; uid: number }): Promise<void> {
  const source = await fetchSource(client, at.uid);
  const dropped = source && (await readDropped(source, drop.address).catch(() => undefined));
  const end = dropped ? await intake(dropped, (tx) => passLetter(tx, at, 'taken')).catch(refusedBy(ctx, at.uid)) : 'unreadable';
  if (end !== 'taken') await ctx.transaction((tx) => passLetter(tx, at, end));
}

/** What the engine refuses it will refuse again: one letter must not hold up those behind it. */
const refusedBy =
  (ctx: Context, uid: number) =>
  (error: unknown): DropEnd => {
    if (!(error instanceof AppError)) throw error;
    ctx.app.log.warn({ tenant: ctx.tenant.id, uid, error }, 'a letter of the drop mailbox can not be taken in and is passed over');
    return 'unreadable';
  };
