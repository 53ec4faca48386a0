import { sql } from '../database/sql.ts';
import type { EventBus } from '../events/index.ts';
import type { Application, Context } from '../module/index.ts';
import { attempt, isTaken, noteHealth, noteTry, type Target } from './attempt.ts';
import { pauseWebhook } from './pause.ts';
import { pausedAfterMs, restAfter } from './policy.ts';
import { dueMessages, findHook, type HookRow, nextTime, type Waiting } from './queue.ts';
import { openSecrets } from './store.ts';

export interface Sender {
  start(): void;
  /** Ends after the messages under way. */
  stop(): Promise<void>;
  /** Sends what is due now; for tests. */
  drain(tenant: number): Promise<void>;
}

/** Messages under way to one address at a time. */
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
    const rows = await ctx.query<{ id: string }>(sql`
      select id from webhook w
      where w.tenant_id = ${tenant} and w.active
        and exists (select from webhook_delivery d where d.tenant_id = ${tenant} and d.webhook_id = w.id and d.status = 'waiting')`);
    await Promise.all(rows.map(({ id }) => work(tenant, id)));
  }

  function work(tenant: number, webhook: string): Promise<void> {
    const key = `${tenant} ${webhook}`;
    const running = busy.get(key);
    if (running) {
      running.again = true;
      return running.done;
    }
    const state = { again: false, done: Promise.resolve() };
    busy.set(key, state);
    state.done = logged(tenant, pump(tenant, webhook, key)).then(() => {
      busy.delete(key);
      if (state.again && !stopping) wake(tenant);
    });
    return state.done;
  }

  /** Sends what is due to one address until nothing is, and sees to being woken for the rest. */
  async function pump(tenant: number, webhook: string, key: string): Promise<void> {
    while (!stopping) {
      // asked anew for each lot: meanwhile it may have been changed, switched off or found to fail
      const ctx = await app.contextFor({ tenant });
      const row = await findHook(ctx, webhook);
      if (!row) return;
      const now = ctx.clock.now().getTime();
      const due = await dueMessages(ctx, webhook);
      const next = Math.max(
        due.length > 0 ? 0 : ((await nextTime(ctx, webhook)) ?? Number.POSITIVE_INFINITY),
        row.retry_at ? Date.parse(row.retry_at) : 0,
      );
      if (next > now) {
        if (next < Number.POSITIVE_INFINITY) later(key, next - now, () => wake(tenant));
        return;
      }
      const member = await app.identity.member(ctx.tenant, row.user_id);
      if (!member?.person.active) return pauseWebhook(ctx, webhook, 'user');
      const chains = [...Map.groupBy(due, (one) => one.record_id).values()];
      // an address that has failed so often is asked with one message, not with all of them
      await sendChains(ctx, row, row.failures >= restAfter ? [chains[0]?.slice(0, 1) ?? []] : chains);
    }
  }

  /** Sends the messages of each record one after the other, until one is not taken; of several records side by side. */
  async function sendChains(ctx: Context, row: HookRow, chains: readonly Waiting[][]): Promise<void> {
    const target: Target = { url: row.url, secrets: await openSecrets(ctx, row) };
    let open = true;
    let failing = row.failures > 0;
    const queue = [...chains];
    const runner = async () => {
      for (let chain = queue.shift(); chain && open && !stopping; chain = queue.shift()) {
        for (const message of chain) {
          if (!open || stopping) break;
          const result = await attempt(ctx, target, message);
          await noteTry(ctx, message, result);
          const ok = isTaken(result);
          const health = ok && !failing ? undefined : await noteHealth(ctx, row.id, ok);
          failing = !ok;
          if (ok) continue;
          if (health && health.failures >= restAfter) open = false;
          if (health?.failingSince && ctx.clock.now().getTime() - Date.parse(health.failingSince) >= pausedAfterMs)
            await pauseWebhook(ctx, row.id, 'failing');
          break;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, chains.length) }, runner));
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

/** Sends until stopped; to run beside `startDelivery`. */
export async function startWebhooks(app: Application, bus: EventBus): Promise<{ stop(): Promise<void> }> {
  const sender = createSender(app, bus);
  sender.start();
  return sender;
}
