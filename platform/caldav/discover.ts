import { C, CS, D, type Dav, type DavEntry, namespaces, resolved } from './dav.ts';
import { DavError } from './failure.ts';
import type { DavCalendar } from './types.ts';
import { childAt, childrenOf } from './xml.ts';

const asking = (props: string) => `<?xml version="1.0" encoding="utf-8"?><D:propfind ${namespaces}><D:prop>${props}</D:prop></D:propfind>`;

/** The address in a property such as current-user-principal. */
function hrefOf(server: string, { entries, url }: { entries: readonly DavEntry[]; url: string }, name: string): string | undefined {
  const href = entries.map(({ props }) => childAt(props.get(name), D('href'))?.text).find((text) => text?.trim());
  return href === undefined ? undefined : resolved(server, url, href);
}

/** Asks for a property of an address; undefined where there is nothing of the kind. */
async function ask(dav: Dav, url: string, props: string): Promise<Awaited<ReturnType<Dav['multistatus']>> | undefined> {
  try {
    return await dav.multistatus({ method: 'PROPFIND', url, depth: '0', body: asking(props) });
  } catch (error) {
    if (error instanceof DavError && (error.fault === 'notFound' || error.fault === 'answer')) return undefined;
    throw error;
  }
}

/** RFC 6764, section 6: what was typed in, the well-known address, the root; the first that knows who is signed in. */
async function principalOf(dav: Dav): Promise<string> {
  const typed = new URL(dav.server);
  const wellKnown = new URL('/.well-known/caldav', typed).toString();
  const places = typed.pathname === '/' ? [wellKnown, typed.toString()] : [typed.toString(), wellKnown, new URL('/', typed).toString()];
  for (const place of places) {
    const found = await ask(dav, place, '<D:current-user-principal/>');
    const principal = found && hrefOf(dav.server, found, D('current-user-principal'));
    if (principal) return principal;
  }
  throw new DavError('noCalendar');
}

const calendarProps =
  '<D:resourcetype/><D:displayname/><D:current-user-privilege-set/><C:supported-calendar-component-set/><D:sync-token/><CS:getctag/>';

/** Whether events may lie in it: lists of tasks are calendars, too. */
function holdsEvents({ props }: DavEntry): boolean {
  if (!childAt(props.get(D('resourcetype')), C('calendar'))) return false;
  const parts = props.get(C('supported-calendar-component-set'));
  return !parts || childrenOf(parts, C('comp')).some(({ attributes }) => attributes.name?.toUpperCase() === 'VEVENT');
}

function canWrite({ props }: DavEntry): boolean {
  const set = props.get(D('current-user-privilege-set'));
  if (!set) return true;
  const rights = new Set(set.children.flatMap((privilege) => privilege.children.map(({ name }) => name)));
  return [D('all'), D('write'), D('write-content')].some((right) => rights.has(right));
}

const asCalendar = (entry: DavEntry): DavCalendar => ({
  url: entry.url.endsWith('/') ? entry.url : `${entry.url}/`,
  name: entry.props.get(D('displayname'))?.text.trim() || decodeURIComponent(entry.url.split('/').filter(Boolean).at(-1) ?? ''),
  canWrite: canWrite(entry),
});

/**
 * The calendars of who is signed in (RFC 4791, section 6.2.1).
 *
 * @throws DavError, OutboundError
 */
export async function discoverCalendars(dav: Dav): Promise<DavCalendar[]> {
  const principal = await principalOf(dav);
  const person = await ask(dav, principal, '<C:calendar-home-set/>');
  const home = person && hrefOf(dav.server, person, C('calendar-home-set'));
  if (!home) throw new DavError('noCalendar');
  const { entries } = await dav.multistatus({ method: 'PROPFIND', url: home, depth: '1', body: asking(calendarProps) });
  return entries.filter(holdsEvents).map(asCalendar);
}

export interface CalendarState extends DavCalendar {
  readonly token: string | null;
  readonly ctag: string | null;
}

/** What a calendar says of itself. @throws DavError `notFound` where there is none at the address */
export async function calendarAt(dav: Dav, url: string): Promise<CalendarState> {
  const { entries } = await dav.multistatus({ method: 'PROPFIND', url, depth: '0', body: asking(calendarProps) });
  const [entry] = entries;
  if (!entry || !holdsEvents(entry)) throw new DavError('notFound');
  const text = (name: string) => entry.props.get(name)?.text.trim() || null;
  return { ...asCalendar(entry), token: text(D('sync-token')), ctag: text(CS('getctag')) };
}
