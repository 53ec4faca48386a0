import { sessionCookie, startSession } from '@huanke/platform/identity';
import { newId } from '@huanke/platform/kernel';
import { holds, invent, mayPart, mayThing, type Organisation, settle, today, worldObjects } from '@huanke/platform/sharing/testing';
import { until } from '@huanke/platform/testing';
import { seeded } from '@huanke/platform/testing/data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modules } from './modules.ts';
import { type Answer, type TestApp, testApp } from './testing.ts';

/**
 * Random companies with shares, teams, rules and masters, asked over HTTP by every way to a record there is: each answer is what the plain
 * rule says (platform/sharing/testing/organisation.ts, which knows nothing of SQL).
 */
const companies = process.env['HUANKE_TEST_FULL'] ? 400 : 8;
const seed = Number(process.env['SEED'] ?? 20_260_610);
const noon = new Date(`${today}T04:00:00.000Z`);
type ObjectName = 'thing' | 'part';
type Verb = 'read' | 'edit' | 'delete';

let t: TestApp;
beforeAll(async () => {
  t = await testApp({ modules: [...modules, worldObjects], clock: { now: () => noon } });
  await t.startWork();
});
afterAll(() => t.close());

interface Asker {
  ask(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  upload(content: string): Promise<Answer>;
}
interface Company {
  readonly tenant: number;
  readonly o: Organisation;
  readonly admin: Asker;
  readonly files: ReadonlyMap<string, string>;
  readonly comments: ReadonlyMap<string, string>;
}

const good = ({ status, body, text }: Answer, expected = 200): Answer['body'] => {
  expect(status, text).toBe(expected);
  return body;
};
const recordsOf = (o: Organisation, object: ObjectName) => (object === 'thing' ? o.things : o.parts);
const may = (o: Organisation, p: number, object: ObjectName, verb: Verb): boolean[] =>
  object === 'thing' ? o.things.map((_, i) => mayThing(o, p, i, verb)) : o.parts.map(({ thing }) => mayPart(o, p, thing, verb));

async function askerOf(tenant: number, user: string): Promise<Asker> {
  const person = newId();
  const { owner } = t.app;
  await owner.query('insert into person (id, name, created_at) values ($1, $2, now())', [person, 'P']);
  await owner.query('insert into membership (person_id, tenant_id, user_id, active) values ($1, $2, $3, true)', [person, tenant, user]);
  const token = await startSession(t.app, { person, tenant, user, via: 'password', device: 'test', address: '127.0.0.1' });
  const send = (method: string, url: string, text: string | undefined, headers: Record<string, string>) =>
    t.anonymous.send(method, url, text, { cookie: `${sessionCookie}=${token}`, ...headers });
  return {
    ask: (method, url, body, headers = {}) =>
      body === undefined
        ? send(method, url, undefined, headers)
        : send(method, url, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
    upload: (content) =>
      send('POST', '/files', `--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${content}\r\n--x--\r\n`, {
        'content-type': 'multipart/form-data; boundary=x',
      }),
  };
}

/** Writes the company down, and as its administrator gives every thing a code and a file, and every record a comment. */
async function settled(o: Organisation): Promise<Company> {
  const { owner } = t.app;
  const { rows } = await owner.query<{ id: number }>("insert into tenant (name) values ('随机公司') returning id");
  const tenant = rows[0]?.id ?? 0;
  const [head, role] = [newId(), newId()];
  await owner.query(
    `insert into app_user (tenant_id, id, version, name, active, created_at, updated_at) values ($1, $2, 1, '管理员', true, $3, $3)`,
    [tenant, head, noon],
  );
  await owner.query(
    `insert into role (tenant_id, id, key, name, system, permissions, scopes) values ($1, $2, 'x_head', '{"zh":"","en":""}', false, '["*"]', $3)`,
    [tenant, role, { read: 'all', edit: 'all', delete: 'all' }],
  );
  await owner.query('insert into user_role (tenant_id, user_id, role_id) values ($1, $2, $3)', [tenant, head, role]);
  await settle({ app: t.app, owner }, tenant, o);
  const admin = await askerOf(tenant, head);
  const [files, comments] = [new Map<string, string>(), new Map<string, string>()];
  for (const { id } of o.things) files.set(id, good(await admin.upload(id), 201).id);
  const coded = o.things.map(({ id }) => ({ id, code: `码${id}`, files: [{ id: files.get(id) }] }));
  good(await admin.ask('POST', '/records/thing/bulk', { operation: 'update', records: coded, allOrNothing: true }));
  for (const object of ['thing', 'part'] as const) {
    for (const { id } of recordsOf(o, object))
      comments.set(id, good(await admin.ask('POST', `/records/${object}/${id}/comments`, { body: '<p>看看</p>' }), 201).id);
    const { items } = good(await admin.ask('GET', `/meta/objects/${object}/printStarters`));
    const { definition } = items.find((one: { name: string }) => one.name === 'sheet');
    good(await admin.ask('PUT', `/meta/objects/${object}/parts/printTemplate/sheet`, definition));
  }
  // events come when the oldest transaction of the whole server has ended
  await until(async () => {
    const { items } = good(await admin.ask('GET', '/events?limit=1000'));
    return items.filter((one: { event: string }) => one.event.endsWith('.commented')).length === comments.size;
  }, 'the events');
  return { tenant, o, admin, files, comments };
}

const ids = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id).sort();

/** What a person finds of an object by every way, and what they should. */
async function surfaces(
  company: Company,
  p: number,
  object: ObjectName,
  me: Asker,
): Promise<{ found: Record<string, unknown>; expected: Record<string, unknown> }> {
  const { o } = company;
  const all = recordsOf(o, object).map(({ id }) => id);
  const [read, edit, remove] = [may(o, p, object, 'read'), may(o, p, object, 'edit'), may(o, p, object, 'delete')];
  const seen = all.filter((_, i) => read[i]).sort();
  const found: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  const compare = (name: string, is: unknown, should: unknown) => {
    found[name] = is;
    expected[name] = should;
  };
  const query = async (body: object) => good(await me.ask('POST', `/records/${object}/query`, { fields: ['name'], limit: 200, ...body }));
  const aggregate = async (body: object) => good(await me.ask('POST', `/records/${object}/aggregate`, body)).rows;
  const word = object === 'thing' ? '共享物料' : '配件';

  compare('list', ids((await query({})).records), seen);
  compare('counted list', (await query({ count: 'exact' })).count, { value: seen.length, capped: false });
  compare('suggestions of a lookup', ids((await query({ search: word })).records), seen);
  compare('contains', ids((await query({ filter: { field: 'name', op: 'contains', value: word } })).records), seen);
  compare('by id', ids((await query({ filter: { field: 'id', op: 'in', value: all } })).records), seen);
  const { groups } = good(await me.ask('GET', `/search?q=${encodeURIComponent(word)}&objects=${object}&limit=50`));
  compare('search', ids(groups.flatMap((group: { items: { id: string }[] }) => group.items)), seen);
  compare('count', (await aggregate({ measures: [{ fn: 'count' }] }))[0]?.count, seen.length);
  const tally = (keys: readonly string[]) =>
    Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, list]) => [key, list.length]));
  const by = object === 'thing' ? 'kind' : 'thing';
  const grouped: { kind?: string; thing?: { id: string }; count: number }[] = await aggregate({
    groupBy: [{ field: by }],
    measures: [{ fn: 'count' }],
  });
  const keyOf = (i: number) => (object === 'thing' ? (o.things[i]?.kind ?? '') : (o.things[o.parts[i]?.thing ?? -1]?.id ?? ''));
  compare(
    'groups',
    Object.fromEntries(grouped.map((row) => [row.kind ?? row.thing?.id, row.count])),
    tally(all.flatMap((_, i) => (read[i] ? [keyOf(i)] : []))),
  );

  const each = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const statuses: number[] = [];
    for (const id of all) statuses.push((await me.ask(method, `/records/${object}/${id}${path}`, body, headers)).status);
    return statuses;
  };
  const readable = (status: number) => read.map((yes) => (yes ? status : 404));
  for (const path of ['', '/history', '/timeline', '/mentionable', '/shares', '/team', '/actions', '/merges'])
    compare(`get ${path}`, await each('GET', path), readable(200));
  // refused for what it says, so that nothing is written
  compare('comment', await each('POST', '/comments', { body: '' }), readable(422));
  const permitted = (verb: Verb, can: readonly boolean[], ok: number) =>
    can.map((yes, i) => (holds(o, p, `${object}.${verb}`) ? (read[i] ? (yes ? ok : 403) : 404) : 403));
  compare('update', await each('PATCH', '', { name: '改名' }, { 'if-match': '"999"' }), permitted('edit', edit, 412));
  compare('delete', await each('DELETE', '', undefined, { 'if-match': '"999"' }), permitted('delete', remove, 412));
  for (const [operation, verb, can] of [
    ['update', 'edit', edit],
    ['delete', 'delete', remove],
  ] as const) {
    // the last one is nobody's: nothing is written
    const records = [...all, newId()].map((id) => (operation === 'update' ? { id, name: '改名' } : { id }));
    const { results } = good(await me.ask('POST', `/records/${object}/bulk`, { operation, records, allOrNothing: true }), 422);
    compare(
      `bulk ${operation}`,
      results.slice(0, -1).map((one: { status: number }) => one.status),
      permitted(verb, can, 424),
    );
  }

  const { items } = good(await me.ask('GET', '/events?limit=1000'));
  const told = items.filter((one: { object: string }) => one.object === object).map((one: { record: string }) => one.record);
  compare('events', [...new Set(told)].sort(), seen);

  const exporting = await me.ask('POST', '/exports', { object, fields: ['id'], format: 'csv' });
  if (holds(o, p, `${object}.export`)) {
    const job = await until(async () => {
      const { body } = await me.ask('GET', `/jobs/${exporting.body.id}`);
      return body.status === 'done' && body;
    }, 'the export');
    const { text } = await me.ask('GET', `/files/${job.fileId}`);
    compare('export', text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g)?.sort() ?? [], seen);
  } else compare('export', exporting.status, 403);

  const sample = [read.indexOf(true), read.indexOf(false)].filter((i) => i >= 0);
  const printed: number[] = [];
  for (const i of sample) printed.push((await me.ask('POST', `/records/${object}/${all[i]}/print`, { template: 'sheet' })).status);
  compare(
    'print',
    printed,
    sample.map((i) => (holds(o, p, `${object}.print`) ? (read[i] ? 200 : 404) : 403)),
  );

  const [previews, merges, should]: [number[], number[], { preview: number[]; merge: number[] }] = [[], [], { preview: [], merge: [] }];
  for (let i = 1; i < all.length; i += 1) {
    const pair = [all[i - 1], all[i]];
    const [both, mayEdit] = [read[i - 1] && read[i], edit[i - 1] && edit[i]];
    previews.push((await me.ask('POST', `/records/${object}/merge/preview`, { records: pair })).status);
    should.preview.push(both ? 200 : 404);
    // what may be merged is left as it is
    if (both && mayEdit) continue;
    merges.push((await me.ask('POST', `/records/${object}/merge`, { winner: pair[0], losers: [pair[1]] })).status);
    should.merge.push(both ? 403 : 404);
  }
  compare('merge', { preview: previews, merge: merges }, should);
  return { found, expected };
}

