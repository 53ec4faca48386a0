import { type Sql, sql } from '../database/index.ts';
import { saveFile } from '../files/index.ts';
import { type Application, type Channel, type Context, makeContext, systemAccess, systemUser } from '../module/index.ts';
import { type SaveRow, saveRecords } from '../records/index.ts';

/** What is written down about a story being told to a tenant: the day it starts from, and how far it has come. */
export interface StoryMark {
  readonly now: string;
  readonly size: number;
  readonly seed: number;
  readonly done: readonly string[];
}

export interface AuthoredRow extends SaveRow {
  /** The user who is said to have done it; null: the system. */
  readonly by: string | null;
}

/** Writes records of a story inside of one step. */
export interface StoryWriter {
  readonly ctx: Context;
  /** Saves rows through the whole pipeline, each as its author; the first refusal ends the step. Rows of one author keep their order. */
  save(object: string, rows: readonly AuthoredRow[]): Promise<void>;
  /** Stores a file as if this user had uploaded it then; returns its id. */
  file(
    content: { readonly name: string; readonly type: string; readonly content: Buffer },
    told: { readonly by: string | null; readonly at: Date },
  ): Promise<string>;
  /** Keys of this story's records of an object → their ids. */
  ids(object: string): Promise<Map<string, string>>;
}

export interface StorySteps {
  readonly mark: StoryMark;
  /** Runs a step in one transaction, unless it has been done: whoever is interrupted goes on after the last whole step. */
  run(name: string, work: (writer: StoryWriter) => Promise<void>): Promise<void>;
  isDone(name: string): Promise<boolean>;
}

const batch = 500;
const prefix = (object: string) => `demo-${object}-`;

/** The external id by which a record of the story is known. */
export function externalIdOf(object: string, key: string): string {
  return prefix(object) + key;
}

function readMark(tenant: number): Sql {
  return sql`select settings -> 'demoData' as mark from tenant where id = ${tenant}`;
}

function writeMark(tenant: number, mark: StoryMark): Sql {
  return sql`update tenant set settings = jsonb_set(settings, '{demoData}', ${JSON.stringify(mark)}::jsonb) where id = ${tenant}`;
}

/** Takes up the story of a tenant where it was left, on the day it began; begins it otherwise. `signal` ends it in the midst of a step. */
export async function openStory(
  app: Application,
  tenant: number,
  wanted: { size: number; seed: number; channel: Channel; signal?: AbortSignal | undefined },
): Promise<StorySteps> {
  const mark = await app.database.global(async (connection) => {
    await connection.query(sql`select pg_advisory_xact_lock(hashtext('demo data'), ${tenant}::int)`);
    const [row] = await connection.query<{ mark: StoryMark | null }>(readMark(tenant));
    if (row?.mark) return row.mark;
    const fresh: StoryMark = { now: app.clock.now().toISOString(), size: wanted.size, seed: wanted.seed, done: [] };
    await connection.query(writeMark(tenant, fresh));
    return fresh;
  });
  const base = await app.contextFor({ tenant });
  const doneNow = async (query: (statement: Sql) => Promise<{ mark: StoryMark | null }[]>) =>
    (await query(readMark(tenant)))[0]?.mark ?? mark;
  return {
    mark,
    isDone: (name) =>
      app.database.global(async (connection) => (await doneNow((statement) => connection.query(statement))).done.includes(name)),
    run: (name, work) =>
      app.database.write(tenant, async (transaction) => {
        // two who tell the story at once take turns
        await transaction.query(sql`select pg_advisory_xact_lock(hashtext('demo data'), ${tenant}::int)`);
        const now = await doneNow((statement) => transaction.query(statement));
        if (now.done.includes(name)) return;
        const as = (user: string | null): Context => {
          const id = user ?? systemUser.id;
          const who = user === null ? systemUser : { ...systemUser, id };
          return makeContext(
            { app, tenant: base.tenant, user: who, access: systemAccess(id), meta: base.meta, language: 'zh-CN', channel: wanted.channel },
            transaction,
          );
        };
        await work(writerOf(as, wanted.signal));
        await transaction.query(writeMark(tenant, { ...now, done: [...now.done, name] }));
      }),
  };
}

function writerOf(as: (user: string | null) => Context, signal: AbortSignal | undefined): StoryWriter {
  const ctx = as(null);
  const metaOf = (object: string) => {
    const meta = ctx.meta.object(object);
    if (!meta) throw new Error(`the story needs the object "${object}"`);
    return meta;
  };
  return {
    ctx,
    async save(object, rows) {
      for (const [by, own] of Map.groupBy(rows, (row) => row.by)) {
        for (let from = 0; from < own.length; from += batch) {
          signal?.throwIfAborted();
          const part = own.slice(from, from + batch).map(({ by: _, ...row }) => row);
          const results = await saveRecords(as(by), metaOf(object), part, { allOrNothing: true, asSystem: true });
          const failed = results.find((result) => result.error && result.status !== 424);
          if (failed?.error)
            throw new Error(
              `the story's ${object} ${JSON.stringify(part[failed.index])}: ${failed.error.code} ${JSON.stringify(failed.error.errors)}`,
            );
        }
      }
    },
    async file(content, { by, at }) {
      const { id } = await saveFile(as(by), content);
      await ctx.query(sql`update file set created_at = ${at} where tenant_id = ${ctx.tenant.id} and id = ${id}`);
      return id;
    },
    async ids(object) {
      const rows = await ctx.query<{ id: string; external_id: string }>(sql`
        select id, external_id from ${sql.table(metaOf(object).table)}
        where tenant_id = ${ctx.tenant.id} and external_id >= ${prefix(object)} collate "C" and external_id < ${`${prefix(object)}~`} collate "C"`);
      return new Map(rows.map((row) => [row.external_id.slice(prefix(object).length), row.id]));
    },
  };
}
