import type { Context } from '@huanke/platform/module';
import { OutboundError } from '@huanke/platform/outbound';
import { aliyun } from './aliyun.ts';
import type { Outcome, SmsAccount, SmsCall, SmsProvider, SmsRequest } from './provider.ts';
import { tencent } from './tencent.ts';

/** The text message services that can be connected, by name. */
export const smsProviders: ReadonlyMap<string, SmsProvider> = new Map([aliyun, tencent].map((provider) => [provider.name, provider]));

export function providerOf(name: string): SmsProvider {
  const provider = smsProviders.get(name);
  if (!provider) throw new Error(`there is no text message service ${name}`);
  return provider;
}

const largestAnswer = 64 * 1024;
const ask = (ctx: Context, call: SmsCall) => ctx.app.outbound.send({ ...call, keep: largestAnswer });

/** Faults at which no request has left: the service can not have heard of the message. */
const neverLeft: ReadonlySet<string> = new Set(['dns', 'refused', 'tls']);
const neverWill: ReadonlySet<string> = new Set(['url', 'private', 'port']);

/** Asks a service to send one message. Whatever happens is an outcome; nothing is thrown for what is the service's. */
export async function sendBy(ctx: Context, provider: SmsProvider, account: SmsAccount, request: SmsRequest): Promise<Outcome> {
  try {
    return provider.outcome(await ask(ctx, provider.send(account, request)));
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const kind = neverWill.has(error.fault) ? 'refused' : neverLeft.has(error.fault) ? 'later' : 'unknown';
    return { kind, refusal: { code: '', said: error.fault } };
  }
}

/** Asks a service whether the keys are right. Undefined when they are. */
export async function proveAt(ctx: Context, provider: SmsProvider, account: SmsAccount) {
  try {
    return provider.proven(await ask(ctx, provider.prove(account, ctx.clock.now())));
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { code: '', said: error.fault };
  }
}
