import type { ImapFlow } from 'imapflow';
import type { Context } from '../module/index.ts';
import { foldersOf, openImap } from './imap.ts';
import { idsIn } from './letter.ts';
import { type OutgoingLetter, sourceOf } from './smtp.ts';
import type { OpenMailbox } from './types.ts';

// many servers search headers badly or not at all: the newest letters are looked at themselves
const looked = 100;

/** Whether a folder holds a letter among its newest ones. */
async function holds(client: ImapFlow, path: string, messageId: string): Promise<boolean> {
  const lock = await client.getMailboxLock(path, { readOnly: true });
  try {
    const count = client.mailbox === false ? 0 : client.mailbox.exists;
    if (count === 0) return false;
    const heads = await client.fetchAll(`${Math.max(1, count - looked + 1)}:*`, { envelope: true });
    return heads.some(({ envelope }) => idsIn(envelope?.messageId).includes(messageId));
  } finally {
    lock.release();
    // as long as a folder is open for reading, what is put into it gets only the flags that may be set there: none
    await client.mailboxClose();
  }
}

/**
 * Puts a letter that has gone out into the sent folder of its writer, read, unless it lies there: many servers put it there themselves. Done
 * again it does nothing. Of a mailbox without such a folder nothing is done.
 *
 * @throws as `openImap`
 */
export async function keepSentCopy(ctx: Context, box: OpenMailbox, letter: OutgoingLetter): Promise<void> {
  const client = await openImap(ctx, box);
  try {
    const sent = (await foldersOf(client)).find(({ kind }) => kind === 'sent');
    if (!sent || (await holds(client, sent.path, letter.messageId))) return;
    await client.append(sent.path, await sourceOf(ctx, box, letter), ['\\Seen'], letter.at);
  } finally {
    client.close();
  }
}
