import { C, D, type Dav, type DavAnswer, type DavEntry, namespaces } from './dav.ts';
import { calendarAt } from './discover.ts';
import { DavError } from './failure.ts';
import type { DavChanges, DavResource } from './types.ts';
import { escapeXml } from './xml.ts';

/** Resources that are asked for at a time. */
export const multigetSize = 50;
/** More entries than this are no calendar of one person's work. */
const mostEntries = 20_000;

const head = '<?xml version="1.0" encoding="utf-8"?>';
const etagIn = ({ props }: DavEntry): string | null => props.get(D('getetag'))?.text.trim() || null;

/** What is known of a calendar since it was last read: by address its ETag. */
export interface KnownState {
  readonly token: string | null;
  readonly ctag: string | null;
  readonly etags: ReadonlyMap<string, string | null>;
}

/** RFC 6578: what changed since a token; undefined where the server does not know it (any more). */
async function since(dav: Dav, calendar: string, token: string): Promise<DavChanges | undefined> {
  const body = `${head}<D:sync-collection ${namespaces}><D:sync-token>${escapeXml(token)}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`;
  const changed: { url: string; etag: string | null }[] = [];
  const gone: string[] = [];
  const { entries, token: next } = await dav.multistatus({ method: 'REPORT', url: calendar, depth: '0', body });
  for (const entry of entries.filter(({ url }) => url !== calendar)) {
    if (entry.status === 404) gone.push(entry.url);
    else changed.push({ url: entry.url, etag: etagIn(entry) });
  }
  // an answer in parts marks the calendar itself with 507: the token it bears leads to the rest the next time
  return next === null ? undefined : { changed, gone, token: next, ctag: null };
}

/** Everything there is, held against what is known. */
async function compared(
  dav: Dav,
  calendar: string,
  known: ReadonlyMap<string, string | null>,
): Promise<Omit<DavChanges, 'token' | 'ctag'>> {
  const body = `${head}<D:propfind ${namespaces}><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>`;
  const { entries } = await dav.multistatus({ method: 'PROPFIND', url: calendar, depth: '1', body });
  if (entries.length > mostEntries) throw new DavError('tooLarge');
  const files = entries.filter(({ url, props }) => url !== calendar && props.get(D('resourcetype'))?.children.length === 0);
  const here = new Map(files.map((entry) => [entry.url, etagIn(entry)]));
  return {
    changed: [...here].map(([url, etag]) => ({ url, etag })).filter(({ url, etag }) => etag === null || known.get(url) !== etag),
    gone: [...known.keys()].filter((url) => !here.has(url)),
  };
}

/**
 * What changed in a calendar: by its sync token; by comparing everything where the server has none or has forgotten it; nothing where its
 * ctag is the same. May name what is known already: the ETag tells.
 */
export async function changesIn(dav: Dav, calendar: string, known: KnownState): Promise<DavChanges> {
  const now = await calendarAt(dav, calendar);
  const isSame = known.token !== null ? known.token === now.token : known.ctag !== null && known.ctag === now.ctag;
  if (isSame) return { changed: [], gone: [], token: now.token, ctag: now.ctag };
  if (known.token !== null) {
    try {
      const found = await since(dav, calendar, known.token);
      if (found) return { ...found, ctag: now.ctag };
    } catch (error) {
      // 403, 409 or 412, by server: the token is no longer valid
      if (!(error instanceof DavError) || ![400, 403, 409, 412, 501].includes(error.status)) throw error;
    }
  }
  // the token of before the look: what changes meanwhile is told again
  return { ...(await compared(dav, calendar, known.etags)), token: now.token, ctag: now.ctag };
}

/** Resources by their addresses (RFC 4791, 7.9); those that are gone by now are left out. */
export async function multiget(dav: Dav, calendar: string, urls: readonly string[]): Promise<DavResource[]> {
  if (urls.length === 0) return [];
  const hrefs = urls.map((url) => `<D:href>${escapeXml(new URL(url).pathname)}</D:href>`).join('');
  const body = `${head}<C:calendar-multiget ${namespaces}><D:prop><D:getetag/><C:calendar-data/></D:prop>${hrefs}</C:calendar-multiget>`;
  const { entries } = await dav.multistatus({ method: 'REPORT', url: calendar, depth: '1', body });
  return entries.flatMap((entry) => {
    const data = entry.props.get(C('calendar-data'))?.text;
    return data === undefined ? [] : [{ url: entry.url, etag: etagIn(entry), data }];
  });
}

const etagOf = ({ headers }: DavAnswer): string | null => headers.etag ?? null;

/** One resource; undefined when it is gone. */
export async function getResource(dav: Dav, url: string): Promise<DavResource | undefined> {
  const answer = await dav.send({ method: 'GET', url, headers: { accept: 'text/calendar' } });
  if (answer.status === 404 || answer.status === 410) return undefined;
  if (answer.status !== 200) throw new DavError('answer', answer.status);
  return { url, etag: etagOf(answer), data: answer.body };
}

export type Put = { readonly kind: 'done'; readonly etag: string | null } | { readonly kind: 'changed' } | { readonly kind: 'gone' };

/** Writes a resource: as it was when it bore this ETag, or (null) where there is none yet. */
export async function putResource(dav: Dav, url: string, data: string, etag: string | null): Promise<Put> {
  const condition: Record<string, string> = etag === null ? { 'if-none-match': '*' } : { 'if-match': etag };
  const answer = await dav.send({
    method: 'PUT',
    url,
    body: data,
    headers: { 'content-type': 'text/calendar; charset=utf-8', ...condition },
  });
  if ([200, 201, 204].includes(answer.status)) return { kind: 'done', etag: etagOf(answer) };
  if (answer.status === 412 || answer.status === 409) return { kind: 'changed' };
  if (answer.status === 404 || answer.status === 410) return { kind: 'gone' };
  throw new DavError(answer.status === 403 ? 'readOnly' : 'answer', answer.status);
}

/** Deletes a resource as long as it bears this ETag; one that is gone is deleted. */
export async function deleteResource(dav: Dav, url: string, etag: string): Promise<'done' | 'changed'> {
  const { status } = await dav.send({ method: 'DELETE', url, headers: { 'if-match': etag } });
  if ([200, 202, 204, 404, 410].includes(status)) return 'done';
  if (status === 412) return 'changed';
  throw new DavError(status === 403 ? 'readOnly' : 'answer', status);
}
