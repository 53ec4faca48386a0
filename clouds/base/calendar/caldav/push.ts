import { type Dav, deleteResource, getResource, putResource } from '@huanke/platform/caldav';
import { AppError } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { statusOf } from '../event.ts';
import { uidOf } from '../ics.ts';
import { type EventRow, eventRows, rowsOf } from '../rows.ts';
import { asShown } from '../window.ts';
import { amongGuests, type Face, facesOf, guestMarks, markOf } from './face.ts';
import { type AttendedRow, guestMark, withGuests } from './guests.ts';
import { claim, dropLink, isOnlyKnown, type Link, linksOf, onlyKnown, removedHere, setLink } from './links.ts';
import { keptByOwner } from './others.ts';
import { type OutsideEvent, readOutside } from './read-event.ts';
import { type Intake, takeResource } from './take.ts';
import { type Organizer, writeOutside } from './write-event.ts';

const DAY = 86_400_000;
/** What is longer ago does not go out any more, and what is further ahead not yet. */
const daysBack = 90;
const daysAhead = 400;
/** Written in one run: a long one would keep others from their turn. */
const mostWrites = 200;

/** Where events go out to. */
export interface Outlet extends Intake {
  readonly dav: Dav;
  readonly calendar: string;
  /** The person, where the server knows them by the address the company knows. */
  readonly organizer: Organizer | undefined;
  readonly signal: AbortSignal;
}

interface Event {
  readonly rows: readonly AttendedRow[];
  readonly faces: readonly Face[];
  readonly mark: string;
}

/** What lies on the person's calendar here, each event with the occurrences of it that differ. */
async function eventsHere({ ctx, activity, since, sharers }: Outlet): Promise<Event[]> {
  const now = ctx.clock.now().getTime();
  const from = new Date(Math.max(since.getTime(), now - daysBack * DAY));
  const window = { from, until: new Date(now + daysAhead * DAY), people: [ctx.user.id], due: false, access: 'read' } as const;
  const near = await eventRows(ctx, activity, window);
  const isPart = ({ series, recurrence }: EventRow) => series !== null || recurrence !== null;
  const series = await rowsOf(ctx, activity, [...new Set(near.filter(isPart).map(({ id, series: of }) => of ?? id))]);
  const all = [...near.filter((row) => !isPart(row)), ...series];
  const takesPart = ({ owner, attendees }: EventRow) => attendees.includes(ctx.user.id) && !(owner !== null && sharers.has(owner));
  // who takes part in one occurrence alone has not got the series
  const isMine = (row: EventRow | undefined) => row?.series === null && (row.owner === ctx.user.id || takesPart(row));
  const events = [...Map.groupBy(all, ({ id, series: of }) => of ?? id).values()]
    .map((rows) => rows.sort((a, b) => Number(a.series !== null) - Number(b.series !== null)))
    .filter(([first]) => isMine(first));
  const shown = await withGuests(
    ctx,
    activity,
    events.flat().map((row) => asShown(activity, row)),
  );
  return [...Map.groupBy(shown, ({ id, series: of }) => of ?? id).values()].map((rows) => {
    const faces = facesOf(rows, ctx.tenant.timeZone);
    return { rows, faces, mark: markOf(faces) };
  });
}

const isCancelled = ({ rows: [first] }: Event) => first !== undefined && statusOf(first) === 'cancelled';

function isToWrite(event: Event, link: Link | undefined): boolean {
  if (!link) return !isCancelled(event);
  if (link.problem !== null || link.localMark === event.mark) return false;
  return link.etag !== null || !isCancelled(event);
}

/** Carries to the server what is new, different or gone here. True: there is more to do. */
export async function pushEvents(outlet: Outlet): Promise<boolean> {
  const { ctx, signal } = outlet;
  const all = (await linksOf(ctx)).sort((a, b) => Number(isOnlyKnown(b)) - Number(isOnlyKnown(a)));
  const links = new Map(all.flatMap((link) => (link.record ? [[link.record, link] as const] : [])));
  const events = await eventsHere(outlet);
  const linkTo = (event: Event) => links.get(event.rows[0]?.id ?? '');
  const onlyKnownHere = events.map(linkTo).flatMap((link) => (link && isOnlyKnown(link) ? [link.uid] : []));
  const kept = await keptByOwner(ctx, onlyKnownHere);
  const toWrite = events.filter((event) => isToWrite(event, linkTo(event)) && !kept.has(linkTo(event)?.uid ?? ''));
  for (const event of toWrite.slice(0, mostWrites)) {
    signal.throwIfAborted();
    const link = linkTo(event);
    if (link && link.etag !== null) await change(outlet, event, link);
    else await create(outlet, event, link);
  }
  for (const { owner, ...link } of await removedHere(ctx)) {
    signal.throwIfAborted();
    // whose it is now keeps it on this calendar
    if (owner !== null && outlet.sharers.has(owner) && link.etag !== null) await inOne(ctx, (tx) => setLink(tx, link.uid, onlyKnown));
    else await remove(outlet, link);
  }
  return toWrite.length > mostWrites;
}

