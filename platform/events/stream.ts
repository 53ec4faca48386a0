import type { ServerResponse } from 'node:http';
import type { Context } from '../module/index.ts';
import type { LiveMessage } from './bus.ts';

/** One open `GET /live` of a browser. */
export interface LiveStream {
  /** Who listens, with the rights they had when last asked. */
  readonly ctx: Context;
  readonly openedAt: number;
  send(message: LiveMessage, id?: string): void;
  /** Asks again who this is, unless that was just done; an ended session ends the stream. */
  check(): Promise<void>;
  beat(): void;
  close(): void;
  readonly closed: boolean;
}

// A browser that has not taken what was sent for this long is gone, whatever its connection says.
const LONGEST_STALL = 60_000;
const CHECKED_FOR = 2000;

export interface StreamParts {
  readonly ctx: Context;
  readonly raw: ServerResponse;
  /** The same person as they are now; undefined when they are signed in no more. */
  again(): Promise<Context | undefined>;
  /** What makes a browser load everything anew. */
  refresh(ctx: Context): readonly LiveMessage[];
  onClose(): void;
}

/**
 * Writes server-sent events. When the browser does not keep up, messages are not piled up: it is told to load everything anew once it
 * takes them again.
 */
export function createStream({ ctx: first, raw, again, refresh, onClose }: StreamParts): LiveStream {
  let ctx = first;
  let checkedAt = Date.now();
  let stalledAt: number | undefined;
  let missed = false;
  let closed = false;

  const write = (text: string): void => {
    if (closed) return;
    if (!raw.write(text)) stalledAt ??= Date.now();
  };
  const format = (message: LiveMessage, id?: string): string => `${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(message)}\n\n`;

  const stream: LiveStream = {
    openedAt: Date.now(),
    get ctx() {
      return ctx;
    },
    async check() {
      if (Date.now() - checkedAt < CHECKED_FOR) return;
      checkedAt = Date.now();
      const now = await again();
      if (now && now.tenant.id === first.tenant.id) ctx = now;
      else stream.close();
    },
    send(message, id) {
      if (stalledAt === undefined) write(format(message, id));
      else missed = true;
    },
    beat() {
      if (stalledAt !== undefined && Date.now() - stalledAt > LONGEST_STALL) raw.destroy();
      else if (stalledAt === undefined) write(': here\n\n');
    },
    close() {
      if (closed) return;
      closed = true;
      raw.end();
    },
    get closed() {
      return closed;
    },
  };
  raw.on('drain', () => {
    stalledAt = undefined;
    if (!missed) return;
    missed = false;
    write(
      refresh(ctx)
        .map((message) => format(message))
        .join(''),
    );
  });
  raw.on('close', () => {
    closed = true;
    onClose();
  });
  raw.on('error', () => raw.destroy());
  return stream;
}
