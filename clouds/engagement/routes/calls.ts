import { contentDisposition } from '@huanke/platform/files';
import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import { openMailbox } from '@huanke/platform/mailboxes';
import type { Application, ModuleRoutes } from '@huanke/platform/module';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { adapterOf } from '../calls/adapters.ts';
import { hear } from '../calls/hear.ts';
import { createLine, dialLine, type LineInput, lineAt, listLines, removeLine, updateLine } from '../calls/lines.ts';
import { placeCall } from '../calls/place.ts';
import { openRecording, takeRecording } from '../calls/recording.ts';
import { candidatesOf } from '../mail/view.ts';
import { canText } from '../messages/accounts.ts';

interface WithId {
  Params: { id: string };
}

const tags = ['calls'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 100 } } } as const;
const lineBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 80 },
    adapter: { type: 'string', maxLength: 40 },
    callUrl: { type: 'string', maxLength: 2000 },
    active: { type: 'boolean' },
  },
} as const;

/** `/calls`: click-to-call, whom a call concerned, its recording. */
export const callRoutes: ModuleRoutes = async (server, app) => {
  server.post<{ Body: { to: string } }>(
    '/calls',
    {
      schema: {
        summary: 'Have the telephone system ring oneself and then a number',
        tags,
        body: { type: 'object', additionalProperties: false, required: ['to'], properties: { to: { type: 'string', maxLength: 60 } } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('callLog.create')) throw errors.FORBIDDEN();
      return reply.code(202).send(await placeCall(ctx, request.body.to));
    },
  );

  server.get(
    '/communication-ways',
    {
      schema: {
        summary: 'Whether one can write (a mailbox is connected), call (a telephone system places calls) and text (a service is connected)',
        tags,
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const [write, call] = [await openMailbox(ctx, ctx.user.id), await dialLine(ctx)];
      return {
        write: write !== undefined && ctx.access.can('emailMessage.create'),
        call: call !== undefined && ctx.access.can('callLog.create'),
        text: ctx.access.can('sentMessage.create') && (await canText(ctx)),
      };
    },
  );

  server.get<WithId>(
    '/calls/:id/candidates',
    { schema: { summary: 'Records of which one may be meant, where several bear a number', tags, params } },
    async (request) => candidatesOf(await ctxOf(request), 'callLog', request.params.id),
  );

  server.get<WithId>(
    '/calls/:id/recording',
    { schema: { summary: 'The recording of a call; who listens is written to the audit log', tags, params } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const file = await openRecording(ctx, request.params.id);
      return reply
        .header('content-disposition', contentDisposition('inline', file.name))
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .header('content-length', file.size)
        .type(file.type)
        .send(await ctx.app.files.open(ctx.tenant.id, file.id));
    },
  );

  await lineRoutes(server);
  await systemRoutes(server, app);
};

async function lineRoutes(server: FastifyInstance): Promise<void> {
  server.get('/telephony/lines', { schema: { summary: 'Connected telephone systems', tags } }, async (request) => ({
    items: await listLines(await ctxOf(request)),
  }));

  server.post<{ Body: LineInput }>(
    '/telephony/lines',
    { schema: { summary: 'Connect a telephone system; the answer alone shows its secret', tags, body: lineBody } },
    async (request, reply) => {
      const made = await createLine(await ctxOf(request), request.body);
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  server.patch<WithId & { Body: LineInput }>(
    '/telephony/lines/:id',
    { schema: { summary: 'Change a telephone system, switch it on or off', tags, params, body: lineBody } },
    async (request) => updateLine(await ctxOf(request), request.params.id, request.body),
  );

  server.delete<WithId>(
    '/telephony/lines/:id',
    { schema: { summary: 'Disconnect a telephone system', tags, params } },
    async (request, reply) => {
      await removeLine(await ctxOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

const mostRecording = 50 * 1024 * 1024;

/** What telephone systems send: signed over the very bytes, so these are kept as they came. */
async function systemRoutes(server: FastifyInstance, app: Application): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostRecording }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { address: string }; Body: Buffer }>(
      '/telephony/:address/events',
      { config: { public: true }, bodyLimit: 512 * 1024, schema: { summary: 'A telephone system tells of a call', tags } },
      async (request) => {
        const { ctx, line, adapter } = await senderOf(app, request, request.params.address);
        return hear(ctx, line, adapter.read(jsonOf(request.body)));
      },
    );
    scope.post<{ Params: { address: string; call: string }; Body: Buffer }>(
      '/telephony/:address/calls/:call/recording',
      { config: { public: true }, bodyLimit: mostRecording, schema: { summary: 'A telephone system hands over a recording', tags } },
      async (request, reply) => {
        const { ctx, line } = await senderOf(app, request, request.params.address);
        const taken = await takeRecording(ctx, line, request.params.call, request.body);
        return reply.code(taken.repeated ? 200 : 201).send(taken);
      },
    );
  });
}

async function senderOf(app: Application, request: FastifyRequest, address: string) {
  app.identity.throttles.address.take(request.ip);
  const { ctx, line } = await lineAt(app, address);
  const adapter = adapterOf(line.adapter);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  adapter.verify({ headers: request.headers, body, secret: line.secret, now: ctx.clock.now() });
  return { ctx, line, adapter };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw errors.MALFORMED_JSON({ cause });
  }
}
