import { sql } from '../database/sql.ts';
import type { EventBus } from '../events/index.ts';
import type { Application, Context } from '../module/index.ts';
import { attempt, isTaken, type Message, noteHealth, noteTry, type Target } from './attempt.ts';
import { pauseWebhook } from './pause.ts';
import { pausedAfterMs, restAfter } from './policy.ts';
import { openSecrets } from './store.ts';

export interface Sender {
  start(): void;
  /** Ends after the messages under way. */
  stop(): Promise<void>;
  /** Sends what is due now; for tests. */
  drain(tenant: number): Promise<void>;
}

interface HookRow {
  readonly id: string;
  readonly url: string;
  readonly user_id: string;
  readonly secret: string;
  readonly old_secret: string | null;
  readonly old_until: string | null;
  readonly retry_at: string | null;
  readonly failures: number;
}

interface Waiting extends Message {
  readonly record_id: string;
  readonly tries: number;
  readonly next_at: string;
  readonly first_at: string | null;
}

/** Messages that are looked at together, and how many of them are under way to one address at a time. */
const windowSize = 200;
const parallel = 8;
const leaderMs = 5000;
const sweepMs = 600_000;
const settleMs = 50;

const wakers = new WeakMap<Application, (tenant: number) => void>();

/** Tells the sender of this process that a company has something new to send. */
export const wakeSender = (app: Application, tenant: number): void => wakers.get(app)?.(tenant);

/**
 * Sends what is written down in `webhook_delivery`, each address by itself: one that hangs or fails holds up nobody else. Messages of one
 * record go one after the other; the next is sent when the one before it was taken or given up. One process sends at a time, the one that
 * delivers events; when it dies another goes on with what still waits, so a receiver may see a message twice and never misses one.
 */
