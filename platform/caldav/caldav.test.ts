import { expect, it } from 'vitest';
import { outbound } from '../outbound/index.ts';
import { changesIn, deleteResource, getResource, multiget, putResource } from './collection.ts';
import { isOwn, openDav } from './dav.ts';
import { discoverCalendars } from './discover.ts';
import { davFailure } from './failure.ts';
import { type CaldavOptions, caldavLogin, caldavServer } from './testing/index.ts';
import { childAt, parseXml } from './xml.ts';

const out = outbound({ allowPrivate: true });
const file = (uid: string) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//x//x//',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260331T000000Z',
    'DTSTART:20260401T010000Z',
    'SUMMARY:a & <b>',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

/** A simulator, a client that is signed in, and its only calendar. */
async function opened(options?: CaldavOptions) {
  const server = await caldavServer(options);
  const dav = openDav(out, { server: server.url, login: caldavLogin.login, password: caldavLogin.secret });
  const [calendar] = await discoverCalendars(dav);
  return { server, dav, calendar: calendar?.url ?? '', found: calendar };
}

it('names are told by their namespace, entities of a document expand to nothing, and what is not well-formed is refused', () => {
  const root = parseXml(
    '<x:multistatus xmlns:x="DAV:"><x:response a="1"><x:href>/a&amp;b</x:href><![CDATA[<c>]]></x:response></x:multistatus>',
  );
  expect(root.name).toBe('{DAV:}multistatus');
  const entry = childAt(root, '{DAV:}response');
  expect([entry?.attributes.a, entry?.text, childAt(entry, '{DAV:}href')?.text]).toEqual(['1', '/a&b<c>', '/a&b']);
  expect(() => parseXml('<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')).toThrow();
  expect(() => parseXml('<a><b></a>')).toThrow();
  expect(() => parseXml('<a>'.repeat(200))).toThrow();
});

it('the password goes to the server and its neighbours, never into the open', () => {
  const cases = [
    ['https://caldav.icloud.com/', 'https://p34-caldav.icloud.com/1/', true],
    ['https://dav.example.cn/', 'https://dav.example.cn:8443/', false],
    ['https://dav.example.cn/', 'http://dav.example.cn/', false],
    ['https://dav.example.cn/', 'https://evil.cn/', false],
    ['https://example.com.cn/', 'https://evil.com.cn/', false],
    ['https://10.0.0.1/', 'https://20.0.0.1/', false],
  ] as const;
  for (const [from, to, allowed] of cases) expect(isOwn(from, to), to).toBe(allowed);
});

it('finds calendars for events from the well-known address on, and says what goes wrong in words', async () => {
  const { server, found } = await opened();
  expect(found).toEqual({ url: `${server.url}dav/calendars/seller/work/`, name: '工作 & 客户', canWrite: true });
  const tried = (access: object) =>
    discoverCalendars(openDav(out, { server: server.url, login: caldavLogin.login, password: caldavLogin.secret, ...access })).then(
      () => null,
      (error: unknown) => davFailure(error).en,
    );
  expect(await tried({ password: 'wrong' })).toMatch(/login or password/);
  expect(await tried({ server: `${server.url}elsewhere/` })).toBeNull();
  await server.close();
  expect(await tried({})).toMatch(/refuses the connection/);
});

for (const options of [{}, { tokens: false }, { etags: false }])
  it(`writes on conditions and tells what changed ${JSON.stringify(options)}`, async () => {
    const { server, dav, calendar } = await opened(options);
    const url = `${calendar}a.ics`;
    const first = await changesIn(dav, calendar, { token: null, ctag: null, etags: new Map() });
    expect([first.changed, first.gone]).toEqual([[], []]);
    expect((await putResource(dav, url, file('a'), null)).kind).toBe('done');
    expect((await putResource(dav, url, file('a'), null)).kind).toBe('changed');
    const there = await getResource(dav, url);
    expect(there?.data).toBe(file('a'));
    // XML has one kind of line end
    expect(await multiget(dav, calendar, [url, `${calendar}none.ics`])).toEqual([{ ...there, data: file('a').replaceAll('\r\n', '\n') }]);
    const etag = there?.etag ?? '';
    const second = await changesIn(dav, calendar, { ...first, etags: new Map() });
    expect(second.changed).toEqual([{ url, etag }]);
    server.put('a.ics', file('other'));
    expect((await putResource(dav, url, file('a'), etag)).kind).toBe('changed');
    expect(await deleteResource(dav, url, etag)).toBe('changed');
    server.remove('a.ics');
    const third = await changesIn(dav, calendar, { ...second, etags: new Map([[url, etag]]) });
    expect([third.changed, third.gone]).toEqual([[], [url]]);
    server.put('b.ics', file('b'));
    server.forget();
    // the token is refused: everything is compared
    const fourth = await changesIn(dav, calendar, { ...third, etags: new Map([[url, etag]]) });
    expect([fourth.changed.map((one) => one.url), fourth.gone]).toEqual([[`${calendar}b.ics`], [url]]);
    await server.close();
  });
