import { PassThrough } from 'node:stream';
import { DateTime } from 'luxon';
import { audit } from '../../audit/index.ts';
import { saveFile } from '../../files/index.ts';
import { defineBackgroundJob, findJob, type JobView, runBackground } from '../../jobs/index.ts';
import { AppError, errors, type FieldProblem, fieldError, fieldErrors, isId, label, textOf } from '../../kernel/index.ts';
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
import { askForExport } from './requests.ts';
import { dailyLimit, type ExportRules, exportRules, hasPersonal, needsApproval, rowsToday, takeRows } from './rules.ts';
import { watermark, withoutWords } from './told.ts';

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
  /** Where an approval is needed: what the file is for. */
  readonly reason?: unknown;
}

/** The job of an export, or the request that waits for an approval. */
export type ExportAnswer = JobView | { readonly id: string; readonly status: 'waiting' };

interface ExportPayload {
  readonly object: string;
  readonly filter?: FilterInput;
  readonly search?: string;
  readonly sort?: readonly SortInput[];
  readonly fields: readonly string[];
  readonly format: 'csv' | 'xlsx';
  readonly timeZone?: string;
  /** The request that was approved. */
  readonly request?: string;
}

/** What Excel can hold in one sheet, below the header. */
const mostXlsxRows = 1_048_575;

/** Starts the export of a list: everything is checked now, the file is made by a job for the caller alone. */
export async function startExport(ctx: Context, input: ExportInput): Promise<ExportAnswer> {
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
  const work = { ...payload, object: meta.name, format } as unknown as ExportPayload;
  const rules = await exportRules(ctx);
  const personal = hasPersonal(pathsOf(ctx, meta, work));
  const rows = rules.approveAbove === null && !rules.approvePersonal ? 0 : await totalOf(ctx, meta, work);
  if (needsApproval(rules, rows, personal)) {
    const reason = typeof input.reason === 'string' ? input.reason : '';
    return { ...(await askForExport(ctx, meta, { payload: { ...work }, rows, personal, reason })), status: 'waiting' };
  }
  const { id } = await runBackground(ctx, 'exports.run', { ...work });
  return findJob(ctx, id);
}

const pathsOf = (ctx: Context, meta: ObjectMeta, { fields }: ExportPayload) =>
  fields.map((name, index) => resolvePath(ctx, meta, name, `fields[${index}]`));

async function totalOf(ctx: Context, meta: ObjectMeta, { filter, search, timeZone = ctx.tenant.timeZone }: ExportPayload): Promise<number> {
  return (await countRecords(ctx, meta, filter, { count: 'exact', timeZone, ...(search ? { search } : {}) })).value;
}

/** What the company asks of exports, as it is when the file is made: a list may have grown, a rule may be new. */
async function holdToRules(
  ctx: Context,
  rules: ExportRules,
  payload: ExportPayload,
  asked: { total: number; personal: boolean },
): Promise<void> {
  if (payload.request === undefined && needsApproval(rules, asked.total, asked.personal))
    throw new AppError('STATE', 409, label('这次导出需要审批，请重新提交', 'This export needs an approval; ask for it again'));
  if (rules.dailyRows !== null && (await rowsToday(ctx)) + asked.total > rules.dailyRows) throw dailyLimit(rules.dailyRows);
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
    const total = await totalOf(ctx, meta, payload);
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
    const paths = pathsOf(ctx, meta, payload);
    const rules = await exportRules(ctx);
    const personal = hasPersonal(paths);
    await holdToRules(ctx, rules, payload, { total, personal });
    const mark = rules.watermark ? { mark: watermark(ctx, meta, total) } : {};
    const columns = paths.map((path) => exportColumn(path, ctx.language));
    const cells = paths.map((path) => ({ name: path.name, read: exportCell(path.field, { language: ctx.language, timeZone }) }));
    const output = new PassThrough({ highWaterMark: 256 * 1024 });
    const stamp = DateTime.fromJSDate(ctx.clock.now(), { zone: ctx.tenant.timeZone }).toFormat('yyyyMMdd-HHmm');
    const name = `${textOf(meta.label, ctx.language)}-${stamp}.${payload.format}`;
    let rows = 0;
    const write = async () => {
      const writer =
        payload.format === 'csv'
          ? csvWriter(output, columns, mark)
          : xlsxWriter(output, columns, { sheet: textOf(meta.label, ctx.language), ...mark });
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
      await takeRows(tx, rules, rows);
      const told = { rows, format: payload.format, fields: payload.fields, filter: withoutWords(ctx, meta, filter ?? null) };
      const more = { personal, searched: search !== undefined, ...(payload.request ? { request: payload.request } : {}) };
      await audit(tx, { event: 'records.exported', object: meta.name, data: { ...told, ...more } });
      await emit(tx, `${meta.name}.exported`, {
        object: meta.name,
        record: id,
        changes: { ...told, file: saved.value.id },
      });
      await notify(tx, [{ user: tx.user.id, kind: 'exportDone', object: meta.name, data: { file: name, fileId: saved.value.id }, id }]);
    });
    return { fileId: saved.value.id, result: { rows, name } };
  },
});

function typeOf(format: 'csv' | 'xlsx'): string {
  return format === 'csv' ? 'text/csv' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
}
