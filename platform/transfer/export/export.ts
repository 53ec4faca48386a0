import { PassThrough } from 'node:stream';
import { DateTime } from 'luxon';
import { saveFile } from '../../files/index.ts';
import { defineBackgroundJob, findJob, type JobView, runBackground } from '../../jobs/index.ts';
import { errors, type FieldProblem, fieldError, fieldErrors, isId, label, textOf } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { notify } from '../../notifications/index.ts';
import {
  countRecords,
  type FilterInput,
  parseQueryRequest,
  resolvePath,
  type SortInput,
  streamRecords,
} from '../../records/query/index.ts';
import { emit } from '../../records/save/index.ts';
import { csvWriter, xlsxWriter } from '../../sheets/index.ts';
import { listViews } from '../../views/index.ts';
import { exportCell, exportColumn } from './cells.ts';

/** The body of `POST /exports`, as it came. */
export interface ExportInput {
  readonly object?: unknown;
  readonly view?: unknown;
  readonly filter?: unknown;
  readonly search?: unknown;
  readonly sort?: unknown;
  readonly fields?: unknown;
  readonly format?: unknown;
  readonly timeZone?: unknown;
}

interface ExportPayload {
  readonly object: string;
  readonly filter?: FilterInput;
  readonly search?: string;
  readonly sort?: readonly SortInput[];
  readonly fields: readonly string[];
  readonly format: 'csv' | 'xlsx';
  readonly timeZone?: string;
}

/** What Excel can hold in one sheet, below the header. */
const mostXlsxRows = 1_048_575;

/** Starts the export of a list: everything is checked now, the file is made by a job for the caller alone. */
export async function startExport(ctx: Context, input: ExportInput): Promise<JobView> {
  const meta = exportObject(ctx, input.object);
  const format = input.format ?? 'xlsx';
  if (format !== 'csv' && format !== 'xlsx') {
    throw fieldError(
      typeof format === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE',
      'format',
      label('应为 csv 或 xlsx', 'Must be csv or xlsx'),
    );
  }
  const view = await viewOf(ctx, meta, input.view);
  const wanted = {
    filter: input.filter ?? view?.filter,
    sort: input.sort ?? view?.sort,
    fields: input.fields ?? view?.columns ?? meta.listColumns,
    search: input.search,
    timeZone: input.timeZone,
  };
  const query = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null));
  // the same checks as for the list itself: what is refused there is refused here, now and not in the job
  parseQueryRequest(ctx, meta, query);
  // half a surrogate pair finds nothing in a list, but could not be kept in the job
  const payload = JSON.parse(JSON.stringify(query), (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  ) as Record<string, unknown>;
  const { id } = await runBackground(ctx, 'exports.run', { object: meta.name, format, ...payload });
  return findJob(ctx, id);
}

function exportObject(ctx: Context, name: unknown): ObjectMeta {
  if (typeof name !== 'string') throw fieldError(name === undefined || name === null ? 'REQUIRED' : 'WRONG_TYPE', 'object');
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!ctx.access.can(`${name}.export`)) throw errors.FORBIDDEN();
  return meta;
}

async function viewOf(
  ctx: Context,
  meta: ObjectMeta,
  id: unknown,
): Promise<{ filter?: unknown; sort?: unknown; columns?: readonly string[] } | undefined> {
  if (id === undefined || id === null) return undefined;
  if (typeof id !== 'string') throw fieldError('WRONG_TYPE', 'view');
  const view = isId(id) ? (await listViews(ctx, meta.name)).find((one) => one.id === id) : undefined;
  if (!view) {
    const problem: FieldProblem = { field: 'view', code: 'LOOKUP_NOT_FOUND', message: label('视图不存在', 'There is no such view') };
    throw fieldErrors([problem]);
  }
  return view.definition;
}

/** The work: streams the list through a cursor of the database into a file, at constant memory. */
export const exportJob = defineBackgroundJob<ExportPayload>({
  name: 'exports.run',
  async run({ id, ctx, payload, progress }) {
    const meta = exportObject(ctx, payload.object);
    const { filter, search, sort, timeZone = ctx.tenant.timeZone } = payload;
    const total = (await countRecords(ctx, meta, filter, { count: 'exact', timeZone, ...(search ? { search } : {}) })).value;
    if (payload.format === 'xlsx' && total > mostXlsxRows) {
      throw errors.LIMIT_EXCEEDED({
        errors: [
          {
            field: 'format',
            code: 'LIMIT_EXCEEDED',
            message: label('超过 1,048,575 行，请改用 CSV 或缩小筛选范围', 'More than 1,048,575 rows; use CSV or a narrower filter'),
          },
        ],
      });
    }
    const paths = payload.fields.map((name, index) => resolvePath(ctx, meta, name, `fields[${index}]`));
    const columns = paths.map((path) => exportColumn(path, ctx.language));
    const cells = paths.map((path) => ({ name: path.name, read: exportCell(path.field, { language: ctx.language, timeZone }) }));
    const output = new PassThrough({ highWaterMark: 256 * 1024 });
    const stamp = DateTime.fromJSDate(ctx.clock.now(), { zone: ctx.tenant.timeZone }).toFormat('yyyyMMdd-HHmm');
    const name = `${textOf(meta.label, ctx.language)}-${stamp}.${payload.format}`;
    let rows = 0;
    const write = async () => {
      const writer =
        payload.format === 'csv' ? csvWriter(output, columns) : xlsxWriter(output, columns, { sheet: textOf(meta.label, ctx.language) });
      const request = {
        fields: payload.fields,
        timeZone,
        ...(filter ? { filter } : {}),
        ...(search ? { search } : {}),
        ...(sort ? { sort } : {}),
      };
      for await (const page of streamRecords(ctx, meta, request)) {
        for (const record of page) await writer.write(cells.map(({ name: field, read }) => read(record[field])));
        rows += page.length;
        await progress(total === 0 ? 1 : Math.min(0.99, rows / total));
      }
      await writer.end();
    };
    const writing = write().catch((error: unknown) => {
      output.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    });
    // the writer's own failure says more than that of the pipe it broke
    const [saved, written] = await Promise.allSettled([saveFile(ctx, { name, content: output, type: typeOf(payload.format) }), writing]);
    if (written.status === 'rejected') throw written.reason;
    if (saved.status === 'rejected') throw saved.reason;
    await ctx.transaction(async (tx) => {
      await emit(tx, `${meta.name}.exported`, {
        object: meta.name,
        record: id,
        changes: { rows, format: payload.format, fields: payload.fields, filter: filter ?? null, file: saved.value.id },
      });
      await notify(tx, [{ user: tx.user.id, kind: 'exportDone', object: meta.name, data: { file: name, fileId: saved.value.id }, id }]);
    });
    return { fileId: saved.value.id, result: { rows, name } };
  },
});

function typeOf(format: 'csv' | 'xlsx'): string {
  return format === 'csv' ? 'text/csv' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
}
