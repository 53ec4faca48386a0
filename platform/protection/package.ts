import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { saveFile } from '../files/index.ts';
import { defineBackgroundJob, runBackground } from '../jobs/index.ts';
import { errors, textOf } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type Answer, getRecords } from '../records/index.ts';
import { consentsOf } from './consent.ts';
import { personPage } from './page.ts';
import { chosenPeople, mayProtect } from './plan.ts';
import { linkedTo, mentioning, outsideObjects, type RecordRef, wordsOfPeople } from './subject.ts';
import { oneOf } from './words.ts';
import { zipOf } from './zip.ts';

interface Payload {
  readonly object: string;
  readonly id: string;
  readonly people?: readonly string[];
}

/** Everything about a person, as it is handed to them: readable by people (page) and by programs (data). */
export interface PersonData {
  readonly company: string;
  readonly at: string;
  readonly records: readonly {
    readonly object: string;
    readonly label: string;
    readonly record: Answer;
    readonly consents: readonly unknown[];
  }[];
  readonly related: readonly { readonly object: string; readonly label: string; readonly record: Answer }[];
  readonly history: readonly {
    readonly object: string;
    readonly record: string;
    readonly at: string;
    readonly operation: string;
    readonly changes: unknown;
  }[];
  readonly comments: readonly { readonly record: string; readonly at: string; readonly body: string }[];
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

// Larger files are named in the package but lie beside it: it is made in memory.
const mostBytes = 64 * 1024 * 1024;

export async function startPackage(ctx: Context, meta: ObjectMeta, id: string, people?: readonly string[]): Promise<{ job: string }> {
  mayProtect(ctx);
  await chosenPeople(ctx.elevated(), meta, id, people);
  return ctx.transaction(async (tx) => {
    const { id: job } = await runBackground(tx, 'protection.package', { object: meta.name, id, ...(people ? { people } : {}) });
    await audit(tx, { event: 'person.exported', object: meta.name, record: id });
    return { job };
  });
}

/** The work behind 主体查询: collects, and leaves a ZIP for who asked. */
export const packageJob = defineBackgroundJob<Payload>({
  name: 'protection.package',
  async run({ ctx, payload, progress }) {
    mayProtect(ctx);
    const system = ctx.elevated();
    const meta = system.meta.object(payload.object);
    if (!meta) throw errors.NOT_FOUND();
    const people = await chosenPeople(system, meta, payload.id, payload.people);
    await progress(0.1);
    const { data, contents } = await collect(system, people);
    const stamp = DateTime.fromJSDate(ctx.clock.now(), { zone: ctx.tenant.timeZone }).toFormat('yyyyMMdd-HHmm');
    const name = ctx.language === 'en' ? `personal-data-${stamp}.zip` : `个人信息-${stamp}.zip`;
    const content = zipOf([
      { name: 'data.json', content: Buffer.from(JSON.stringify(data, null, 2)) },
      { name: 'index.html', content: Buffer.from(personPage(system, data)) },
      ...contents,
    ]);
    const file = await saveFile(ctx, { name, content, type: 'application/zip' });
    return { fileId: file.id, result: { name, records: data.records.length, related: data.related.length } };
  },
});

async function collect(
  ctx: Context,
  people: readonly RecordRef[],
): Promise<{ data: PersonData; contents: { name: string; content: Buffer }[] }> {
  const records = await answersOf(ctx, people);
  const strong = oneOf((await wordsOfPeople(ctx, people)).strong);
  const related = new Map((await linkedTo(ctx, people)).map((ref) => [ref.id, ref]));
  if (strong)
    for (const meta of outsideObjects(ctx))
      for (const id of await mentioning(ctx, meta, strong)) related.set(id, { object: meta.name, id });
  for (const ref of people) related.delete(ref.id);
  const ids = people.map((ref) => ref.id);
  const history = await ctx.query<PersonData['history'][number]>(sql`
    select object, record_id as record, at, operation, changes from record_history
    where tenant_id = ${ctx.tenant.id} and record_id = any(${ids}::uuid[]) order by at, id limit 10000`);
  const comments = await ctx.query<PersonData['comments'][number]>(sql`
    select record_id as record, created_at as at, body from comment
    where tenant_id = ${ctx.tenant.id} and record_id = any(${ids}::uuid[]) and deleted_at is null order by created_at, id limit 10000`);
  const { files, contents } = await filesIn(ctx, ids);
  const withConsents = await Promise.all(
    records.map(async (one) => ({ ...one, consents: await consentsOf(ctx, one.object, String(one.record['id'])) })),
  );
  const data = {
    company: ctx.tenant.name,
    at: ctx.clock.now().toISOString(),
    records: withConsents,
    related: await answersOf(ctx, [...related.values()]),
    history,
    comments,
    files,
  };
  return { data, contents };
}

async function answersOf(ctx: Context, refs: readonly RecordRef[]): Promise<{ object: string; label: string; record: Answer }[]> {
  const found: { object: string; label: string; record: Answer }[] = [];
  for (const [object, list] of Map.groupBy(refs, (ref) => ref.object)) {
    const meta = ctx.meta.object(object);
    if (!meta) continue;
    for (let from = 0; from < list.length; from += 500) {
      const answers = await getRecords(
        ctx,
        meta,
        list.slice(from, from + 500).map((ref) => ref.id),
      );
      for (const record of answers.values()) found.push({ object, label: textOf(meta.label, ctx.language), record });
    }
  }
  return found;
}

const contentOf = async (ctx: Context, file: string) => readFile(await ctx.app.files.local(ctx.tenant.id, file));

async function filesIn(
  ctx: Context,
  records: readonly string[],
): Promise<{ files: PersonData['files']; contents: { name: string; content: Buffer }[] }> {
  const rows = await ctx.query<{ id: string; name: string; size: string }>(sql`
    select distinct f.id, f.name, f.size from file f join file_use u on u.tenant_id = f.tenant_id and u.file_id = f.id
    where f.tenant_id = ${ctx.tenant.id} and u.record_id = any(${records}::uuid[]) order by f.id`);
  const files: { name: string; path: string }[] = [];
  const contents: { name: string; content: Buffer }[] = [];
  let bytes = 0;
  for (const [index, row] of rows.entries()) {
    bytes += Number(row.size);
    const path = `files/${index + 1}-${row.name}`;
    const content = bytes > mostBytes ? undefined : await contentOf(ctx, row.id).catch(() => undefined);
    if (content) contents.push({ name: path, content });
    files.push({ name: row.name, path: content ? path : `/api/v1/files/${row.id}` });
  }
  return { files, contents };
}
