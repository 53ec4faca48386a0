import type { Application } from '../module/index.ts';
import type { Adapter, AppKeys, Ask, Call, Reply } from './adapter.ts';
import { adapters, urlOf } from './adapters.ts';
import { PlatformRefusal } from './failure.ts';
import type { Platform } from './platforms.ts';

/** A company's app at its platform, ready to be spoken to. */
export interface Line {
  readonly platform: Platform;
  readonly adapter: Adapter;
  readonly keys: AppKeys;
  /** With the company's token: asked for when there is none, anew and once more when the platform says that it has ended. */
  readonly ask: Ask;
  readonly plain: Ask;
  /** A token now, not one that is kept: whether the keys are right. */
  prove(): Promise<void>;
}

interface Kept {
  readonly token: string;
  /** Milliseconds; some time before the token ends. */
  readonly until: number;
}

// A page of people may be long.
const largestAnswer = 4 * 1024 * 1024;
/** A token is not used in its last minutes: clocks differ, and calls take time. */
const marginMs = 5 * 60_000;

/**
 * Tokens of this process. Platforms give the same token again while it holds (or let both hold), so processes need not share them, and no
 * token has to lie in the database.
 */
const tokens = new WeakMap<Application, Map<string, Promise<Kept>>>();

function tokensOf(app: Application): Map<string, Promise<Kept>> {
  const known = tokens.get(app) ?? new Map<string, Promise<Kept>>();
  tokens.set(app, known);
  return known;
}

/** @throws PlatformRefusal, OutboundError */
async function send(app: Application, adapter: Adapter, call: Call): Promise<Reply> {
  const answer = await app.outbound.send({
    url: urlOf(app, adapter, call),
    method: call.body === undefined ? 'GET' : 'POST',
    headers: { accept: 'application/json', ...call.headers, ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: call.body === undefined ? '' : JSON.stringify(call.body),
    keep: largestAnswer,
  });
  const reply = read(answer.body);
  if (answer.status === 429 || answer.status >= 500 || !reply)
    throw new PlatformRefusal(adapter.platform, 'busy', String(answer.status), 'HTTP');
  const refusal = adapter.refusal(answer.status, reply);
  if (!refusal) return reply;
  const fault = (['token', 'credentials', 'busy', 'stranger'] as const).find((one) => adapter.codes[one]?.includes(refusal.code));
  throw new PlatformRefusal(adapter.platform, fault ?? 'refused', refusal.code, refusal.said);
}

function read(body: string): Reply | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Reply) : undefined;
  } catch {
    return undefined;
  }
}

/** @param tenant whose app it is: tokens of different companies are never mixed */
export function lineTo(app: Application, tenant: number, platform: Platform, keys: AppKeys): Line {
  const adapter = adapters[platform];
  const plain: Ask = (call) => send(app, adapter, call);
  const kept = tokensOf(app);
  const name = `${tenant} ${platform} ${keys.appId} ${keys.secret}`;

  async function fresh(): Promise<Kept> {
    const { token, seconds } = await adapter.token(plain, keys);
    if (token === '' || !(seconds > 0)) throw new PlatformRefusal(platform, 'busy', '0', 'no token');
    return { token, until: app.clock.now().getTime() + Math.max(seconds * 1000 - marginMs, 0) };
  }

  /** Whoever asks at the same time waits for the same one. */
  function renew(instead: Promise<Kept> | undefined): Promise<Kept> {
    const current = kept.get(name);
    if (current && current !== instead) return current;
    const asked = fresh();
    kept.set(name, asked);
    asked.catch(() => kept.get(name) === asked && kept.delete(name));
    return asked;
  }

  async function current(): Promise<{ readonly of: Promise<Kept>; readonly token: string }> {
    const before = kept.get(name) ?? renew(undefined);
    const isGood = (await before).until > app.clock.now().getTime();
    const of = isGood ? before : renew(before);
    return { of, token: (await of).token };
  }

  async function ask(call: Call): Promise<Reply> {
    const { of, token } = await current();
    try {
      return await plain(adapter.withToken(call, token));
    } catch (error) {
      if (!(error instanceof PlatformRefusal && error.fault === 'token')) throw error;
      const { token: next } = await renew(of);
      return plain(adapter.withToken(call, next));
    }
  }

  async function prove(): Promise<void> {
    const asked = fresh();
    kept.set(name, asked);
    asked.catch(() => kept.get(name) === asked && kept.delete(name));
    await asked;
  }

  return { platform, adapter, keys, ask, plain, prove };
}
