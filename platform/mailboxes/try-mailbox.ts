import { textOf } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { mailboxFailure } from './failure.ts';
import { foldersOf, openImap } from './imap.ts';
import { checkSmtp } from './smtp.ts';
import type { OpenMailbox } from './types.ts';

export interface Tried {
  /** Null when it works. */
  readonly reading: string | null;
  readonly sending: string | null;
  /** The folders that are read. */
  readonly folders: readonly string[];
}

/** Signs in both ways and says what goes wrong; reads and sends nothing. */
export async function tryMailbox(ctx: Context, box: OpenMailbox): Promise<Tried> {
  const words = (error: unknown) => textOf(mailboxFailure(error), ctx.language);
  const [read, sent] = await Promise.allSettled([readFolders(ctx, box), checkSmtp(ctx, box)]);
  return {
    reading: read.status === 'rejected' ? words(read.reason) : null,
    sending: sent.status === 'rejected' ? words(sent.reason) : null,
    folders: read.status === 'fulfilled' ? read.value : [],
  };
}

async function readFolders(ctx: Context, box: OpenMailbox): Promise<string[]> {
  const client = await openImap(ctx, box);
  try {
    return (await foldersOf(client)).map(({ path }) => path);
  } finally {
    client.close();
  }
}
