import { sql } from '@huanke/platform/database';
import { type Letter, referenceOf } from '@huanke/platform/mailboxes';
import { type Context, metaOf } from '@huanke/platform/module';
import { loadValues, saveAll } from '@huanke/platform/records';
import type { Found } from '../matching/find.ts';

/** What a letter answers, the nearest first: In-Reply-To, then References from their end. Subjects say nothing. */
export const referencesOf = ({ inReplyTo, references }: Pick<Letter, 'inReplyTo' | 'references'>): string[] => [
  ...new Set([...(inReplyTo ? [inReplyTo] : []), ...references.toReversed()]),
];

/** The thread a letter belongs to, as far as its letters are known. */
export interface Near {
  /** Null: a thread of its own, named by its record. */
  readonly thread: string | null;
  /** Threads that this letter shows to be the same one. */
  readonly others: readonly string[];
  readonly related: readonly Found[];
  readonly isPrivate: boolean;
}

/** Letters of one thread are taken in one after the other, in whichever mailboxes they lie: else each could miss the other. */
export async function lockReferences(tx: Context, letter: Letter): Promise<void> {
  const hashes = [letter.messageId, ...referencesOf(letter)].map(referenceOf);
  await tx.query(sql`
    select pg_advisory_xact_lock(k) from (select hashtextextended(r, ${tx.tenant.id}::int) as k from unnest(${hashes}::text[]) r order by k) o`);
}

interface Row {
  readonly id: string;
  readonly thread: string;
}

/** Letters this one answers, the nearest first, then those that answer it: what was sent may be met after its answer. */
export async function nearestOf(tx: Context, letter: Letter): Promise<Near> {
  const answered = referencesOf(letter).map(referenceOf);
  const rows = await tx.query<Row>(sql`
    select e.id, coalesce(e.thread, e.id::text) as thread from (
      select r.record_id, array_position(${answered}::text[], r.reference) as place from email_reference r
      where r.tenant_id = ${tx.tenant.id} and r.kind = 'self' and r.reference = any(${answered}::text[])
      union all
      select r.record_id, 1000 + case r.kind when 'parent' then 0 else 1 end from email_reference r
      where r.tenant_id = ${tx.tenant.id} and r.kind <> 'self' and r.reference = ${referenceOf(letter.messageId)}) n
    join email_message e on e.tenant_id = ${tx.tenant.id} and e.id = n.record_id and e.deleted_at is null
    order by n.place, e.id`);
  const threads = [...new Set(rows.map(({ thread }) => thread))];
  const [nearest] = rows;
  if (!nearest) return { thread: null, others: [], related: [], isPrivate: false };
  const values = (await loadValues(tx, metaOf(tx, 'emailMessage'), [nearest.id])).get(nearest.id);
  return {
    thread: nearest.thread,
    others: threads.slice(1),
    related: (values?.related ?? []) as readonly Found[],
    isPrivate: values?.isPrivate === true,
  };
}

/** Keeps by what ids the letter is known and which it names. */
export async function writeReferences(tx: Context, id: string, letter: Letter): Promise<void> {
  const named = referencesOf(letter);
  const rows = [letter.messageId, ...named].map((one, index) => ({
    reference: referenceOf(one),
    kind: index === 0 ? 'self' : one === letter.inReplyTo ? 'parent' : 'ancestor',
  }));
  await tx.query(sql`
    insert into email_reference (tenant_id, reference, kind, record_id, object)
    select ${tx.tenant.id}::int, r.reference, r.kind, ${id}::uuid, 'emailMessage'
    from unnest(${rows.map(({ reference }) => reference)}::text[], ${rows.map(({ kind }) => kind)}::text[]) r (reference, kind)
    on conflict do nothing`);
}

/** Puts threads together that a letter has shown to be one. */
export async function joinThreads(tx: Context, { thread, others }: Near): Promise<void> {
  if (others.length === 0) return;
  const moved = await tx.query<{ id: string }>(sql`
    select id from email_message where tenant_id = ${tx.tenant.id} and thread = any(${others}::text[]) and deleted_at is null order by id for update`);
  await saveAll(
    tx,
    metaOf(tx, 'emailMessage'),
    moved.map(({ id }) => ({ operation: 'update', id, values: { thread } })),
    { asSystem: true, channel: 'sync' },
  );
}
