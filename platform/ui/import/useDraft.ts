import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiError } from '../data/api.ts';
import { toast } from '../primitives/Toast.tsx';
import { changeImport, type Import, type ImportSettings, moveImport } from './data.ts';
import type { Automation, Duplicates, ImportMode, MappingEntry } from './plan.ts';

/** Up to here a change is counted again by itself. */
const QUICK_ROWS = 20_000;
const PAUSE = 450;

export interface DraftValues {
  readonly mapping: readonly MappingEntry[];
  readonly mode: ImportMode;
  readonly duplicates: Duplicates;
  readonly automation: Automation;
  readonly key: string | null;
  readonly owner: string | null;
  readonly remember: boolean;
}

const isState = (error: unknown) => error instanceof ApiError && error.code === 'STATE';

/** Stops a dry run under way: its figures are of the old mapping. */
async function stopCheck(id: string): Promise<void> {
  try {
    await moveImport(id, 'cancel');
  } catch (error) {
    // It had ended or not begun: just as well.
    if (!isState(error)) throw error;
  }
}

/** Sends what is asked for and counts again. */
async function send(id: string, settings: ImportSettings, count: boolean): Promise<void> {
  await stopCheck(id);
  if (settings.mapping?.length === 0) return;
  await changeImport(id, settings);
  if (count) await moveImport(id, 'dryRun');
}

/** The choices of a person before an import runs: kept here, told to the server a moment later, one request after the other. */
export function useDraft(record: Import) {
  const [values, setValues] = useState<DraftValues>({
    mapping: record.mapping,
    mode: record.mode,
    duplicates: record.duplicates,
    automation: record.automation,
    key: record.key,
    owner: record.owner,
    remember: true,
  });
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const chain = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(values);
  const isQuick = record.total <= QUICK_ROWS;

  const flush = (count: boolean): Promise<void> => {
    clearTimeout(timer.current);
    const { mapping, mode, duplicates, automation, key, owner, remember } = latest.current;
    setPending(true);
    const settings = { mapping, mode, duplicates, automation, remember, ...(key ? { key } : {}), ...(owner ? { owner } : {}) };
    const sent = chain.current
      .then(() => send(record.id, settings, count))
      .then(
        () => setFailure(null),
        (error: unknown) => {
          if (error instanceof ApiError && error.status === 422) setFailure(error);
          else toast.error(error);
        },
      )
      .finally(() => setPending(false));
    chain.current = sent;
    return sent;
  };
  const change = (changes: Partial<DraftValues>) => {
    latest.current = { ...latest.current, ...changes };
    setValues(latest.current);
    clearTimeout(timer.current);
    setPending(true);
    timer.current = setTimeout(() => void flush(isQuick), PAUSE);
  };
  // Another object has other fields: the server matches the columns anew, and the choices begin anew with its answer.
  const changeObject = async (object: string) => {
    clearTimeout(timer.current);
    await chain.current;
    await stopCheck(record.id);
    await changeImport(record.id, { object });
  };
  // The first look at a new import counts it, so that the figures are there before anybody asks.
  const first = useEffectEvent(() => {
    if (record.status === 'queued' && isQuick && record.mapping.length > 0) void flush(true);
  });
  useEffect(() => {
    first();
    return () => clearTimeout(timer.current);
  }, []);
  return { values, change, changeObject, check: () => flush(true), settled: () => chain.current, pending, failure, isQuick };
}

export type Draft = ReturnType<typeof useDraft>;
