import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { personOf } from '../person.ts';
import { type Beginning, beginSignIn, finishSignIn, type Return } from './flow.ts';
import { listProviders, providerNames, removeProvider, saveProvider } from './providers.ts';
import type { ProviderInput } from './read-provider.ts';

const tags = ['mailbox'];
const back = '/mailbox/sign-in/callback';
const body = (names: readonly string[]) =>
  ({ type: 'object', additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, {}])) }) as const;
const provider = body([
  ...['name', 'authorizeUrl', 'tokenUrl', 'clientId', 'secret', 'scopes'],
  ...['imapHost', 'imapPort', 'imapSecurity', 'smtpHost', 'smtpPort', 'smtpSecurity'],
]);
const text = { type: 'string', maxLength: 4000 } as const;

/** Where services send people back to; it has to be registered there. */
async function redirectUri(request: FastifyRequest): Promise<string> {
  const { app } = await ctxOf(request);
  return `${app.identity.publicUrl ?? `${request.protocol}://${request.host}`}/api/v1${back}`;
}

/** `/mailbox/providers`, `/mailbox/sign-in`: signing in to one's mailbox; `/mail-providers`: at which services. */
export async function signInRoutes(server: FastifyInstance): Promise<void> {
  server.get(
    '/mailbox/providers',
    { schema: { summary: 'Services at which one may sign in to one’s mailbox', tags } },
    async (request) => ({
      items: await providerNames(await personOf(request)),
    }),
  );

  server.post<{ Body: Beginning }>(
    '/mailbox/sign-in',
    { schema: { summary: 'Where to go to sign in to the own mailbox', tags, body: body(['provider', 'address']) } },
    async (request) => beginSignIn(await personOf(request), request.body, await redirectUri(request)),
  );

  server.get<{ Querystring: Return }>(
    back,
    {
      schema: {
        summary: 'Where services send people back to',
        tags,
        querystring: { type: 'object', properties: { state: text, code: text } },
        response: { 303: { type: 'null', description: 'Sends the browser on' } },
      },
    },
    async (request, reply) => {
      const end = await finishSignIn(await personOf(request), request.query);
      return reply.redirect(`/settings/mailbox?signIn=${end}`, 303);
    },
  );

  await providerRoutes(server);
}

async function providerRoutes(server: FastifyInstance): Promise<void> {
  server.get('/mail-providers', { schema: { summary: 'Sign-in services of mailboxes', tags } }, async (request) => ({
    items: await listProviders(await ctxOf(request)),
    redirectUri: await redirectUri(request),
  }));

  server.post<{ Body: ProviderInput }>(
    '/mail-providers',
    { schema: { summary: 'Add a sign-in service', tags, body: provider } },
    async (request, reply) => reply.code(201).send(await saveProvider(await ctxOf(request), null, request.body)),
  );

  server.patch<{ Params: { id: string }; Body: ProviderInput }>(
    '/mail-providers/:id',
    { schema: { summary: 'Change a sign-in service; what is left out stays', tags, body: provider } },
    async (request) => saveProvider(await ctxOf(request), request.params.id, request.body),
  );

  server.delete<{ Params: { id: string } }>(
    '/mail-providers/:id',
    { schema: { summary: 'End a sign-in service', tags, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeProvider(await ctxOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
