import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, apiUrl } from '../data/api.ts';
import { onLive } from '../data/live.ts';
import { queryClient } from '../data/query-client.ts';
import type { ItemPage, Reference } from '../data/records.ts';
import type { Automation, Duplicates, ImportMode, MappingEntry, ProblemGroup, ValueMatch } from './plan.ts';

export type ImportStatus = 'queued' | 'running' | 'dryRunDone' | 'done' | 'failed' | 'cancelled' | 'undone';

/** An import as `GET /imports/{id}` tells it. */
export interface Import {
  readonly id: string;
  readonly object: string;
  readonly file: { readonly id: string; readonly name: string };
  readonly mode: ImportMode;
  readonly key: string | null;
  readonly duplicates: Duplicates;
  readonly automation: Automation;
  readonly owner: string | null;
  readonly sheet: string | null;
  readonly mapping: readonly MappingEntry[];
  readonly status: ImportStatus;
  readonly phase: 'new' | 'check' | 'rows' | 'links' | 'undo';
  readonly total: number;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  /** Records an undo left alone. */
  readonly kept: number;
  readonly problems: { readonly unmatched: number; readonly format: number; readonly rule: number; readonly warnings: number };
  readonly problemsByColumn: readonly ProblemGroup[];
  /** Rows left out because their record is there; whom each is like is in the file of errors. */
  readonly skippedByColumn: readonly ProblemGroup[];
  /** Of rows that are taken. */
  readonly warningsByColumn: readonly ProblemGroup[];
  readonly error: string | null;
  readonly createdAt: string;
  readonly createdBy: Reference | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly undoUntil: string | null;
}

export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** What `POST /imports/inspect` finds in a file. */
export interface Inspection {
  readonly file: { readonly id: string; readonly name: string };
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  readonly estimatedRows: number;
  readonly rowsRead: number;
  readonly table: { readonly ok: boolean; readonly reason: string | null; readonly text: string | null };
  readonly columns: readonly { readonly column: string; readonly filled: number; readonly samples: readonly string[] }[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly (string | null)[] }[];
  readonly suggestedObject: string | null;
  readonly object: string | null;
  readonly mapping: readonly MappingEntry[];
  readonly remembered: boolean;
  readonly source: { readonly name: string; readonly label: string } | null;
  readonly values: Readonly<Record<string, readonly ValueMatch[]>>;
  readonly dateFormats: Readonly<Record<string, { readonly format: string; readonly certain: boolean }>>;
}

const key = (id: string) => ['import', id] as const;
const path = (id: string) => `/imports/${encodeURIComponent(id)}`;

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: key(id),
    queryFn: ({ signal }) => api.get<Import>(path(id), { signal }),
    // Live events come first; the timer is for streams that a proxy swallows.
    refetchInterval: (query) => (query.state.data?.status === 'running' ? 1_200 : false),
  });

/** One import, kept fresh while it runs. */
export function useImport(id: string) {
  useEffect(
    () =>
      onLive((event) => {
        if (event.event === 'import' && (event as { import?: string }).import === id)
          void queryClient.invalidateQueries({ queryKey: key(id) });
      }),
    [id],
  );
  return useQuery(importQuery(id));
}

export function useImports(object?: string) {
  return useQuery({
    queryKey: ['imports', object ?? ''],
    queryFn: ({ signal }) => api.get<ItemPage<Import>>('/imports', { query: { limit: 50, object }, signal }),
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.status === 'running') ? 1_500 : false),
  });
}

/** A record an undo left alone, as `GET /imports/{id}/kept` tells it. */
export interface KeptRecord {
  readonly row: number | null;
  readonly object: string;
  readonly record: Reference;
  /** By somebody since. */
  readonly deleted: boolean;
  readonly action: 'created' | 'updated';
  readonly reason: 'changed' | 'needed';
}

export function useKept(id: string) {
  return useInfiniteQuery({
    queryKey: [...key(id), 'kept'],
    queryFn: ({ pageParam, signal }) =>
      api.get<ItemPage<KeptRecord>>(`${path(id)}/kept`, { query: { cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

function keep(record: Import): Import {
  queryClient.setQueryData(key(record.id), record);
  void queryClient.invalidateQueries({ queryKey: ['imports'] });
  return record;
}

export interface ImportSettings {
  readonly object?: string;
  readonly mode?: ImportMode;
  readonly key?: string;
  readonly duplicates?: Duplicates;
  readonly automation?: Automation;
  readonly owner?: string;
  readonly sheet?: string;
  readonly mapping?: readonly MappingEntry[];
  readonly remember?: boolean;
}

export async function createImport(settings: ImportSettings & { readonly object: string; readonly fileId: string }): Promise<Import> {
  return keep(await api.post<Import>('/imports', settings));
}

export async function changeImport(id: string, settings: ImportSettings): Promise<Import> {
  return keep(await api.patch<Import>(path(id), settings));
}

export async function moveImport(id: string, verb: 'dryRun' | 'start' | 'cancel' | 'undo'): Promise<Import> {
  return keep(await api.post<Import>(`${path(id)}/${verb}`));
}

export function inspect(
  body: { fileId: string; object?: string; sheet?: string | null; mapping?: readonly MappingEntry[] },
  signal?: AbortSignal,
) {
  return api.post<Inspection>('/imports/inspect', body, signal ? { signal } : {});
}

/** What the columns of an import would become with this mapping. The old answer stays until the new one is there. */
export function useInspection(record: Import | undefined, mapping: readonly MappingEntry[]) {
  return useQuery({
    queryKey: ['inspect', record?.file.id, record?.object, record?.sheet, mapping],
    queryFn: ({ signal }) =>
      inspect(
        {
          fileId: record?.file.id ?? '',
          object: record?.object ?? '',
          ...(record?.sheet ? { sheet: record.sheet } : {}),
          ...(mapping.length > 0 ? { mapping } : {}),
        },
        signal,
      ),
    enabled: record !== undefined,
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
}

export async function uploadFile(file: File): Promise<UploadedFile> {
  const form = new FormData();
  form.append('file', file, file.name);
  return api.post<UploadedFile>('/files', form, { query: { use: 'import' } });
}

export const errorsHref = (id: string) => apiUrl(`${path(id)}/errors.csv`);
export const templateHref = (object: string, format: 'xlsx' | 'csv' = 'xlsx') => apiUrl('/imports/template', { object, format });
