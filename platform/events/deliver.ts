import { sql } from '../database/sql.ts';
import type { Application, Automation, Context, SubscriberDefinition } from '../module/index.ts';
import type { EventBus } from './bus.ts';
import {
  beginning,
  formatPosition,
  furthest,
  hasMore,
  isAfter,
  isNamed,
  type OutboxEvent,
  type Position,
  readEvents,
  settledPosition,
} from './outbox.ts';

export interface Deliverer {
  start(): void;
  /** Ends after the batches under way. */
  stop(): Promise<void>;
  /** Delivers what is settled now; for tests and for jobs that must not wait. */
  drain(tenant: number): Promise<void>;
}

interface Standing {
  position: Position;
  saved: Position;
  failures: number;
  retryAt: number;
}

interface Member {
  readonly subscriber: SubscriberDefinition;
  readonly standing: Standing;
}

interface Group {
  readonly members: readonly Member[];
  readonly limit: number;
}

interface TenantState {
  readonly standings: Map<string, Standing>;
  /** Woken while a run was under way. */
  dirty: boolean;
  running: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
  wait: number;
}

const BATCH = 500;
// A subscriber that fails this often on a batch gets its events one by one, and loses the one that goes on failing.
const TRIES = 10;
// After so many a run ends; what is left wakes the next.
const ROUNDS = 20;
const SETTLE = 200;
const LONGEST_WAIT = 1000;
const SWEEP = 60_000;
const LEADER = 5000;

/**
 * Hands committed events to subscribers: at least once, in order, each with a cursor of its own per tenant that moves when those who got the
 * same batch have returned. One process of the installation delivers at a time; when it dies, its lock goes with its connection and another goes on from
 * the cursors.
 */
