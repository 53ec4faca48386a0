import { type Sql, sql } from '../../database/sql.ts';
import { label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition } from '../access.ts';
import { redirectLookups } from '../duplicates/redirect.ts';
import { fileTypes, targetsOf } from './layout.ts';
import { titleColumn } from './titles.ts';
import type { RowState, SaveRun } from './types.ts';

const texts = {
  master: label('主记录不存在，或您没有编辑权限', 'The master record does not exist, or you may not edit it'),
  missing: label('关联的记录不存在，或您没有查看权限', 'The record does not exist, or you may not see it'),
  inactive: label('此人已停用，不能作为负责人', 'This person is deactivated and can not own records'),
  file: label('文件不存在，请重新上传', 'The file does not exist; upload it again'),
  picture: label('请上传 PNG、JPEG、GIF 或 WebP 图片', 'Upload a PNG, JPEG, GIF or WebP picture'),
};

/** What a browser shows without running anything; an SVG may hold scripts. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

interface Wanted {
  readonly state: RowState;
  readonly field: string;
  readonly id: string;
  readonly objects: readonly string[];
  /** Wait for the target to be still there at the end: its records die with it. */
  readonly hold: boolean;
}

/** Records and people named by this save: all of one target object in one part, all objects in one query. */
export async function checkReferences(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const rows = states.filter((state) => !state.error && (state.operation === 'create' || state.operation === 'update'));
  const wanted = rows.flatMap((state) => wantedBy(run, state));
  if (wanted.length > 0) await checkWanted(run, rows, wanted);
  await checkFiles(run, rows);
}

async function checkWanted(run: SaveRun, rows: readonly RowState[], wanted: readonly Wanted[]): Promise<void> {
  let asked = wanted;
  let found = await findTargets(run, asked);
  const missing = asked.filter(({ objects, id }) => !objects.some((object) => found.has(`${object} ${id}`)));
  if (missing.length > 0 && (await redirectLookups(run, missing))) {
    asked = rows.flatMap((state) => wantedBy(run, state));
    found = await findTargets(run, asked);
  }
  for (const want of asked) judge(run, want, found, rows);
}

function wantedBy(run: SaveRun, state: RowState): Wanted[] {
  const found: Wanted[] = [];
  for (const [name, value] of Object.entries(state.values)) {
    const field = run.meta.fields.get(name);
    if (!field || value === null || value === undefined) continue;
    const objects = targetsOf(field);
    if (objects.length === 0) continue;
    if (field.many) {
      const had = new Set(((state.before?.values[name] ?? []) as { id: string }[]).map((link) => link.id));
      for (const link of value as { object: string; id: string }[])
        if (!had.has(link.id)) found.push({ state, field: name, id: link.id, objects: [link.object], hold: false });
    } else if (!(value === run.by && objects.length === 1 && objects[0] === 'user')) {
      // The caller is signed in, so they are there and active, and the title of their own record is known.
      found.push({
        state,
        field: name,
        id: value as string,
        objects: saidObject(state, name) ?? objects,
        hold: field.type === 'masterDetail',
      });
    }
  }
  return found;
}

/** Of a lookup to one of several objects: the one that was written along with the id. */
function saidObject(state: RowState, field: string): readonly string[] | undefined {
  const raw = state.row.values?.[field];
  const object = typeof raw === 'object' && raw !== null && 'object' in raw ? raw.object : undefined;
  return typeof object === 'string' ? [object] : undefined;
}

/** `object id` → whether an owner may be made of it, for every target the caller can see. */
async function findTargets(run: SaveRun, wanted: readonly Wanted[]): Promise<Map<string, boolean>> {
  const { ctx } = run;
  const byObject = new Map<string, { ids: Set<string>; hold: boolean }>();
  for (const { objects, id, hold } of wanted) {
    for (const object of objects) {
      const entry = byObject.get(object) ?? { ids: new Set<string>(), hold: false };
      entry.ids.add(id);
      byObject.set(object, { ids: entry.ids, hold: entry.hold || hold });
    }
  }
  const found = new Map<string, boolean>();
  const parts: Sql[] = [];
  for (const [object, { ids, hold }] of byObject) {
    const meta = ctx.meta.object(object);
    if (!meta || !ctx.access.can(`${object}.read`)) continue;
    const part = targetQuery(ctx, meta, [...ids], hold);
    if (hold) keep(run, found, await ctx.query<Target>(part));
    else parts.push(part);
  }
  if (parts.length > 0) keep(run, found, await ctx.query<Target>(sql`${sql.join(parts, sql` union all `)}`));
  return found;
}

