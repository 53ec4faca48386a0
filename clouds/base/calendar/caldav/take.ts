import type { DavResource } from '@huanke/platform/caldav';
import { AppError, textOf } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { amongGuests, facesOf, guestMarks, markOf } from './face.ts';
import { type AttendedRow, knownAmong, type Person } from './guests.ts';
import { judge, type Verdict } from './judge.ts';
import { claim, dropLink, isOnlyKnown, type Link, linkAt, linkOf, onlyKnown, setLink } from './links.ts';
import { recordNamed, type Standing, standingOf } from './others.ts';
import { isOver, namesIn, type OutsideEvent, readOutside, reasonOf } from './read-event.ts';
import { cancelOutside, eventOf, markConflict, writeFaces } from './records.ts';

/** What an intake works on: the person's context, their events, and what is too long ago to be taken in. */
export interface Intake {
  readonly ctx: Context;
  readonly activity: ObjectMeta;
  readonly since: Date;
  /** Colleagues who keep the same calendar. */
  readonly sharers: ReadonlySet<string>;
}

/**
 * Takes in one resource that is new or different on the server, in one transaction with what is remembered of it: again, it changes nothing.
 * What can not be taken in is remembered with the reason.
 */
export async function takeResource(intake: Intake, resource: DavResource): Promise<void> {
  const { ctx } = intake;
  try {
    const outside = readOutside(resource.data, ctx.tenant.timeZone);
    await ctx.transaction((tx) => takeEvent({ ...intake, ctx: tx }, resource, outside));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problem = textOf(reasonOf(error), ctx.tenant.language);
    await ctx.transaction((tx) => leaveAside(tx, resource, problem));
  }
}

async function leaveAside(tx: Context, { url, etag, data }: DavResource, problem: string): Promise<void> {
  const { uid = url, title } = namesIn(data);
  await claim(tx, { uid, url, sequence: 0 });
  await setLink(tx, uid, { url, etag: etag ?? '', problem, title });
}

/** The link of an event, made where it is new; one that we have named ourselves leads back to its record. */
async function linkFor(tx: Context, { url }: DavResource, { uid, sequence }: OutsideEvent): Promise<Link> {
  const isNew = await claim(tx, { uid, url, sequence });
  const link = await linkOf(tx, uid);
  if (!link) throw new Error('a link is gone while it was held');
  if (!isNew) return link;
  return { ...link, record: recordNamed(uid) ?? null };
}

async function takeEvent(intake: Intake, resource: DavResource, read: OutsideEvent): Promise<void> {
  const { ctx, activity, since, sharers } = intake;
  let link = await linkFor(ctx, resource, read);
  const seen = { url: resource.url, etag: resource.etag ?? '', problem: null, title: null };
  let rows: AttendedRow[] = link.record ? await eventOf(ctx, activity, link.record) : [];
  let standing: Standing | undefined;
  if (rows[0]?.owner !== ctx.user.id) {
    standing = await standingOf(ctx, { uid: link.uid, record: link.record, sharers });
    if (standing && standing.record !== link.record) {
      link = { ...link, record: standing.record };
      rows = await eventOf(ctx, activity, standing.record);
    }
  }
  const { outside, people } = await recognised(intake, read, rows);
  if (standing && !standing.isMine) return leaveToOthers(intake, { link, seen, outside, standing });
  const isNew = link.record === null || (rows.length === 0 && link.localMark === '' && link.outsideMark === '');
  if (isNew) {
    const [first] = outside.faces;
    // what is nobody else's business, over, or cancelled before it was known is not taken in
    if (outside.isPrivate || isOver(outside, since) || first?.cancelled) return setLink(ctx, link.uid, seen);
    return settle(intake, { link, seen, outside, record: await writeFaces(ctx, { activity, rows: [], people }, outside.faces) });
  }
  const [master] = rows;
  const local = rows.length > 0 ? markOf(facesOf(rows, ctx.tenant.timeZone)) : null;
  const mark = markOf(outside.faces);
  const verdict = judge({ local, outside: mark, sequence: outside.sequence, editable: master?.editable === true, link });
  await carryOut(intake, { verdict, rows, local, link, seen, outside, people });
}

/** The event with those of its guests whom the company knows, and who these are; nobody, where the person may not say who takes part. */
async function recognised({ ctx, activity }: Intake, read: OutsideEvent, rows: readonly AttendedRow[]) {
  const addresses = [...new Set(read.faces.flatMap(({ guests }) => guests))];
  const mayName = activity.fields.has('attendees') && activity.fields.get('attendees')?.right === undefined;
  const owner = rows[0]?.owner ?? ctx.user.id;
  const people = mayName ? await knownAmong(ctx, { addresses, rows, owner }) : new Map<string, Person>();
  return { people, outside: { ...read, faces: amongGuests(read.faces, (address) => people.has(address)) } };
}

