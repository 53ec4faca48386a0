import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import type { Context, ModuleRoutes } from '@huanke/platform/module';
import type { FastifyRequest } from 'fastify';
import { findCalendars, removeAccount, saveAccount, syncSoon, viewAccount } from '../calendar/caldav/account.ts';
import type { AccountInput } from '../calendar/caldav/read-account.ts';
import { askToSync } from '../jobs/sync-calendars.ts';

const tags = ['activities'];
const body = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(['server', 'login', 'secret', 'calendar', 'active'].map((name) => [name, {}])),
} as const;

/** A calendar belongs to a person: neither a program that acts for them nor who looks as them connects or reads one. */
async function personOf(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (request.credential || ctx.access.looking || !ctx.access.can('activity.read')) throw errors.FORBIDDEN();
  return ctx;
}

/** `/calendar-account`: the caller's own calendar on another server, kept the same in both directions (CalDAV). */
export const calendarAccountRoutes: ModuleRoutes = async (server, app) => {
  server.get('/calendar-account', { schema: { summary: 'The own calendar account, without its password', tags } }, async (request) => ({
    account: await viewAccount(await personOf(request)),
  }));

  server.post(
    '/calendar-account/calendars',
    { schema: { summary: 'The calendars of a CalDAV server that one can sign in to; nothing is kept', tags, body } },
    async (request) => ({ items: await findCalendars(await personOf(request), request.body as AccountInput) }),
  );

  server.put(
    '/calendar-account',
    { schema: { summary: 'Connect the own calendar or change how; what is left out stays', tags, body } },
    async (request) => {
      const ctx = await personOf(request);
      const account = await saveAccount(ctx, request.body as AccountInput);
      if (account.active) await askToSync(app, ctx.tenant.id, ctx.user.id);
      return { account };
    },
  );

  server.delete(
    '/calendar-account',
    { schema: { summary: 'Disconnect the own calendar; events stay on both sides', tags, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeAccount(await personOf(request));
      return reply.code(204).send();
    },
  );

  server.post(
    '/calendar-account/sync',
    { schema: { summary: 'Look at the own calendar now', tags, response: { 202: { type: 'object', additionalProperties: true } } } },
    async (request, reply) => {
      const ctx = await personOf(request);
      await syncSoon(ctx);
      await askToSync(app, ctx.tenant.id, ctx.user.id);
      return reply.code(202).send({});
    },
  );
};
