import { ctxOf } from '@huanke/platform/http';
import { siteOf } from '@huanke/platform/identity';
import { errors } from '@huanke/platform/kernel';
import type { Application, ModuleRoutes } from '@huanke/platform/module';
import type { FastifyInstance } from 'fastify';
import { listAccounts, removeAccount, renewAddress, reporterAt, saveAccount, smsProvider, testAccount } from '../messages/accounts.ts';
import { type ComposeInput, composeMessage } from '../messages/compose.ts';
import { smsProviders } from '../messages/providers.ts';
import { takeReceipts } from '../messages/receipts.ts';

interface WithProvider {
  Params: { provider: string };
}

const tags = ['messages'];
const params = { type: 'object', properties: { provider: { type: 'string', enum: [...smsProviders.keys()] } } } as const;

/** `/sms`: the company's accounts at text message services, a message before it is sent, and what services report. */
export const messageRoutes: ModuleRoutes = async (server, app) => {
  server.post<{ Body: ComposeInput }>(
    '/sms/compose',
    {
      schema: {
        summary: 'A text message before it is sent: filled from a record, counted, and why it can not be sent',
        tags,
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['about', 'template'],
          properties: {
            about: {
              type: 'object',
              additionalProperties: false,
              required: ['object', 'id'],
              properties: { object: { type: 'string', maxLength: 80 }, id: { type: 'string', maxLength: 40 } },
            },
            template: { type: 'string', maxLength: 40 },
            values: { type: 'object', maxProperties: 30, additionalProperties: { type: 'string', maxLength: 400 } },
          },
        },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('sentMessage.create')) throw errors.FORBIDDEN();
      return composeMessage(ctx, request.body);
    },
  );

  await accountRoutes(server, app);

  server.post<{ Params: { address: string } }>(
    '/sms/receipts/:address',
    {
      config: { public: true },
      bodyLimit: 1024 * 1024,
      schema: {
        summary: 'A text message service reports what became of messages; the address is the secret',
        tags,
        params: { type: 'object', properties: { address: { type: 'string', maxLength: 100 } } },
      },
    },
    async (request) => {
      const { ctx, provider } = await reporterAt(app, request.params.address).catch((error: unknown) => {
        // who knows the address may report as often as messages arrive
        app.identity.throttles.address.take(request.ip);
        throw error;
      });
      await takeReceipts(ctx, provider, provider.receipts(request.body));
      return provider.thanks;
    },
  );
};

async function accountRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.get('/sms/accounts', { schema: { summary: 'Accounts at text message services', tags } }, async (request) => ({
    items: await listAccounts(await ctxOf(request)),
    receipts: `${siteOf(app, request)}/api/v1/sms/receipts/`,
  }));

  server.put<WithProvider>(
    '/sms/accounts/:provider',
    {
      schema: {
        summary: 'Connect a text message service; a secret that is left out stays',
        tags,
        params,
        body: {
          type: 'object',
          additionalProperties: false,
          properties: { keyId: {}, secret: {}, appId: {}, signature: {}, endpoint: {}, active: {} },
        },
      },
    },
    async (request) => saveAccount(await ctxOf(request), smsProvider(request.params.provider), request.body),
  );

  server.delete<WithProvider>(
    '/sms/accounts/:provider',
    { schema: { summary: 'Disconnect a text message service', tags, params, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeAccount(await ctxOf(request), smsProvider(request.params.provider));
      return reply.code(204).send();
    },
  );

  server.post<WithProvider>(
    '/sms/accounts/:provider/test',
    { schema: { summary: 'Ask a text message service whether the keys are right; nothing is sent', tags, params } },
    async (request) => testAccount(await ctxOf(request), smsProvider(request.params.provider)),
  );

  server.post<WithProvider>(
    '/sms/accounts/:provider/address',
    { schema: { summary: 'Another address for the reports; the one before ends', tags, params } },
    async (request) => renewAddress(await ctxOf(request), smsProvider(request.params.provider)),
  );
}
