import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { AppError } from '../kernel/index.ts';
import { redirects } from '../records/index.ts';
import { ctxOf } from './request.ts';

const ofOneRecord = /\/records\/:object\/:id(?:\/|$)/;
/** What ends a record or brings it back is meant for that very one. */
const itself = /\/records\/:object\/:id$/;
const restoring = /\/records\/:object\/:id\/restore$/;

/**
 * Old ids and links keep working: under the id of a record that was merged into another every route of one record answers as for the one it
 * lives on in, with the rights the caller has there. Only asked when there is nothing under the id, so that others pay nothing.
 */
export function followRedirects(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const isOfThisOne = restoring.test(route.url) || (route.method === 'DELETE' && itself.test(route.url));
    if (ofOneRecord.test(route.url) && !isOfThisOne) route.handler = following(route.handler);
  });
}

function following(handler: RouteHandlerMethod): RouteHandlerMethod {
  return async function follow(request, reply) {
    try {
      return await handler.call(this, request, reply);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
      const params = request.params as { object: string; id: string };
      const id = params.id.toLowerCase();
      const target = (await redirects(await ctxOf(request), [id])).get(id);
      if (target?.object !== params.object) throw error;
      params.id = target.id;
      return handler.call(this, request, reply);
    }
  };
}