/** A colleague's event is remembered, so that it is neither copied here nor taken away there. */
async function leaveToOthers(
  { ctx, sharers }: Intake,
  { link, seen, outside, standing }: Pick<Judged, 'link' | 'seen' | 'outside'> & { readonly standing: Standing },
): Promise<void> {
  const isKept = standing.owner !== null && sharers.has(standing.owner);
  // one that was the person's until now goes from a calendar of their own
  const marks = isKept || isOnlyKnown({ ...link, etag: '' }) ? onlyKnown : { outsideMark: markOf(outside.faces) };
  await setLink(ctx, link.uid, { ...seen, ...marks, record: standing.record });
}

interface Judged {
  readonly verdict: Verdict;
  readonly rows: readonly AttendedRow[];
  readonly local: string | null;
  readonly link: Link;
  readonly seen: Partial<Link>;
  readonly outside: OutsideEvent;
  readonly people: ReadonlyMap<string, Person>;
}

async function carryOut(intake: Intake, { verdict, rows, local, link, people, outside, ...judged }: Judged): Promise<void> {
  const { ctx, activity } = intake;
  const record = rows[0]?.id ?? link.record;
  const seen = { ...judged.seen, guests: guestMarks(outside.faces) };
  const sequence = Math.max(link.sequence, outside.sequence);
  const outsideMark = markOf(outside.faces);
  switch (verdict) {
    case 'same':
      return setLink(ctx, link.uid, { ...seen, record, sequence, outsideMark, localMark: local ?? '' });
    case 'known':
      return setLink(ctx, link.uid, { ...seen, record, sequence, outsideMark });
    case 'restore':
      return setLink(ctx, link.uid, { ...seen, record, sequence, outsideMark, localMark: '' });
    case 'take':
      return settle(intake, {
        link,
        seen,
        outside,
        record: await writeFaces(ctx, { activity, rows, people, before: link.guests }, outside.faces),
      });
    case 'anew': {
      const made = await writeFaces(ctx, { activity, rows: [], people }, outside.faces);
      await tellConflict(intake, made);
      return settle(intake, { link, seen, outside, record: made });
    }
    case 'conflict': {
      // theirs becomes a record of its own, which goes out under its own name; ours goes out under the old one
      const made = await writeFaces(ctx, { activity, rows: [], people }, outside.faces);
      await tellConflict(intake, String(record), [made]);
      return setLink(ctx, link.uid, { ...seen, record, sequence, outsideMark, localMark: '' });
    }
  }
}

async function tellConflict({ ctx, activity }: Intake, record: string, others: readonly string[] = []): Promise<void> {
  await markConflict(ctx, activity, [record, ...others]);
  await notify(ctx, [{ user: ctx.user.id, kind: 'calendarConflict', object: 'activity', record }]);
}

interface Settled {
  readonly link: Link;
  readonly seen: Partial<Link>;
  readonly outside: OutsideEvent;
  readonly record: string;
}

/** Both sides are the same from here on, be it that the record keeps something in another form. */
async function settle({ ctx, activity }: Intake, { link, seen, outside, record }: Settled): Promise<void> {
  const rows = await eventOf(ctx, activity, record);
  const localMark = markOf(facesOf(rows, ctx.tenant.timeZone));
  const sequence = Math.max(link.sequence, outside.sequence);
  const guests = guestMarks(outside.faces);
  await setLink(ctx, link.uid, { ...seen, record, sequence, localMark, outsideMark: markOf(outside.faces), guests });
}

/** A resource is gone from the server: its record is cancelled, not deleted; what is gone on both sides is forgotten. */
export async function takeDeletion({ ctx, activity }: Intake, url: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const link = await linkAt(tx, url);
    if (!link || link.etag === null) return;
    if (!link.record || isOnlyKnown(link)) return void (await dropLink(tx, link.uid));
    const [master] = await eventOf(tx, activity, link.record);
    if (master) await cancelOutside(tx, activity, master);
    const after = master ? markOf(facesOf(await eventOf(tx, activity, master.id), tx.tenant.timeZone)) : '';
    await setLink(tx, link.uid, { etag: null, problem: null, localMark: after, outsideMark: '', sentMark: '' });
  });
}