/** What only things have: files, duplicates, a list of parts, people to speak to; and what the feed holds of the parts. */
async function aroundThings(
  { o, files, comments }: Company,
  p: number,
  me: Asker,
): Promise<{ found: Record<string, unknown>; expected: Record<string, unknown> }> {
  const read = may(o, p, 'thing', 'read');
  const partsOf = (i: number) => o.parts.filter(({ thing }) => thing === i && mayPart(o, p, thing, 'read')).map(({ id }) => id);
  const found: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const [i, { id }] of o.things.entries()) {
    found[`file of ${i}`] = (await me.ask('GET', `/files/${files.get(id)}`)).status;
    expected[`file of ${i}`] = read[i] ? 200 : 404;
    const { candidates } = good(await me.ask('POST', '/duplicates/check', { object: 'thing', values: { code: `码${id}` } }));
    found[`duplicate of ${i}`] = candidates.map(
      (one: { id?: string; title?: string; hidden?: boolean }) => one.id ?? [one.hidden, one.title],
    );
    expected[`duplicate of ${i}`] = read[i] ? [id] : [[true, undefined]];
    const related = await me.ask('GET', `/records/thing/${id}/related/parts?limit=200`);
    const list = read[i] && holds(o, p, 'part.read');
    found[`parts of ${i}`] = related.status === 200 ? ids(related.body.items) : related.status;
    expected[`parts of ${i}`] = list ? partsOf(i).sort() : 404;
    if (!read[i]) continue;
    const timeline: { kind: string; id: string; file?: { id: string } }[] = good(
      await me.ask('GET', `/records/thing/${id}/timeline?kinds=comment,file&limit=200`),
    ).items;
    found[`feed of ${i}`] = timeline.map((one) => one.file?.id ?? one.id).sort();
    expected[`feed of ${i}`] = [files.get(id), ...[id, ...partsOf(i)].map((one) => comments.get(one))].sort();
    const people: { id: string; sees: boolean }[] = good(await me.ask('GET', `/records/thing/${id}/mentionable`)).items;
    const others = people.filter((one) => o.people.some((person) => person.id === one.id));
    found[`who sees ${i}`] = others.map((one) => [one.id, one.sees]);
    expected[`who sees ${i}`] = others.map((one) => [
      one.id,
      mayThing(
        o,
        o.people.findIndex((person) => person.id === one.id),
        i,
        'read',
      ),
    ]);
  }
  return { found, expected };
}

