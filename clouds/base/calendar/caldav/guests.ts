import { createHash } from 'node:crypto';
import { sql } from '@huanke/platform/database';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { getRecords } from '@huanke/platform/records';
import { candidateIds } from '@huanke/platform/search';
import { mailKey } from '@huanke/platform/text';
import type { EventRow } from '../rows.ts';

/** Somebody the company knows, of whom other calendars know the address. */
export interface Person {
  readonly object: 'user' | 'contact';
  readonly id: string;
}

/** Who takes part in an event here. */
export interface Guest extends Person {
  readonly name: string;
  /** Null: the owner, or somebody without one that the caller may read: who stays here and is not told outside. */
  readonly address: string | null;
}

/** An event with those who take part. */
export interface AttendedRow extends EventRow {
  readonly guests: readonly Guest[];
}

/** An event with more guests than this is a circular: who else is on it is not looked for. */
const mostGuests = 50;
/** An address that more records bear than this is nobody's. */
const mostBearers = 50;

interface Named {
  readonly name: string;
  readonly address: string;
  readonly active: boolean;
}

/** Records with an address that the caller reads in full, by id. */
async function namesOf(ctx: Context, object: Person['object'], ids: readonly string[]): Promise<Map<string, Named>> {
  const meta = ctx.meta.object(object);
  const field = meta?.fields.get('email');
  if (!meta || !field || field.masked || ids.length === 0 || !ctx.access.can(`${object}.read`)) return new Map();
  const records = await getRecords(ctx, meta, ids, ['name', 'email', ...(object === 'user' ? ['active'] : [])]);
  return new Map(
    [...records].flatMap(([id, { name, email, active = true }]) => {
      const address = typeof email === 'string' && !email.includes('*') ? mailKey(email)?.address : undefined;
      return address ? [[id, { name: String(name ?? ''), address, active: active === true }] as const] : [];
    }),
  );
}

/** The caller as the one who asks to events; undefined unless the server they sign in to as `login` knows them by the same address. */
export async function organizerOf(ctx: Context, login: string): Promise<Named | undefined> {
  const me = (await namesOf(ctx, 'user', [ctx.user.id])).get(ctx.user.id);
  return me && mailKey(login)?.address === me.address ? me : undefined;
}

/** The events with those who take part, as far as the caller may see that: a query for all, and one for each kind of people. */
export async function withGuests(ctx: Context, activity: ObjectMeta, rows: readonly EventRow[]): Promise<AttendedRow[]> {
  const field = activity.fields.get('attendees');
  if (!field || field.masked || rows.length === 0) return rows.map((row) => ({ ...row, guests: [] }));
  const links = await ctx.query<Person & { readonly record: string }>(sql`
    select l.record_id as record, l.target_object as object, l.target_id as id from record_link l
    where l.tenant_id = ${ctx.tenant.id} and l.object = 'activity' and l.field = 'attendees' and l.record_id = any(${rows.map(({ id }) => id)}::uuid[])
    order by l.record_id, l.target_id`);
  const idsOf = (object: Person['object']) => [...new Set(links.filter((link) => link.object === object).map(({ id }) => id))];
  const names = new Map([...(await namesOf(ctx, 'user', idsOf('user'))), ...(await namesOf(ctx, 'contact', idsOf('contact')))]);
  const linksOf = Map.groupBy(links, ({ record }) => record);
  return rows.map((row) => ({
    ...row,
    guests: (linksOf.get(row.id) ?? []).map(({ object, id }) => {
      const { name = '', address = null } = names.get(id) ?? {};
      return { object, id, name, address: id === row.owner ? null : address };
    }),
  }));
}

/**
 * Whom addresses mean: a colleague at work, else the one contact the caller sees that bears it; of several none is guessed. Two queries for each
 * kind of people.
 */
async function bearersOf(ctx: Context, addresses: readonly string[]): Promise<Map<string, Person>> {
  const found = new Map<string, Person>();
  const settled = new Set<string>();
  for (const object of ['user', 'contact'] as const) {
    const meta = ctx.meta.object(object);
    const asked = addresses.filter((address) => !settled.has(address)).slice(0, mostGuests);
    if (!meta || !ctx.access.can(`${object}.read`)) continue;
    const parts = asked.flatMap((address) => candidateIds(ctx, meta, address, { limit: mostBearers }) ?? []);
    if (parts.length === 0) continue;
    const union = sql.join(
      parts.map((part) => sql`(${part})`),
      sql` union `,
    );
    const rows = await ctx.query<{ record_id: string }>(union);
    const named = await namesOf(
      ctx,
      object,
      rows.map((row) => row.record_id),
    );
    for (const [address, bearers] of Map.groupBy(named, ([, one]) => one.address)) {
      const atWork = bearers.filter(([, { active }]) => active);
      if (!asked.includes(address) || atWork.length === 0) continue;
      settled.add(address);
      const [only] = atWork;
      if (only && atWork.length === 1) found.set(address, { object, id: only[0] });
    }
  }
  return found;
}

/** Those of some addresses whom the company knows, but for the owner of the event: first the ones who take part in it already. */
export async function knownAmong(
  ctx: Context,
  {
    addresses,
    rows,
    owner,
  }: { readonly addresses: readonly string[]; readonly rows: readonly AttendedRow[]; readonly owner: string | null },
): Promise<ReadonlyMap<string, Person>> {
  const known = new Map<string, Person>(
    rows.flatMap(({ guests }) => guests.flatMap(({ address, object, id }) => (address ? [[address, { object, id }] as const] : []))),
  );
  const others = addresses.filter((address) => !known.has(address));
  const found = others.length > 0 ? await bearersOf(ctx, others) : new Map<string, Person>();
  return new Map([...known, ...found].filter(([, { id }]) => id !== owner));
}

/** An address without saying it: who is kept in mind this way can be forgotten. */
export const guestMark = (address: string): string => createHash('sha256').update(address).digest('base64url').slice(0, 12);
