import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { errors, textOf } from '../../kernel/index.ts';
import { mailboxFailure } from '../failure.ts';
import { connectImap } from '../imap.ts';
import { personOf } from '../person.ts';
import { makeAddress, ownAddress } from './addresses.ts';
import { type DropInput, openDrop, removeDrop, saveDrop, viewDrop } from './store.ts';

const tags = ['mailbox'];
const names = ['address', 'login', 'secret', 'imapHost', 'imapPort', 'imapSecurity', 'active'];

/** `/mail-drop`: the company's drop mailbox; `/mailbox/drop`: the caller's own address of it. */
export async function dropRoutes(server: FastifyInstance): Promise<void> {
  server.get('/mail-drop', { schema: { summary: 'The drop mailbox, and what came of its letters', tags } }, async (request) => ({
    drop: await viewDrop(await ctxOf(request)),
  }));

  server.put<{ Body: DropInput }>(
    '/mail-drop',
    {
      schema: {
        summary: 'Set the drop mailbox; what is left out stays',
        tags,
        body: { type: 'object', additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, {}])) },
      },
    },
    async (request) => ({ drop: await saveDrop(await ctxOf(request), request.body) }),
  );

  server.delete(
    '/mail-drop',
    { schema: { summary: 'End the drop mailbox and all its addresses', tags, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeDrop(await ctxOf(request));
      return reply.code(204).send();
    },
  );

  server.post('/mail-drop/test', { schema: { summary: 'Sign in to the drop mailbox; reads nothing', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
    const drop = await openDrop(ctx);
    if (!drop) throw errors.NOT_FOUND();
    try {
      (await connectImap(ctx, drop, drop.credentials)).close();
      return { reading: null };
    } catch (error) {
      return { reading: textOf(mailboxFailure(error), ctx.language) };
    }
  });

  server.get('/mailbox/drop', { schema: { summary: 'The own address for copies of letters', tags } }, async (request) =>
    ownAddress(await personOf(request)),
  );

  server.post('/mailbox/drop', { schema: { summary: 'A new own address; the one before ends', tags } }, async (request) =>
    makeAddress(await personOf(request)),
  );
}
