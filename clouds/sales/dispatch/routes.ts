import { positionsOf } from '@huanke/base/positions';
import { sql } from '@huanke/platform/database';
import { ctxOf } from '@huanke/platform/http';
import type { Context } from '@huanke/platform/module';
import { loadTitles, retried } from '@huanke/platform/records';
import type { FastifyInstance } from 'fastify';
import { applyRun } from './apply.ts';
import { readDispatch } from './read.ts';
import { startDispatch } from './run.ts';
import { advance, type DispatchRun, linesOf, plans, runOf, runsWhere } from './store.ts';

const tags = ['dispatch-runs'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 80 } } } as const;
const anything = { type: 'object', additionalProperties: true } as const;

interface WithId {
  readonly Params: { readonly id: string };
}

/** 智能派单: plans by which many leads are given out at once; looked at first, then carried out or thrown away. */
export async function dispatchRoutes(server: FastifyInstance): Promise<void> {
  server.get('/dispatch-runs', { schema: { summary: 'Runs of dispatching, the newest first', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    plans(ctx);
    return { items: await runsWhere(ctx, sql`true`) };
  });

  server.post(
    '/dispatch-runs',
    { schema: { summary: 'Plan in the background who gets which open lead without an owner (2,000 at most)', tags, body: anything } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const lead = plans(ctx);
      return reply.code(202).send(await startDispatch(ctx, readDispatch(ctx, lead, request.body)));
    },
  );

  server.get<WithId>('/dispatch-runs/:id', { schema: { summary: 'A run with the lines of its plan', tags, params } }, async (request) => {
    const ctx = await ctxOf(request);
    plans(ctx);
    return withLines(ctx, await runOf(ctx, request.params.id));
  });

  server.post<WithId>(
    '/dispatch-runs/:id/apply',
    { schema: { summary: 'Carry a plan out; lines whose lead or person changed meanwhile are left and named', tags, params } },
    async (request) => {
      const ctx = await ctxOf(request);
      const lead = plans(ctx);
      const run = await runOf(ctx, request.params.id);
      return retried(ctx, () => applyRun(ctx, lead, run));
    },
  );

  server.post<WithId>('/dispatch-runs/:id/discard', { schema: { summary: 'Throw a plan away', tags, params } }, async (request, reply) => {
    const ctx = await ctxOf(request);
    plans(ctx);
    const run = await runOf(ctx, request.params.id);
    await ctx.transaction((tx) => advance(tx, run.id, 'draft', 'discarded'));
    return reply.code(204).send();
  });
}

async function withLines(ctx: Context, run: DispatchRun) {
  const lines = await linesOf(ctx, run.id);
  const titles = await loadTitles(
    ctx,
    lines.flatMap(({ lead, user }) => [{ object: 'lead', id: lead }, ...(user ? [{ object: 'user', id: user }] : [])]),
  );
  const named = (id: string) => ({ id, title: titles.get(id) ?? '' });
  const places = await positionsOf(
    ctx,
    lines.map(({ lead }) => ({ object: 'lead', id: lead })),
    'seen',
  );
  const shown = lines.map((line) => ({
    ...line,
    lead: named(line.lead),
    user: line.user && named(line.user),
    place: places.get(line.lead) ?? null,
  }));
  return { ...run, lines: shown, tiles: ctx.app.mapTiles ?? null };
}
