import { apiUrl } from './api.ts';
import { queryClient } from './query-client.ts';
import { recordKeys } from './records.ts';

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

/** Gathers changes for a moment, so that an import of 100,000 rows refreshes a list once a second and not per row. */
export function createRefresher(refresh: (objects: ReadonlySet<string>, records: ReadonlySet<string>) => void, wait = 1_000) {
  let objects = new Set<string>();
  let records = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const seen = [objects, records] as const;
    objects = new Set();
    records = new Set();
    refresh(...seen);
  };
  return (event: LiveEvent) => {
    if (!event.object) return;
    objects.add(event.object);
    if (event.record && records.size < 200) records.add(`${event.object}/${event.record}`);
    if (timer === undefined) timer = setTimeout(flush, wait);
  };
}

function refreshQueries(objects: ReadonlySet<string>, records: ReadonlySet<string>): void {
  for (const object of objects) void queryClient.invalidateQueries({ queryKey: recordKeys.object(object) });
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
