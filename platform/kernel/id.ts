const size = 4096;
// marked pure: a browser that takes a label from the kernel has no Buffer and makes no ids
const pool = /* @__PURE__ */ Buffer.alloc(size);
let used = size;
let lastMs = 0;
let sequence = 0;

function randomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, a 12-bit counter that keeps ids of one process in order within
 * a millisecond, and 62 random bits.
 */
export function newId(now: number = Date.now()): string {
  if (now <= lastMs) {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  } else {
    lastMs = now;
    sequence = randomBytes(1).readUInt8(0);
  }
  return format(lastMs, sequence);
}

/** A UUIDv7 of a given moment, outside the process's order: for generated past data. */
export function idAt(ms: number): string {
  return format(ms, randomBytes(2).readUInt16BE(0) & 0xfff);
}

function format(ms: number, counter: number): string {
  const high = Math.floor(ms / 0x10000)
    .toString(16)
    .padStart(8, '0');
  const low = (ms & 0xffff).toString(16).padStart(4, '0');
  const r = randomBytes(8);
  const h = (index: number) => hex[r[index] ?? 0] ?? '00';
  const variant = hex[((r[0] ?? 0) & 0x3f) | 0x80] ?? '80';
  return `${high}-${low}-7${counter.toString(16).padStart(3, '0')}-${variant}${h(1)}-${h(2)}${h(3)}${h(4)}${h(5)}${h(6)}${h(7)}`;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text has the form of a UUID; anything else can not be a record's id and answers 404. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}
