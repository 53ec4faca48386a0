import { ApiError, api, randomKey } from '../../data/api.ts';
import type { BulkResult, Filter, RecordData, RecordPage } from '../../data/records.ts';

/** Working on many records: ids are collected page by page, then changed in batches, and every refusal is kept. */
export const MOST_RECORDS = 10_000;
const PAGE = 200;
const BATCH = 1_000;
/** Smaller steps while few are chosen, so that progress can be seen and stopped. */
const STEP = 200;

export interface Failure {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}
export interface BulkOutcome {
  readonly ok: readonly string[];
  readonly failed: readonly Failure[];
  readonly stopped: boolean;
}
export interface Progress {
  readonly phase: 'collecting' | 'running';
  readonly done: number;
  readonly total: number;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

type Narrowed = { readonly filter?: Filter; readonly search?: string };
const base = (object: string) => `/records/${encodeURIComponent(object)}`;

/** All records a filter means, with their titles, up to 10,000. */
export async function collect(
  object: string,
  title: string,
  narrowed: Narrowed,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<readonly Named[]> {
  const found: Named[] = [];
  let cursor: string | null = null;
  do {
    const page: RecordPage = await api.post<RecordPage>(
      `${base(object)}/query`,
      {
        fields: ['id', title],
        ...narrowed,
        sort: [{ field: 'id', direction: 'asc' }],
        limit: PAGE,
        ...(cursor === null ? {} : { cursor }),
      },
      { signal },
    );
    for (const record of page.records) found.push({ id: record.id, name: String(record[title] ?? '') });
    cursor = page.nextCursor;
    onProgress({ phase: 'collecting', done: found.length, total: found.length });
  } while (cursor !== null && found.length < MOST_RECORDS);
  return found.slice(0, MOST_RECORDS);
}

/** The tags the records carry now, by id: what is added goes beside them. */
export async function tagsNow(
  object: string,
  field: string,
  records: readonly Named[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (let at = 0; at < records.length; at += PAGE) {
    const ids = records.slice(at, at + PAGE).map((record) => record.id);
    const page = await api.post<RecordPage>(
      `${base(object)}/query`,
      { fields: ['id', field], filter: { field: 'id', op: 'in', value: ids }, limit: PAGE },
      { signal },
    );
    for (const record of page.records) found.set(record.id, (record[field] as readonly string[] | null) ?? []);
  }
  return found;
}

export function reasonOf(error: BulkResult['error'] | undefined): string {
  const first = (error as { readonly errors?: readonly { readonly message?: string }[] } | undefined)?.errors?.[0]?.message;
  return first ?? error?.detail ?? error?.title ?? error?.code ?? '';
}

/** The bulk answer for one batch, sorted into what worked and what did not. */
export function sortOut(
  batch: readonly Named[],
  results: readonly BulkResult[],
): { readonly ok: readonly string[]; readonly failed: readonly Failure[] } {
  const ok: string[] = [];
  const failed: Failure[] = [];
  const byIndex = new Map(results.map((result) => [result.index, result]));
  batch.forEach((record, index) => {
    const result = byIndex.get(index);
    const status = Number(result?.status);
    const isOk = result !== undefined && !result.error && (Number.isNaN(status) ? true : status < 400);
    if (isOk) ok.push(record.id);
    else failed.push({ ...record, reason: reasonOf(result?.error) });
  });
  return { ok, failed };
}

interface RunOptions {
  readonly object: string;
  readonly operation: 'update' | 'delete';
  readonly records: readonly Named[];
  /** What each record is sent with, beside its id. */
  readonly changesOf: (record: Named, index: number) => Readonly<Record<string, unknown>>;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** Changes the records batch by batch. Stopping keeps what is done. */
export async function runBulk({ object, operation, records, changesOf, onProgress, signal }: RunOptions): Promise<BulkOutcome> {
  const ok: string[] = [];
  const failed: Failure[] = [];
  const step = records.length > 5 * STEP ? BATCH : STEP;
  onProgress({ phase: 'running', done: 0, total: records.length });
  for (let at = 0; at < records.length; at += step) {
    if (signal.aborted) return { ok, failed, stopped: true };
    const batch = records.slice(at, at + step);
    try {
      const { results } = await api.post<{ results: readonly BulkResult[] }>(
        `${base(object)}/bulk`,
        { operation, records: batch.map((record, index) => ({ id: record.id, ...changesOf(record, at + index) })) },
        { idempotencyKey: randomKey() },
      );
      const sorted = sortOut(batch, results);
      ok.push(...sorted.ok);
      failed.push(...sorted.failed);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const reason = error.errors[0]?.message ?? error.message;
      failed.push(...batch.map((record) => ({ ...record, reason })));
      // A right that is missing is missing for the rest too.
      if (error.status === 401 || error.status === 403 || error.status === 0) {
        failed.push(...records.slice(at + step).map((record) => ({ ...record, reason })));
        return { ok, failed, stopped: false };
      }
    }
    onProgress({ phase: 'running', done: Math.min(records.length, at + step), total: records.length });
  }
  return { ok, failed, stopped: false };
}

/** Takes records out of the recycle bin again, a few at a time. */
export async function restoreAll(object: string, ids: readonly string[]): Promise<number> {
  let restored = 0;
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await api.post(`${base(object)}/${encodeURIComponent(id)}/restore`);
      restored += 1;
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return restored;
}

export const namedOf =
  (title: string) =>
  (record: RecordData): Named => ({ id: record.id, name: String(record[title] ?? '') });

/** A cell for a spreadsheet: quoted where needed, and never a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The failed rows as a file that Excel opens in Chinese too. */
export function failuresCsv(failed: readonly Failure[], header: readonly string[]): string {
  const lines = [header, ...failed.map((row) => [row.name, row.reason, row.id])];
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

export function downloadText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
