import { type Clock, errors } from '../kernel/index.ts';

/** How somebody stands after one more attempt. */
export interface Usage {
  /** The attempt was within the limit; only then it was counted. */
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the window under way ends. */
  readonly reset: number;
}

export interface Throttle {
  /** Counts one attempt of `key`, or throws RATE_LIMITED when there were too many within the window. The result takes it back. */
  take(key: string): () => void;
  /** Counts one attempt of `key` unless there were too many; `most` in place of the limit. */
  count(key: string, most?: number): Usage;
}

/**
 * A sliding window in this process, by two counters per key: the last window's share fades out as the present one goes on.
 *
 * @example const attempts = throttle({ clock, limit: 120, windowMs: 60_000 }); attempts.take(request.ip);
 */
export function throttle({ clock, limit, windowMs }: { clock: Clock; limit: number; windowMs: number }): Throttle {
  let window = 0;
  let now = new Map<string, number>();
  let before = new Map<string, number>();

  function turn(at: number): void {
    const current = Math.floor(at / windowMs);
    if (current === window) return;
    before = current === window + 1 ? now : new Map();
    now = new Map();
    window = current;
  }

  function count(key: string, most = limit): Usage {
    const at = clock.now().getTime();
    turn(at);
    const passed = (at % windowMs) / windowMs;
    const own = now.get(key) ?? 0;
    const used = own + (before.get(key) ?? 0) * (1 - passed);
    const allowed = used < most;
    if (allowed) now.set(key, own + 1);
    const reset = Math.max(1, Math.ceil((windowMs * (1 - passed)) / 1000));
    return { allowed, remaining: allowed ? Math.max(0, Math.floor(most - used - 1)) : 0, reset };
  }

  return {
    count,
    take(key) {
      const { allowed, reset } = count(key);
      if (!allowed) throw errors.RATE_LIMITED({ retryAfter: reset });
      const counts = now;
      return () => counts.set(key, (counts.get(key) ?? 1) - 1);
    },
  };
}
