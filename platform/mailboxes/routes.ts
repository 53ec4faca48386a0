import type { FastifyInstance } from 'fastify';
import { errors } from '../kernel/index.ts';
import { dropRoutes } from './drop/routes.ts';
import { signInRoutes } from './oauth/routes.ts';
import { personOf } from './person.ts';
import type { MailboxInput } from './read.ts';
import { openMailbox, readSoon, removeMailbox, saveMailbox, viewMailbox } from './store.ts';
import { tryMailbox } from './try-mailbox.ts';

const tags = ['mailbox'];
const names = [
  ...['address', 'name', 'login', 'secret', 'imapHost', 'imapPort', 'imapSecurity', 'smtpHost', 'smtpPort', 'smtpSecurity'],
  ...['signature', 'blocked', 'keepSent', 'active'],
];

/** `/mailbox`: the caller's own. */
export async function mailboxRoutes(server: FastifyInstance): Promise<void> {
  server.get('/mailbox', { schema: { summary: 'The own mailbox, without its password', tags } }, async (request) => ({
    mailbox: await viewMailbox(await personOf(request)),
  }));

  server.put(
    '/mailbox',
    {
      schema: {
        summary: 'Connect the own mailbox or change how; what is left out stays',
        tags,
        body: { type: 'object', additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, {}])) },
      },
    },
    async (request) => ({ mailbox: await saveMailbox(await personOf(request), request.body as MailboxInput) }),
  );

  server.delete(
    '/mailbox',
    { schema: { summary: 'Disconnect the own mailbox', tags, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeMailbox(await personOf(request));
      return reply.code(204).send();
    },
  );

  server.post('/mailbox/test', { schema: { summary: 'Sign in to the own mailbox, reading and sending', tags } }, async (request) => {
    const ctx = await personOf(request);
    const box = await openMailbox(ctx, ctx.user.id);
    if (!box) throw errors.NOT_FOUND();
    const tried = await tryMailbox(ctx, box);
    if (tried.reading === null) await readSoon(ctx);
    return tried;
  });

  await signInRoutes(server);
  await dropRoutes(server);
}