interface Target {
  readonly object: string;
  readonly id: string;
  readonly active: boolean;
  readonly title: string | null;
}

function keep(run: SaveRun, found: Map<string, boolean>, rows: readonly Target[]): void {
  for (const { object, id, active, title } of rows) {
    found.set(`${object} ${id}`, active);
    run.titles.set(id, { object, title: title ?? '' });
  }
}

function targetQuery(ctx: Context, meta: ObjectMeta, ids: readonly string[], hold: boolean): Sql {
  const active = meta.name === 'user' ? meta.fields.get('active') : undefined;
  const flag = active?.storage.kind === 'column' ? sql`coalesce(${sql.ref(`t.${active.storage.column}`)}, false)` : sql`true`;
  return sql`
    select ${meta.name}::text as "object", t.id, ${flag} as "active", ${titleColumn(meta)} as title from ${sql.id(meta.table)} t
    where ${baseCondition(ctx, meta, 't')} and t.id = any(${ids}::uuid[]) and ${accessPredicate(ctx, meta, 't', hold ? 'edit' : 'read')}
    ${hold ? sql`order by t.id for key share` : sql``}`;
}

function judge(run: SaveRun, { state, field, id, objects }: Wanted, found: ReadonlyMap<string, boolean>, rows: readonly RowState[]): void {
  const active = objects.map((object) => found.get(`${object} ${id}`)).find((value) => value !== undefined);
  if (active === undefined) {
    // A record that this very batch makes, further up: found once it is written.
    const made =
      objects.includes(run.meta.name) && rows.some((other) => other.operation === 'create' && other.id === id && other.index < state.index);
    if (made) state.deferred = !run.options.validateOnly;
    else
      state.problems.push({
        field,
        code: 'LOOKUP_NOT_FOUND',
        message: run.meta.fields.get(field)?.type === 'masterDetail' ? texts.master : texts.missing,
      });
  } else if (!active && field === 'owner' && run.channel !== 'import' && run.channel !== 'sync') {
    state.problems.push({ field, code: 'INVALID_VALUE', message: texts.inactive });
  }
}

/** Files the save attaches anew, by row and field. */
export function newFiles(run: SaveRun, state: RowState): { field: string; id: string }[] {
  const found: { field: string; id: string }[] = [];
  for (const [name, value] of Object.entries(state.values)) {
    const field = run.meta.fields.get(name);
    if (!field || !fileTypes.has(field.type) || !Array.isArray(value)) continue;
    const had = new Set(((state.before?.values[name] ?? []) as { id: string }[]).map((file) => file.id));
    for (const file of value as { id: string }[]) if (!had.has(file.id)) found.push({ field: name, id: file.id });
  }
  return found;
}

/** Only who has uploaded a file may attach it: an id that was guessed or overheard opens nothing. */
async function checkFiles(run: SaveRun, rows: readonly RowState[]): Promise<void> {
  const wanted = rows.flatMap((state) => newFiles(run, state).map((file) => ({ state, ...file })));
  if (wanted.length === 0) return;
  const own = run.options.asSystem || run.by === null ? sql`true` : sql`created_by = ${run.by}::uuid`;
  const files = await run.ctx.query<{ id: string; type: string }>(sql`
    select id, type from file where tenant_id = ${run.ctx.tenant.id} and id = any(${wanted.map((file) => file.id)}::uuid[]) and ${own}`);
  const found = new Map(files.map((file) => [file.id, file.type]));
  for (const { state, field, id } of wanted) {
    const type = found.get(id);
    const isPicture = run.meta.fields.get(field)?.type !== 'attachment';
    if (type === undefined) state.problems.push({ field, code: 'LOOKUP_NOT_FOUND', message: texts.file });
    else if (isPicture && !pictures.has(type)) state.problems.push({ field, code: 'INVALID_VALUE', message: texts.picture });
  }
}
