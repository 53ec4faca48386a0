import { startDelivery } from '@huanke/platform/events';
import { startWorker } from '@huanke/platform/jobs';
import { startWebhooks } from '@huanke/platform/webhooks';
import type { FastifyInstance } from 'fastify';
import { type Config, readConfig } from './config.ts';
import { demoEntrances, ensureDemo } from './demo.ts';
import { createServer } from './http.ts';
import { openRuntime as open, type Runtime } from './runtime.ts';

export { type Config, readConfig } from './config.ts';
export { createServer } from './http.ts';
export { MasterKeyError } from './master-key.ts';
export type { Runtime } from './runtime.ts';

export interface Huanke {
  readonly runtime: Runtime;
  readonly server: FastifyInstance | undefined;
  /** Where people open it; empty for a worker. */
  readonly address: string;
  readonly demoPeople: readonly { readonly title: string; readonly email: string }[];
  close(): Promise<void>;
}

/** Everything below HTTP with the settings of the environment: for the command line. */
export function openRuntime(options: { config?: Config } = {}): Promise<Runtime> {
  return open({ config: options.config ?? readConfig() });
}

/** Starts what the role asks for: web answers requests, worker runs jobs and delivers events, all does both. */
export async function startHuanke(config: Config): Promise<Huanke> {
  const runtime = await open({ config });
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    // first nothing new comes in, then what is under way ends, then the database goes
    for (const closer of closers.reverse()) await closer().catch((error: unknown) => runtime.app.log.error({ error }, 'stopping failed'));
    await runtime.close();
  };
  try {
    await runtime.bus.start();
    if (config.role !== 'web') {
      const worker = await startWorker(runtime.app);
      closers.push(() => worker.stop());
      const delivery = await startDelivery(runtime.app, runtime.bus);
      closers.push(() => delivery.stop());
      const webhooks = await startWebhooks(runtime.app, runtime.bus);
      closers.push(() => webhooks.stop());
    }
    let server: FastifyInstance | undefined;
    let ready: () => void = () => undefined;
    let address = '';
    if (config.role !== 'worker') {
      const http = await createServer(runtime, config);
      server = http.server;
      const listening = server;
      closers.push(() => listening.close());
      const url = await server.listen({ port: config.port, host: config.host });
      address = config.publicUrl ?? url.replace('127.0.0.1', 'localhost');
      ready = () => http.setReady(true);
    }
    // the people first, so that whoever finds the server ready can sign in; their records follow in the background
    if (config.demo && config.role === 'all') await ensureDemo(runtime.app, { queue: true });
    ready();
    return { runtime, server, address, demoPeople: config.role === 'worker' ? [] : await demoEntrances(runtime.app), close };
  } catch (error) {
    await close();
    throw error;
  }
}