/** Nobody is told why in a way that is not so. */
async function explained({ o, admin }: Company, p: number) {
  const found: unknown[] = [];
  const expected: unknown[] = [];
  for (const object of ['thing', 'part'] as const)
    for (const [i, { id }] of recordsOf(o, object).entries()) {
      const { verdicts } = good(await admin.ask('GET', `/records/${object}/${id}/access?user=${o.people[p]?.id}`));
      for (const verb of ['read', 'edit', 'delete'] as const) {
        const verdict = verdicts.find((one: { verb: string }) => one.verb === verb);
        found.push([object, i, verb, verdict.allowed]);
        expected.push([object, i, verb, may(o, p, object, verb)[i]]);
      }
    }
  return { found, expected };
}

test(`every surface is true to the plain rule, in ${companies} companies (seed ${seed})`, { timeout: 3_600_000 }, async () => {
  let [seen, unseen] = [0, 0];
  for (let index = 0; index < companies; index += 1) {
    const random = seeded(seed + index);
    const plain = invent(random);
    // what is not asked about is open to everybody
    const open = ['user.read', 'events.read', 'thing.create', 'part.create', 'thing.merge', 'part.merge'];
    const some = () => ['thing.export', 'part.export', 'thing.print', 'part.print'].filter(() => random.chance(0.7));
    const roles = plain.roles.map((role) => ({ ...role, permissions: [...role.permissions, ...open, ...some()] }));
    const company = await settled({ ...plain, roles });
    const { o, tenant } = company;
    const people = [...new Set([random.int(0, o.people.length - 1), random.int(0, o.people.length - 1)])];
    for (const p of people) {
      const me = await askerOf(tenant, o.people[p]?.id ?? '');
      const where = `company ${index}, person ${p}`;
      for (const object of ['thing', 'part'] as const) {
        if (!holds(o, p, `${object}.read`)) {
          for (const { id } of recordsOf(o, object)) expect((await me.ask('GET', `/records/${object}/${id}`)).status).toBe(404);
          expect((await me.ask('POST', `/records/${object}/query`, {})).status).toBe(404);
          continue;
        }
        const { found, expected } = await surfaces(company, p, object, me);
        expect(found, `${where}, ${object}s`).toEqual(expected);
        const read = may(o, p, object, 'read');
        seen += read.filter((yes) => yes).length;
        unseen += read.filter((yes) => !yes).length;
      }
      if (holds(o, p, 'thing.read')) {
        const { found, expected } = await aroundThings(company, p, me);
        expect(found, where).toEqual(expected);
      }
      const { found, expected } = await explained(company, p);
      expect(found, where).toEqual(expected);
    }
  }
  expect(seen).toBeGreaterThan(companies);
  expect(unseen).toBeGreaterThan(companies);
});
