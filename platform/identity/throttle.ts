import { type Clock, errors } from '../kernel/index.ts';

export interface Throttle {
  /** Counts one attempt of `key`, or throws RATE_LIMITED when there were too many within the window. The result takes it back. */
  take(key: string): () => void;
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
  return {
    take(key) {
      const at = clock.now().getTime();
      const current = Math.floor(at / windowMs);
      if (current !== window) {
        before = current === window + 1 ? now : new Map();
        now = new Map();
        window = current;
      }
      const passed = (at % windowMs) / windowMs;
      const used = (now.get(key) ?? 0) + (before.get(key) ?? 0) * (1 - passed);
      if (used >= limit) throw errors.RATE_LIMITED({ retryAfter: Math.max(1, Math.ceil((windowMs * (1 - passed)) / 1000)) });
      const counts = now;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return () => counts.set(key, (counts.get(key) ?? 1) - 1);
    },
  };
}
