import { changesIn, multiget, multigetSize, openDav } from '@huanke/platform/caldav';
import { errors } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { type CalendarAccount, movePlace } from './account.ts';
import { organizerOf } from './guests.ts';
import { linksOf } from './links.ts';
import { sharersOf } from './others.ts';
import { type Outlet, pushEvents } from './push.ts';
import { takeDeletion, takeResource } from './take.ts';

/**
 * Makes the calendar of a person here and that on their server the same: first what changed there comes in, event by event, then what changed
 * here goes out. Killed at any moment, the next run goes on without doubling anything. Answers whether there is more to do.
 *
 * @throws DavError, OutboundError; FORBIDDEN for who may not see activities
 */
export async function syncCalendar(ctx: Context, account: CalendarAccount, signal: AbortSignal): Promise<boolean> {
  const activity = ctx.meta.object('activity');
  if (!activity || !ctx.access.can('activity.read')) throw errors.FORBIDDEN();
  const { calendar, since } = account;
  const sharers = await sharersOf(ctx, calendar);
  const outlet: Outlet = {
    ctx,
    activity,
    since,
    sharers,
    dav: openDav(ctx.app.outbound, account),
    calendar,
    organizer: await organizerOf(ctx, account.login),
    signal,
  };
  await takeChanges(outlet, account);
  return pushEvents(outlet);
}

async function takeChanges(outlet: Outlet, { token, ctag }: CalendarAccount): Promise<void> {
  const { ctx, dav, calendar, signal } = outlet;
  const known = new Map((await linksOf(ctx)).flatMap(({ url, etag }) => (etag === null ? [] : [[url, etag] as const])));
  const changes = await changesIn(dav, calendar, { token, ctag, etags: known });
  const wanted = changes.changed.filter(({ url, etag }) => etag === null || known.get(url) !== etag).map(({ url }) => url);
  for (let from = 0; from < wanted.length; from += multigetSize) {
    for (const resource of await multiget(dav, calendar, wanted.slice(from, from + multigetSize))) {
      signal.throwIfAborted();
      await takeResource(outlet, resource);
    }
  }
  // after what came: an event that was moved to another address is known there by now
  for (const url of changes.gone) {
    signal.throwIfAborted();
    await takeDeletion(outlet, url);
  }
  // only now: who is killed before looks at the same changes again
  if (changes.token !== token || changes.ctag !== ctag) await movePlace(ctx, changes);
}