const inOne = (ctx: Context, work: (tx: Context) => Promise<unknown>) => ctx.transaction(async (tx) => void (await work(tx)));

function fileOf({ ctx, organizer }: Outlet, event: Event, link: Pick<Link, 'uid' | 'sequence' | 'guests'>, outside?: OutsideEvent): string {
  const feed = { name: '', timeZone: ctx.tenant.timeZone, site: ctx.app.identity.publicUrl ?? '' };
  const isOwn = event.rows[0]?.owner === ctx.user.id;
  return writeOutside({ ...link, rows: event.rows, feed, organizer: isOwn ? organizer : undefined }, outside);
}

/** What is written down before something is sent: it is recognised when it comes back, even if the answer was never seen. */
async function prepare(
  ctx: Context,
  event: Event,
  link: Link | undefined,
  url: string,
): Promise<Pick<Link, 'uid' | 'sequence' | 'guests'>> {
  const [first] = event.rows;
  if (!first) throw new Error('an event without itself');
  const uid = link?.uid ?? uidOf(first);
  const sequence = Math.max(Number(first.sequence ?? 0), link ? link.sequence + 1 : 0);
  await inOne(ctx, async (tx) => {
    await claim(tx, { uid, url, sequence });
    await setLink(tx, uid, { url, sequence, record: first.id, sentMark: event.mark, localMark: '' });
  });
  return { uid, sequence, guests: link?.guests ?? [] };
}

/** What was written is the same on both sides; which guests a server has really kept it is asked, since some keep none. */
async function written({ ctx, dav }: Outlet, { uid, url }: Pick<Link, 'uid' | 'url'>, event: Event, etag: string | null): Promise<void> {
  const marks = { etag: etag ?? '', localMark: event.mark, outsideMark: event.mark };
  const ours = new Set(event.faces.flatMap(({ guests }) => guests));
  const there = ours.size > 0 && etag !== null ? await getResource(dav, url) : undefined;
  // without its ETag, or changed meanwhile, the next run reads it anyhow
  if (ours.size > 0 && (!there || there.etag !== etag)) return inOne(ctx, (tx) => setLink(tx, uid, marks));
  const faces = there ? amongGuests(readOutside(there.data, ctx.tenant.timeZone).faces, (address) => ours.has(address)) : event.faces;
  await inOne(ctx, (tx) => setLink(tx, uid, { ...marks, outsideMark: markOf(faces), guests: guestMarks(faces) }));
}

/** Takes in what lies on the server, as if it had just been met there. */
async function meet(outlet: Outlet, url: string): Promise<void> {
  const there = await getResource(outlet.dav, url);
  if (there) await takeResource(outlet, there);
}

async function create(outlet: Outlet, event: Event, link: Link | undefined): Promise<void> {
  const { ctx, dav, calendar } = outlet;
  const url = `${calendar}${event.rows[0]?.id}.ics`;
  const named = await prepare(ctx, event, link, url);
  const put = await putResource(dav, url, fileOf(outlet, event, named), null);
  if (put.kind === 'done') return written(outlet, { ...named, url }, event, put.etag);
  // it lies there already: sent before, and the answer was lost
  await meet(outlet, url);
}

/** Reads what lies on the server; undefined when somebody has changed or deleted it meanwhile: the next run tells. */
async function unchanged({ ctx, dav }: Outlet, link: Link) {
  const there = await getResource(dav, link.url);
  if (!there) return undefined;
  try {
    const outside = readOutside(there.data, ctx.tenant.timeZone);
    // who is on it beside those known when both were the same makes no difference
    const mark = markOf(amongGuests(outside.faces, (address) => link.guests.includes(guestMark(address))));
    return mark === link.outsideMark || mark === link.sentMark ? { outside, etag: there.etag ?? '*' } : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function change(outlet: Outlet, event: Event, link: Link): Promise<void> {
  const { ctx, dav } = outlet;
  // a colleague's until now
  if (isOnlyKnown(link)) return meet(outlet, link.url);
  const there = await unchanged(outlet, link);
  if (!there) return;
  const named = await prepare(ctx, event, link, link.url);
  const put = await putResource(dav, link.url, fileOf(outlet, event, named, there.outside), there.etag);
  if (put.kind === 'done') await written(outlet, { ...named, url: link.url }, event, put.etag);
}

async function remove(outlet: Outlet, link: Link): Promise<void> {
  const { ctx, dav } = outlet;
  if (link.etag !== null) {
    const there = await unchanged(outlet, link);
    if (!there || (await deleteResource(dav, link.url, there.etag)) === 'changed') return;
  }
  await inOne(ctx, (tx) => dropLink(tx, link.uid));
}
