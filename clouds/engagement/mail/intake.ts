import { sql } from '@huanke/platform/database';
import { type Intake, type Letter, type LetterHead, type OpenMailbox, type Participant, referenceOf } from '@huanke/platform/mailboxes';
import type { Context } from '@huanke/platform/module';
import { mailKey } from '@huanke/platform/text';
import { bearersOf, mostAsked } from '../matching/find.ts';
import { takeLetter } from './take-letter.ts';

const keyOf = ({ address }: Participant) => mailKey(address)?.address;

/** Whether a person does not want mail with an address in the CRM: by the address or its domain. */
function blockedBy(blocked: readonly string[]): (key: string) => boolean {
  const list = new Set(blocked);
  return (key) => list.has(key) || list.has(key.slice(key.lastIndexOf('@')));
}

/** Which of the letters somebody has taken out of the CRM before. */
async function removedAmong(ctx: Context, user: string, messageIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.query<{ reference: string }>(sql`
    select reference from mail_removed where tenant_id = ${ctx.tenant.id} and user_id = ${user}::uuid and reference = any(${messageIds.map(referenceOf)}::text[])`);
  return new Set(rows.map(({ reference }) => reference));
}

/** Whose letters are taken in. */
type Whose = Pick<OpenMailbox, 'user' | 'address' | 'blocked'>;

/** One run over a mailbox, and which addresses it has asked about. */
interface Reading {
  readonly box: Whose;
  readonly known: Map<string, boolean>;
}

/** Letters that concern somebody the CRM knows, whom the person does not keep out, and which they have not taken out again. */
async function wantedOf(ctx: Context, { box, known }: Reading, heads: readonly LetterHead[]): Promise<ReadonlySet<number>> {
  const isBlocked = blockedBy(box.blocked);
  const removed = await removedAmong(
    ctx,
    box.user,
    heads.flatMap(({ messageId }) => messageId ?? []),
  );
  const open = heads.flatMap((head) => {
    const others = [...new Set(head.people.flatMap((one) => keyOf(one) ?? []))].filter((key) => key !== box.address);
    const asked = others.slice(0, mostAsked);
    const out = others.some(isBlocked) || (head.messageId !== null && removed.has(referenceOf(head.messageId)));
    return out ? [] : { uid: head.uid, others: asked };
  });
  const asked = [...new Set(open.flatMap(({ others }) => others))].filter((key) => !known.has(key));
  const found = await bearersOf(ctx, 'email', asked);
  for (const key of asked) known.set(key, found.has(key));
  return new Set(open.filter(({ others }) => others.some((key) => known.get(key))).map(({ uid }) => uid));
}

/** What becomes of the letters of one person's mailbox. `ctx`: as that person, elevated. */
export function intakeOf(ctx: Context, box: Whose): Intake {
  const reading: Reading = { box, known: new Map() };
  return {
    wanted: (heads) => wantedOf(ctx, reading, heads),
    async take(letter: Letter, kind, seal) {
      // a letter without an id has one only once it is read
      const removed = await removedAmong(ctx, box.user, [letter.messageId]);
      if (removed.size === 0) await takeLetter(ctx, { letter, kind, user: box.user, own: box.address, seal });
    },
  };
}
