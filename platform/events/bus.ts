import pg from 'pg';
import type { EventSignal, Log } from '../module/index.ts';

declare module '../module/services.ts' {
  interface EventSignal {
    /** Tells the open browsers of one person something, in whatever process they hang; lost when they have none. */
    push(tenant: number, user: string, message: LiveMessage): void;
  }
}

/** What a browser is told over `GET /live`. */
export interface LiveMessage {
  /** Name of the event (`account.updated`), or `notification`, `job`, `refresh`. */
  readonly event: string;
  readonly object?: string;
  readonly record?: string;
  readonly [key: string]: unknown;
}

export interface Push {
  readonly tenant: number;
  readonly user: string;
  readonly message: LiveMessage;
}

export interface EventBus extends EventSignal {
  /** Told which tenants have new events, in this process or another; undefined: any may have (after a lost connection). */
  onCommitted(listener: (tenant: number | undefined) => void): () => void;
  onPush(listener: (push: Push) => void): () => void;
  /** A lock of the whole installation that this process holds until its connection ends. */
  tryLock(name: string): Promise<boolean>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const EVENTS = 'huanke_events';
const LIVE = 'huanke_live';
// PostgreSQL refuses payloads of 8000 bytes and more.
const LARGEST = 7900;
const TENANTS_PER_NOTICE = 500;

/**
 * Wakes every process after commits. One connection of its own listens and notifies: NOTIFY inside of a writing transaction would make
 * commits wait for each other. Wakes are gathered for 50 ms, so a burst of saves is one notice. Nothing depends on a notice arriving:
 * the outbox holds the events, and a sweep finds what nobody was told of.
 */
export function createEventBus({ url, log, gather = 50 }: { url: string; log: Log; gather?: number }): EventBus {
  const committed = new Set<(tenant: number | undefined) => void>();
  const pushed = new Set<(push: Push) => void>();
  const locks = new Set<string>();
  const asking = new Map<string, Promise<boolean>>();
  let tenants = new Set<number>();
  let pushes: string[] = [];
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  function heard(channel: string, payload: string): void {
    if (channel === EVENTS) for (const tenant of payload.split(',')) for (const listener of committed) listener(Number(tenant));
    if (channel === LIVE) for (const listener of pushed) listener(JSON.parse(payload) as Push);
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'huanke events', keepAlive: true });
    next.on('error', () => undefined);
    next.on('end', () => {
      if (client === next) lost();
    });
    next.on('notification', ({ channel, payload }) => heard(channel, payload ?? ''));
    try {
      await next.connect();
      await next.query(`listen ${EVENTS}; listen ${LIVE}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    client = next;
  }

  function lost(): void {
    client = undefined;
    locks.clear();
    if (closed) return;
    log.warn({}, 'event connection lost');
    reconnect(100);
  }

  function reconnect(wait: number): void {
    retry = setTimeout(() => {
      connect().then(
        () => {
          schedule();
          for (const listener of committed) listener(undefined);
        },
        () => closed || reconnect(Math.min(wait * 2, 5000)),
      );
    }, wait);
  }

  function schedule(): void {
    if (!closed) timer ??= setTimeout(flush, gather);
  }

  function flush(): void {
    timer = undefined;
    const to = client;
    if (!to) return;
    const ids = [...tenants];
    const notices = Array.from({ length: Math.ceil(ids.length / TENANTS_PER_NOTICE) }, (_, page) =>
      ids.slice(page * TENANTS_PER_NOTICE, (page + 1) * TENANTS_PER_NOTICE).join(','),
    );
    const [events, live] = [notices, pushes];
    tenants = new Set();
    pushes = [];
    to.query({
      name: 'notify',
      text: `select pg_notify('${EVENTS}', e) from unnest($1::text[]) e union all select pg_notify('${LIVE}', l) from unnest($2::text[]) l`,
      values: [events, live],
    }).catch(() => {
      for (const id of ids) tenants.add(id);
      schedule();
    });
  }

  async function askForLock(name: string): Promise<boolean> {
    if (locks.has(name)) return true;
    const holder = client;
    if (!holder) return false;
    const { rows } = await holder.query<{ held: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as held', [
      `huanke ${name}`,
    ]);
    if (rows[0]?.held && client === holder) locks.add(name);
    return locks.has(name);
  }

  return {
    committed(tenant) {
      tenants.add(tenant);
      schedule();
    },
    push(tenant, user, message) {
      const payload = JSON.stringify({ tenant, user, message } satisfies Push);
      if (Buffer.byteLength(payload) > LARGEST) throw new Error(`live message "${message.event}" is too large`);
      pushes.push(payload);
      schedule();
    },
    onCommitted(listener) {
      committed.add(listener);
      return () => void committed.delete(listener);
    },
    onPush(listener) {
      pushed.add(listener);
      return () => void pushed.delete(listener);
    },
    tryLock(name) {
      const asked = asking.get(name) ?? askForLock(name).finally(() => asking.delete(name));
      asking.set(name, asked);
      return asked;
    },
    async start() {
      await connect();
      schedule();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(retry);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}