export function createSender(app: Application, bus: EventBus): Sender {
  const known = new Set<number>();
  const busy = new Map<string, { again: boolean; done: Promise<void> }>();
  const timers = new Map<string, NodeJS.Timeout>();
  const intervals: NodeJS.Timeout[] = [];
  const leave: (() => void)[] = [];
  let leader = false;
  let stopping = false;

  const logged = (tenant: number, work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => app.log.error({ tenant, error }, 'webhooks could not be sent'),
    );

  function later(key: string, wait: number, work: () => void): void {
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        if (leader && !stopping) work();
      }, wait),
    );
  }

  function wake(tenant: number): void {
    known.add(tenant);
    if (leader && !stopping && !timers.has(String(tenant))) later(String(tenant), settleMs, () => void logged(tenant, look(tenant)));
  }

  /** Finds the addresses of a company that something waits for and sets each to work. */
  async function look(tenant: number): Promise<void> {
    const ctx = await app.contextFor({ tenant });
    const rows = await ctx.query<HookRow>(sql`
      select id, url, user_id, secret, old_secret, old_until, retry_at, failures from webhook w
      where w.tenant_id = ${tenant} and w.active
        and exists (select from webhook_delivery d where d.tenant_id = ${tenant} and d.webhook_id = w.id and d.status = 'waiting')`);
    await Promise.all(rows.map((row) => work(ctx, row)));
  }

  function work(ctx: Context, row: HookRow): Promise<void> {
    const key = `${ctx.tenant.id} ${row.id}`;
    const running = busy.get(key);
    if (running) {
      running.again = true;
      return running.done;
    }
    const state = { again: false, done: Promise.resolve() };
    busy.set(key, state);
    state.done = logged(ctx.tenant.id, pump(ctx, row, key)).then(() => {
      busy.delete(key);
      if (state.again && !stopping) wake(ctx.tenant.id);
    });
    return state.done;
  }

  /** Sends what is due to one address until nothing is, and sees to being woken for the rest. */
  async function pump(ctx: Context, row: HookRow, key: string): Promise<void> {
    const rest = row.retry_at === null ? 0 : Date.parse(row.retry_at) - ctx.clock.now().getTime();
    if (rest > 0) return later(key, rest, () => wake(ctx.tenant.id));
    const member = await ctx.app.identity.member(ctx.tenant, row.user_id);
    if (!member?.person.active) return pauseWebhook(ctx, row.id, 'user');
    const target: Target = { url: row.url, secrets: await openSecrets(ctx, row) };
    // an address that has failed so often is asked with one message, not with all of them
    const most = row.failures >= restAfter ? 1 : windowSize;
    while (!stopping) {
      const now = ctx.clock.now().getTime();
      const waiting = await nextWindow(ctx, row.id);
      const chains = [...Map.groupBy(waiting, (one) => one.record_id).values()].filter(
        ([first]) => first && Date.parse(first.next_at) <= now,
      );
      if (chains.length === 0) {
        const next = Math.min(...waiting.map((one) => Date.parse(one.next_at)));
        if (waiting.length > 0) later(key, Math.max(next - now, settleMs), () => wake(ctx.tenant.id));
        return;
      }
      if (!(await sendChains(ctx, row, target, chains.slice(0, most)))) return later(key, settleMs, () => wake(ctx.tenant.id));
      if (most === 1) return later(key, 0, () => wake(ctx.tenant.id));
    }
  }

  /** Answers whether the address is still asked for more. */
  async function sendChains(ctx: Context, { id: webhook, failures }: HookRow, target: Target, chains: Waiting[][]): Promise<boolean> {
    let open = true;
    let failing = failures > 0;
    const queue = [...chains];
    const runner = async () => {
      for (let chain = queue.shift(); chain && open && !stopping; chain = queue.shift()) {
        for (const message of chain) {
          if (!open || stopping || Date.parse(message.next_at) > ctx.clock.now().getTime()) break;
          const result = await attempt(ctx, target, message);
          await noteTry(ctx, message, result);
          const ok = isTaken(result);
          const health = ok && !failing ? undefined : await noteHealth(ctx, webhook, ok);
          failing = !ok;
          if (ok) continue;
          if (health && health.failures >= restAfter) open = false;
          if (health?.failingSince && ctx.clock.now().getTime() - Date.parse(health.failingSince) >= pausedAfterMs)
            await pauseWebhook(ctx, webhook, 'failing');
          break;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, chains.length) }, runner));
    return open;
  }

  async function lead(): Promise<void> {
    // the lock of the deliverer: who writes deliveries down is who sends them
    const held = await bus.tryLock('events').catch(() => false);
    if (held === leader) return;
    leader = held;
    if (held) await sweep();
    else {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    }
  }

  /** Finds what waits in all companies: after a start, and now and then for what nobody woke us for. */
  async function sweep(): Promise<void> {
    if (!leader) return;
    const rows = await app.database.global((connection) =>
      connection.query<{ id: number }>(sql`select id from tenant where status = 'active' order by id`),
    );
    for (const { id } of rows) {
      if (stopping) return;
      const [found] = await app.database.read(id, (connection) =>
        connection.query(sql`select 1 from webhook where tenant_id = ${id} and active limit 1`),
      );
      if (found) wake(id);
    }
  }

  return {
    start() {
      wakers.set(app, wake);
      leave.push(
        bus.onCommitted((tenant) => {
          if (tenant !== undefined && known.has(tenant)) wake(tenant);
        }),
      );
      const led = () => void logged(0, lead());
      led();
      intervals.push(
        setInterval(led, leaderMs),
        setInterval(() => void logged(0, sweep()), sweepMs),
      );
    },
    async stop() {
      stopping = true;
      wakers.delete(app);
      for (const off of leave) off();
      for (const interval of intervals) clearInterval(interval);
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...busy.values()].map(({ done }) => done));
    },
    drain: look,
  };
}

function nextWindow(ctx: Context, webhook: string): Promise<Waiting[]> {
  return ctx.query<Waiting>(sql`
    select id, event_id, event, record_id, body, tries, next_at, first_at from webhook_delivery
    where tenant_id = ${ctx.tenant.id} and webhook_id = ${webhook} and status = 'waiting' order by seq limit ${windowSize}`);
}

/** Sends until stopped; to run beside `startDelivery`. */
export async function startWebhooks(app: Application, bus: EventBus): Promise<{ stop(): Promise<void> }> {
  const sender = createSender(app, bus);
  sender.start();
  return sender;
}
