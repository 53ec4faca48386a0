import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';

export interface SystemState {
  /** Requests are served: migrations done, pools open, not stopping. */
  isReady(): boolean;
}

/** `/healthz` (the process lives), `/readyz` (it serves), `/metrics` (Prometheus): outside of /api/v1, without sign-in. */
export async function systemRoutes(server: FastifyInstance, app: Application, state: SystemState): Promise<void> {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, prefix: 'huanke_' });
  const duration = new Histogram({
    name: 'huanke_http_seconds',
    help: 'Time of answers',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  });
  server.addHook('onResponse', async (request, reply) => {
    // the pattern, never the address: ids would make a series each
    duration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });

  const open = { config: { public: true } };
  server.get('/healthz', { ...open, schema: { summary: 'The process lives', tags: ['system'] } }, async () => ({ status: 'ok' }));
  server.get('/readyz', { ...open, schema: { summary: 'Requests are served', tags: ['system'] } }, async () => {
    if (!state.isReady()) throw errors.UNAVAILABLE({ retryAfter: 2 });
    await app.database.global((connection) => connection.query(sql`select 1`));
    return { status: 'ready' };
  });
  server.get('/metrics', { ...open, schema: { summary: 'Prometheus metrics', tags: ['system'] } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
