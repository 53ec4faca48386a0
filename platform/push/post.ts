import type { Context } from '../module/index.ts';
import type { Delivery } from '../notifications/index.ts';
import { OutboundError } from '../outbound/index.ts';
import { encryptFor } from './crypt.ts';
import type { PushDevice } from './devices.ts';
import { type VapidKeys, vapidHeader } from './vapid.ts';

/** What a device shows: one line, and where a press leads. `tag`: what comes again takes the place of what is there. */
export interface PushMessage {
  readonly title: string;
  readonly url: string;
  readonly tag: string;
}

/** How long a service keeps a message for a device that is off: a day. */
const ttlSeconds = 86_400;
/** Characters; the whole then fits, whatever they are. */
const longestTitle = 300;

/** Seconds or a date (RFC 9110, section 10.2.3). */
function retryAfter(header: string | undefined, now: Date): number {
  if (!header) return 0;
  const seconds = /^\d{1,6}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

const isLater = (status: number) => status === 429 || status >= 500;

/** Hands a message to the push service of a device (RFC 8030) and says what became of it. */
export async function pushTo(
  ctx: Context,
  device: PushDevice,
  message: PushMessage,
  { keys, contact }: { keys: VapidKeys; contact?: string },
): Promise<Delivery> {
  const { endpoint } = device;
  const now = ctx.clock.now();
  const body = encryptFor(device, JSON.stringify({ ...message, title: [...message.title].slice(0, longestTitle).join('') }));
  const headers = {
    authorization: vapidHeader(keys, endpoint, { now, ...(contact ? { contact } : {}) }),
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: String(ttlSeconds),
    urgency: 'normal',
  };
  try {
    const answer = await ctx.app.outbound.send({ url: endpoint, headers, body });
    if (answer.status >= 200 && answer.status < 300) return { kind: 'sent' };
    if (answer.status === 404 || answer.status === 410) return { kind: 'gone' };
    if (isLater(answer.status)) return { kind: 'later', afterMs: retryAfter(answer.headers['retry-after'], now) };
    ctx.app.log.warn({ tenant: ctx.tenant.id, service: new URL(endpoint).host, status: answer.status }, 'push refused');
    return { kind: 'refused' };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    if (error.fault === 'url' || error.fault === 'private' || error.fault === 'port') return { kind: 'gone' };
    return { kind: 'later', afterMs: 0 };
  }
}
