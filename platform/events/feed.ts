import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Application, Context } from '../module/index.ts';
import type { EventBus } from './bus.ts';
import { eventItems, visibleEvents } from './items.ts';
import { formatPosition, hasMore, type Position, readEvents } from './outbox.ts';

/** Comments keep the connection open through proxies, and find out that a reader is gone. */
const beatMs = 25_000;
/** Events of a transaction that is not past the oldest open one are looked for again after this. */
const settleMs = 250;
const batch = 200;
const mostPerCaller = 5;

export interface EventFeed {
  /** Answers a request with all that happens from a place on, until either side ends it. */
  open(request: FastifyRequest, reply: FastifyReply, from: { readonly ctx: Context; readonly after: Position }): Promise<void>;
  close(): void;
}

/** `GET /events` with `Accept: text/event-stream`: the change stream as server-sent events; `id` is the cursor to go on from. */
export function createEventFeed(app: Application, bus: EventBus): EventFeed {
  const open = new Set<{ readonly who: string; readonly end: () => void }>();

  /** Until something was committed in the company, or the time is over. */
  function news(tenant: number, ms: number, ended: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      const done = () => {
        clearTimeout(timer);
        off();
        ended.removeEventListener('abort', done);
        wake();
      };
      const timer = setTimeout(done, ms);
      const off = bus.onCommitted((one) => {
        if (one === undefined || one === tenant) done();
      });
      ended.addEventListener('abort', done);
    });
  }

  async function run(request: FastifyRequest, write: (text: string) => Promise<void>, after: Position, ended: AbortSignal): Promise<void> {
    let place = after;
    while (!ended.aborted) {
      // asked anew each time: rights that were lost end here
      const ctx = await request.caller?.();
      if (!ctx?.access.can('events.read')) return;
      const events = await readEvents(ctx, ctx.tenant.id, place, { limit: batch });
      const visible = await visibleEvents(ctx, events);
      const items = await eventItems(ctx, visible);
      for (const [index, item] of items.entries()) {
        const at = visible[index]?.position;
        await write(`${at ? `id: ${formatPosition(at)}\n` : ''}event: ${item.event}\ndata: ${JSON.stringify(item)}\n\n`);
      }
      place = events.at(-1)?.position ?? place;
      if (events.length > 0) continue;
      const isUnsettled = await hasMore(ctx, ctx.tenant.id, place);
      await news(ctx.tenant.id, isUnsettled ? settleMs : beatMs, ended);
      if (!isUnsettled) await write(': here\n\n');
    }
  }

  return {
    async open(request, reply, { ctx, after }) {
      const who = request.credential?.id ?? ctx.user.id;
      const mine = [...open].filter((one) => one.who === who);
      // the oldest of too many is a connection somebody forgot
      if (mine.length >= mostPerCaller) mine[0]?.end();
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        ...reply.getHeaders(),
        connection: 'close',
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      } as Record<string, string>);
      raw.flushHeaders();
      const ending = new AbortController();
      const entry = { who, end: () => ending.abort() };
      open.add(entry);
      raw.on('close', entry.end);
      raw.on('error', entry.end);
      const write = async (text: string): Promise<void> => {
        if (ending.signal.aborted || raw.write(text)) return;
        // a reader who is slow is waited for: nothing is left out
        await new Promise<void>((go) => {
          raw.once('drain', go);
          ending.signal.addEventListener('abort', () => go(), { once: true });
        });
      };
      await run(request, write, after, ending.signal).catch((error: unknown) => app.log.warn({ error }, 'event feed ended'));
      open.delete(entry);
      raw.end();
    },
    close() {
      for (const { end } of open) end();
    },
  };
}
