import type { Application, Context } from '../module/index.ts';
import type { EventBus, LiveMessage } from './bus.ts';
import { changedObjects, formatPosition, hasMore, isAfter, type Position, readEvents, settledPosition } from './outbox.ts';
import type { LiveStream } from './stream.ts';
import { createSight } from './visible.ts';

export interface LiveHub {
  /** From when the promise is fulfilled, the stream hears of every commit. */
  add(stream: LiveStream): Promise<void>;
  remove(stream: LiveStream): void;
  /** What a browser is told that may have missed something: every list it may see. */
  refreshFor(ctx: Context): readonly LiveMessage[];
  close(): void;
}

interface Room {
  readonly streams: Set<LiveStream>;
  opening: Promise<void> | undefined;
  position: Position | undefined;
  running: boolean;
  dirty: boolean;
  timer: NodeJS.Timeout | undefined;
}

const MOST_PER_PERSON = 8;
// More at once than this is an import or the like: lists are loaded anew instead of hearing of each record.
const BURST = 200;
const RETRY = 250;

/** Tells the open browsers of this process what happens in their company: only what each may see, read from the outbox after the commit. */
export function createLiveHub(app: Application, bus: EventBus): LiveHub {
  const rooms = new Map<number, Room>();
  const leave = [
    bus.onCommitted((tenant) => {
      if (tenant !== undefined) wake(tenant);
      else for (const id of rooms.keys()) wake(id);
    }),
    bus.onPush(({ tenant, user, message }) => {
      for (const stream of rooms.get(tenant)?.streams ?? []) if (stream.ctx.user.id === user) stream.send(message);
    }),
  ];

  function wake(tenant: number): void {
    const room = rooms.get(tenant);
    if (!room?.position) return;
    if (room.running) {
      room.dirty = true;
      return;
    }
    clearTimeout(room.timer);
    room.timer = undefined;
    room.running = true;
    void tell(tenant, room, room.position)
      .catch((error: unknown) => {
        app.log.warn({ tenant, error }, 'live events not read');
        return true;
      })
      .then((again) => {
        room.running = false;
        if (rooms.get(tenant) !== room) return;
        if (room.dirty) {
          room.dirty = false;
          wake(tenant);
        } else if (again) room.timer = setTimeout(() => wake(tenant), RETRY);
      });
  }

  const reading = (tenant: number): Pick<Context, 'query'> => ({
    query: (statement) => app.database.read(tenant, (connection) => connection.query(statement)),
  });

  /** From now on; what is still being written is beyond that place. */
  async function open(tenant: number, room: Room): Promise<void> {
    room.position = await settledPosition(reading(tenant));
    if (rooms.get(tenant) === room) wake(tenant);
  }

  /** Sends what is new; answers whether there is more that has to settle first. */
  async function tell(tenant: number, room: Room, after: Position): Promise<boolean> {
    const on = reading(tenant);
    const settled = await settledPosition(on);
    const events = await readEvents(on, tenant, after, { limit: BURST + 1 });
    if (events.length > 0) await Promise.all([...room.streams].map((stream) => stream.check()));
    if (events.length > BURST) {
      for (const object of await changedObjects(on, tenant, after, settled)) {
        for (const { ctx, send } of room.streams)
          if (ctx.access.can(`${object}.read`)) send({ event: 'refresh', object }, formatPosition(settled));
      }
    } else if (events.length > 0) {
      const sight = createSight(events);
      for (const stream of room.streams) {
        for (const { event, object, record, position } of await sight.of(stream.ctx))
          stream.send({ event, object, record }, formatPosition(position));
      }
    }
    const last = events.at(-1)?.position;
    room.position = last && events.length <= BURST && isAfter(last, settled) ? last : settled;
    return hasMore(on, tenant, room.position);
  }

  return {
    async add(stream) {
      const tenant = stream.ctx.tenant.id;
      const room = rooms.get(tenant) ?? {
        streams: new Set(),
        position: undefined,
        opening: undefined,
        running: false,
        dirty: false,
        timer: undefined,
      };
      rooms.set(tenant, room);
      room.streams.add(stream);
      const own = [...room.streams].filter(({ ctx }) => ctx.user.id === stream.ctx.user.id).sort((a, b) => a.openedAt - b.openedAt);
      for (const oldest of own.slice(0, Math.max(0, own.length - MOST_PER_PERSON))) oldest.close();
      room.opening ??= open(tenant, room).catch((error: unknown) => {
        room.opening = undefined;
        throw error;
      });
      await room.opening;
    },
    remove(stream) {
      const tenant = stream.ctx.tenant.id;
      const room = rooms.get(tenant);
      room?.streams.delete(stream);
      if (room?.streams.size === 0) {
        clearTimeout(room.timer);
        rooms.delete(tenant);
      }
    },
    refreshFor: (ctx) =>
      ctx.meta.objects.filter((meta) => ctx.access.can(`${meta.name}.read`)).map((meta) => ({ event: 'refresh', object: meta.name })),
    close() {
      for (const off of leave) off();
      for (const room of rooms.values()) {
        clearTimeout(room.timer);
        for (const stream of room.streams) stream.close();
      }
      rooms.clear();
    },
  };
}
