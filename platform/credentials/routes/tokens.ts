import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { answer, idParam, list, nothing, shape, text, textOrNull } from '../../identity/routes/schemas.ts';
import { errors } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { createToken, listAllTokens, listOwnTokens, type NewToken, revokeToken } from '../tokens.ts';
import { keyFields, personOf } from './parts.ts';

const tokenFields = { ...keyFields, expiresAt: textOrNull() };
const token = answer(tokenFields);
const tags = ['credentials'];

/** `/api-tokens`: personal access tokens. */
export async function tokenRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post<{ Body: NewToken }>(
    '/api-tokens',
    {
      schema: {
        summary: 'Make a personal access token; the answer alone shows it',
        tags,
        body: shape({ name: text(400), scopes: list(text(120), 1000), expiresAt: textOrNull(40) }, ['name', 'scopes']),
        response: { 201: answer({ ...tokenFields, token: text() }) },
      },
    },
    async (request, reply) => {
      const made = await createToken(await personOf(request), request.body);
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  server.get<{ Querystring: { of?: string } }>(
    '/api-tokens',
    {
      schema: {
        summary: 'Personal access tokens: the own ones, or with of=all everybody’s',
        tags,
        querystring: shape({ of: { type: 'string', enum: ['me', 'all'] } }),
        response: { 200: answer({ items: list(token, 1000) }) },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      return { items: await (request.query.of === 'all' ? listAllTokens(ctx) : listOwnTokens(ctx)) };
    },
  );

  server.get(
    '/api-tokens/current',
    {
      schema: {
        summary: 'The key this request was made with: whose it is and what it may do',
        tags,
        response: {
          200: answer({
            kind: text(),
            id: text(),
            name: text(),
            scopes: list(text(), 1000),
            expiresAt: textOrNull(),
            user: answer({ id: text(), title: text() }),
            tenant: answer({ id: { type: 'integer' }, name: text() }),
          }),
        },
      },
    },
    async (request) => {
      const { user, tenant } = await ctxOf(request);
      if (!request.credential) throw errors.NOT_FOUND();
      return { ...request.credential, user: { id: user.id, title: user.name }, tenant: { id: tenant.id, name: tenant.name } };
    },
  );

  server.delete<{ Params: { id: string } }>(
    '/api-tokens/:id',
    { schema: { summary: 'Revoke a token', tags, params: idParam, response: { 204: nothing } } },
    async (request, reply) => {
      await revokeToken(await personOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