export function createDeliverer(
  app: Application,
  bus: EventBus,
  subscribers: readonly SubscriberDefinition[] = app.registry.subscribers,
): Deliverer {
  const tenants = new Map<number, TenantState>();
  const stopping = new AbortController();
  let leader = false;
  let sweeping: Promise<void> = Promise.resolve();
  const timers: NodeJS.Timeout[] = [];
  const leave: (() => void)[] = [];

  function wake(tenant: number, wait = SETTLE): void {
    if (!leader || stopping.signal.aborted) return;
    const state = stateOf(tenant);
    if (state.running) state.dirty = true;
    else state.timer ??= setTimeout(() => void run(tenant, state), wait);
  }

  function stateOf(tenant: number): TenantState {
    const known = tenants.get(tenant);
    if (known) return known;
    const state: TenantState = { standings: new Map(), dirty: false, running: undefined, timer: undefined, wait: 100 };
    tenants.set(tenant, state);
    return state;
  }

  async function run(tenant: number, state: TenantState): Promise<void> {
    clearTimeout(state.timer);
    state.timer = undefined;
    state.dirty = false;
    state.running = deliver(tenant, state).catch((error: unknown) => app.log.error({ tenant, error }, 'events could not be delivered'));
    await state.running;
    state.running = undefined;
    if (state.dirty) {
      state.wait = 100;
      wake(tenant);
      return;
    }
    // Events of a transaction still open, or a subscriber that failed: nobody will wake us for these.
    const again = await leftOver(tenant, state).catch(() => true);
    if (again) wake(tenant, state.wait);
    state.wait = again ? Math.min(state.wait * 2, LONGEST_WAIT) : 100;
  }

  async function leftOver(tenant: number, state: TenantState): Promise<boolean> {
    const least = [...state.standings.values()].reduce<Position | undefined>(
      (low, { position }) => (!low || isAfter(low, position) ? position : low),
      undefined,
    );
    return least !== undefined && app.database.read(tenant, (connection) => hasMore(connection, tenant, least));
  }

  /** What is settled, and what becomes so meanwhile: subscribers may cause events for each other. */
  async function deliver(tenant: number, state: TenantState): Promise<void> {
    const ctx = await app.contextFor({ tenant, channel: 'automation' });
    if (state.standings.size < subscribers.length) await loadStandings(ctx, state);
    for (let round = 0; round < ROUNDS; round += 1) {
      const settled = await settledPosition(ctx);
      let group = nextGroup(state, settled);
      if (!group) return;
      for (; group && !stopping.signal.aborted; group = nextGroup(state, settled)) await deliverBatch(ctx, group, settled);
    }
  }

  /** Those who stand at the same place read it once together; who keeps failing on an event reads alone. The furthest behind come first. */
  function nextGroup(state: TenantState, settled: Position): Group | undefined {
    const now = Date.now();
    const waiting = subscribers.flatMap((subscriber) => {
      const standing = state.standings.get(subscriber.name);
      return standing && now >= standing.retryAt && isAfter(settled, standing.position) ? [{ subscriber, standing }] : [];
    });
    const first = waiting.reduce<Member | undefined>(
      (low, member) => (!low || isAfter(low.standing.position, member.standing.position) ? member : low),
      undefined,
    );
    if (!first || first.standing.failures >= TRIES) return first && { members: [first], limit: 1 };
    const members = waiting.filter(
      ({ standing }) => standing.failures < TRIES && formatPosition(standing.position) === formatPosition(first.standing.position),
    );
    return { members, limit: BATCH };
  }

  async function loadStandings(ctx: Context, state: TenantState): Promise<void> {
    const rows = await ctx.query<{ consumer: string; xid: string; seq: string }>(
      sql`select consumer, xid, seq from event_cursor where tenant_id = ${ctx.tenant.id}`,
    );
    const known = new Map(rows.map((row) => [row.consumer, { xid: BigInt(row.xid), seq: BigInt(row.seq) }]));
    // A subscriber that came with a new release begins with what happens from now on; in a tenant nobody ever read, with the first event.
    const first = rows.length === 0 ? beginning : await settledPosition(ctx);
    for (const { name } of subscribers) {
      const position = known.get(name) ?? first;
      state.standings.set(name, { position, saved: known.has(name) ? position : beginning, failures: 0, retryAt: 0 });
    }
  }

  async function deliverBatch(on: Context, { members, limit }: Group, settled: Position): Promise<void> {
    const from = members[0]?.standing.position ?? beginning;
    const names = [...new Set(members.flatMap(({ subscriber }) => subscriber.events))];
    const events = await readEvents(on, on.tenant.id, from, { limit, names });
    // a rule that was made before an event is known when the event is told
    const ctx = events.length > 0 ? await app.contextFor({ tenant: on.tenant.id, channel: 'automation' }) : on;
    const last = events.length === limit ? events.at(-1)?.position : undefined;
    const reached = last ?? furthest(settled, events.at(-1)?.position ?? settled);
    const moved: (readonly [string, Standing])[] = [];
    for (const { subscriber, standing } of members) {
      if (stopping.signal.aborted) break;
      const wanted = events.filter((event) => isNamed(event.event, subscriber.events) && follows(subscriber, event.automation));
      if (wanted.length > 0 && !(await handOver(ctx, subscriber, standing, wanted, limit === 1))) continue;
      standing.position = reached;
      if (wanted.length > 0) moved.push([subscriber.name, standing]);
    }
    if (moved.length > 0) await saveStandings(ctx, moved);
  }

  /** false: the subscriber failed and will be given the same events again. */
  async function handOver(
    ctx: Context,
    subscriber: SubscriberDefinition,
    standing: Standing,
    events: readonly OutboxEvent[],
    isAlone: boolean,
  ): Promise<boolean> {
    try {
      for (const run of inRuns(events)) await subscriber.run(ctx.withAutomation(run.automation), run.events);
    } catch (error) {
      standing.failures += 1;
      const isLost = isAlone && standing.failures >= 2 * TRIES;
      app.log.error(
        { tenant: ctx.tenant.id, subscriber: subscriber.name, failures: standing.failures, event: events[0]?.id, error },
        isLost ? 'event given up' : 'subscriber failed',
      );
      if (!isLost) {
        standing.retryAt = Date.now() + Math.min(250 * 2 ** Math.min(standing.failures, 8), SWEEP);
        return false;
      }
    }
    standing.failures = 0;
    standing.retryAt = 0;
    return true;
  }

  async function saveStandings(ctx: Context, standings: readonly (readonly [string, Standing])[]): Promise<void> {
    const positions = standings.map(([, { position }]) => position);
    // a company that is being erased is held until this is written, so that its rows go too; an erased one gets none any more
    await ctx.transaction((tx) =>
      tx.query(sql`
      insert into event_cursor as c (tenant_id, consumer, xid, seq)
      select t.id, p.* from (select id from tenant where id = ${ctx.tenant.id} for key share) t, unnest(${standings.map(([name]) => name)}::text[], ${positions.map(({ xid }) => String(xid))}::bigint[], ${positions.map(({ seq }) => String(seq))}::bigint[]) p
      on conflict (tenant_id, consumer) do update set xid = excluded.xid, seq = excluded.seq
        where (excluded.xid, excluded.seq) > (c.xid, c.seq)`),
    );
    standings.forEach(([, standing], index) => {
      standing.saved = positions[index] ?? standing.saved;
    });
  }

  /** Finds events that nobody woke us for, and writes down how far quiet subscribers have read, so that a restart need not read that again. */
  async function sweep(): Promise<void> {
    const rows = await app.database.global((connection) =>
      connection.query<{ id: number }>(sql`select id from tenant where status = 'active' order by id`),
    );
    for (const { id } of rows) {
      if (!leader || stopping.signal.aborted) return;
      const state = tenants.get(id);
      const moved = [...(state?.standings ?? [])].filter(([, { position, saved }]) => isAfter(position, saved));
      if (moved.length > 0 && !state?.running) await saveStandings(await app.contextFor({ tenant: id }), moved);
      if (state && state.standings.size > 0 ? await leftOver(id, state) : await unread(id)) wake(id);
    }
  }

  async function unread(tenant: number): Promise<boolean> {
    return app.database.read(tenant, async (connection) => {
      const rows = await connection.query<{ xid: string | null; seq: string | null; cursors: number }>(sql`
        select min(xid) as xid, count(*)::int as cursors from event_cursor where tenant_id = ${tenant}`);
      const { xid = null, cursors = 0 } = rows[0] ?? {};
      return hasMore(connection, tenant, xid === null || cursors < subscribers.length ? beginning : { xid: BigInt(xid), seq: 0n });
    });
  }

  async function lead(): Promise<void> {
    const held = await bus.tryLock('events').catch(() => false);
    if (held && !leader) {
      leader = true;
      await sweep();
    } else if (!held && leader) {
      // Somebody else may have moved the cursors meanwhile: what we remember is worth nothing any more.
      leader = false;
      for (const state of tenants.values()) clearTimeout(state.timer);
      tenants.clear();
    }
  }

  const logged = (work: Promise<void>): Promise<void> => work.catch((error: unknown) => app.log.error({ error }, 'event sweep failed'));

  return {
    start() {
      if (subscribers.length === 0) return;
      leave.push(
        bus.onCommitted((tenant) => {
          if (tenant !== undefined) wake(tenant);
          else sweeping = logged(lead().then(sweep));
        }),
      );
      sweeping = logged(lead());
      timers.push(
        setInterval(() => {
          sweeping = logged(lead());
        }, LEADER),
        setInterval(() => {
          sweeping = logged(sweep());
        }, SWEEP),
      );
    },
    async stop() {
      stopping.abort();
      for (const off of leave) off();
      for (const timer of timers) clearInterval(timer);
      for (const state of tenants.values()) clearTimeout(state.timer);
      await sweeping;
      await Promise.all([...tenants.values()].map((state) => state.running));
    },
    drain: (tenant) => deliver(tenant, stateOf(tenant)),
  };
}

/** Whether a subscriber hears of events from which only this is to follow. */
const follows = ({ automation: kind }: SubscriberDefinition, automation: Automation): boolean =>
  kind === undefined || automation === 'all' || kind === automation;

/** Neighbours from which the same is to follow, in their order: what a subscriber does about them leads no further than they do. */
function inRuns(events: readonly OutboxEvent[]): { automation: Automation; events: OutboxEvent[] }[] {
  const runs: { automation: Automation; events: OutboxEvent[] }[] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last?.automation === event.automation) last.events.push(event);
    else runs.push({ automation: event.automation, events: [event] });
  }
  return runs;
}

/** Delivers to all subscribers of the modules until stopped. */
export async function startDelivery(app: Application, bus: EventBus): Promise<{ stop(): Promise<void> }> {
  const deliverer = createDeliverer(app, bus);
  deliverer.start();
  return deliverer;
}
