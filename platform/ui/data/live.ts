import { apiUrl } from './api.ts';
import { queryClient } from './query-client.ts';
import { isLongList, recordKeys, renewRows } from './records.ts';

/** One change as `/api/v1/live` tells it. */
export interface LiveEvent {
  readonly id?: string;
  readonly event: string;
  readonly object?: string;
  readonly record?: string;
}

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Hears every live event of this company (notices, job progress). Returns how to stop. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parse(text: string): LiveEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && typeof (value as LiveEvent).event === 'string' ? (value as LiveEvent) : null;
  } catch {
    // Keep-alive texts are not events.
    return null;
  }
}

const MOST_RECORDS = 200;
const CAME_OR_WENT = /\.(created|deleted|restored|merged)$/;

/** Gathers changes for a moment, so that an import of 100,000 rows refreshes a list once a second and not per row. */
export function createRefresher(
  refresh: (objects: ReadonlySet<string>, records: ReadonlySet<string>, whole: ReadonlySet<string>) => void,
  wait = 1_000,
) {
  let objects = new Set<string>();
  let records = new Set<string>();
  // Objects of which records came or went, or of which it is not said what changed.
  let whole = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const seen = [objects, records, whole] as const;
    objects = new Set();
    records = new Set();
    whole = new Set();
    refresh(...seen);
  };
  return (event: LiveEvent) => {
    if (!event.object) return;
    objects.add(event.object);
    if (event.record && records.size < MOST_RECORDS) records.add(`${event.object}/${event.record}`);
    else whole.add(event.object);
    if (CAME_OR_WENT.test(event.event)) whole.add(event.object);
    if (timer === undefined) timer = setTimeout(flush, wait);
  };
}

/**
 * Everything of the changed objects is asked for anew, except lists that someone works in: there the changed rows are renewed
 * where they stand, so that nothing moves under the hand. They are loaded anew only when records came or went.
 */
function refreshQueries(objects: ReadonlySet<string>, records: ReadonlySet<string>, whole: ReadonlySet<string>): void {
  for (const object of objects) {
    const prefix = `${object}/`;
    const ids = [...records].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const keeps = (query: Parameters<typeof isLongList>[0]) =>
      query.meta?.['live'] === 'inPlace' && (!whole.has(object) || isLongList(query));
    void queryClient.invalidateQueries({ queryKey: recordKeys.object(object), predicate: (query) => !keeps(query) });
    for (const query of queryClient.getQueryCache().findAll({ queryKey: recordKeys.object(object), type: 'active', predicate: keeps }))
      void renewRows(object, query, ids);
  }
  for (const key of records) {
    const [object = '', id = ''] = key.split('/');
    void queryClient.invalidateQueries({ queryKey: recordKeys.record(object, id) });
  }
}

/**
 * One stream per browser: the tab that holds the lock listens and tells the others. When it closes, the lock and the
 * stream pass to another tab. Where locks are missing (plain http) each tab listens for itself.
 */
export function startLive(scope: string): () => void {
  const stop = new AbortController();
  const name = `huanke-live:${scope}`;
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : undefined;
  const refresh = createRefresher(refreshQueries);
  const take = (event: LiveEvent) => {
    refresh(event);
    for (const listener of listeners) listener(event);
  };
  if (channel) channel.onmessage = (message: MessageEvent<LiveEvent>) => take(message.data);

  const listen = () =>
    new Promise<void>((resolve) => {
      // The lock may be granted in the very moment it is given up: nobody would close that stream.
      if (stop.signal.aborted) return resolve();
      const source = new EventSource(apiUrl('/live'));
      source.onmessage = (message: MessageEvent<string>) => {
        const event = parse(message.data);
        if (!event) return;
        take(event);
        channel?.postMessage(event);
      };
      stop.signal.addEventListener('abort', () => {
        source.close();
        resolve();
      });
    });

  if ('locks' in navigator) {
    navigator.locks.request(name, { signal: stop.signal }, listen).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    });
  } else {
    void listen();
  }
  return () => {
    stop.abort();
    channel?.close();
  };
}
