import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { errors, isId } from '../../kernel/index.ts';
import type { Application, Context } from '../../module/index.ts';
import { saveNetworks } from '../role-networks.ts';
import { readPolicy, savePolicy, type TwoStepPolicy } from '../two-step/policy.ts';
import { resetFactors, unlock } from '../two-step/security.ts';
import { answer, idParam, list, nothing, shape, text } from './schemas.ts';

interface WithId {
  Params: { id: string };
}

export async function mayManage(request: FastifyRequest, permission: string): Promise<Context> {
  const ctx = await ctxOf(request);
  if (!ctx.access.can(permission)) throw errors.FORBIDDEN();
  return ctx;
}

function idOf(request: FastifyRequest<WithId>): string {
  if (!isId(request.params.id)) throw errors.NOT_FOUND();
  return request.params.id.toLowerCase();
}

/** What administrators decide about signing in: second step, networks; their help for who is locked out. */
export async function signInSettingsRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const policy = { required: { type: 'string', enum: ['nobody', 'everybody', 'roles'] }, roles: list(text(60), 100) } as const;

  server.get(
    '/sign-in-settings',
    { schema: { summary: 'Who must have a second step', tags: ['settings'], response: { 200: answer({ twoStep: answer(policy) }) } } },
    async (request) => ({ twoStep: await readPolicy(app, (await mayManage(request, 'settings.manage')).tenant.id) }),
  );

  server.put<{ Body: { twoStep: TwoStepPolicy } }>(
    '/sign-in-settings',
    {
      schema: {
        summary: 'Decide who must have a second step',
        tags: ['settings'],
        body: shape({ twoStep: shape(policy, ['required', 'roles']) }, ['twoStep']),
        response: { 200: answer({ twoStep: answer(policy) }) },
      },
    },
    async (request) => {
      const ctx = await mayManage(request, 'settings.manage');
      const twoStep = await savePolicy(ctx, request.body.twoStep);
      app.identity.report({
        event: 'settings.twoStepChanged',
        tenant: ctx.tenant.id,
        user: ctx.user.id,
        data: { required: twoStep.required },
      });
      return { twoStep };
    },
  );

  server.put<WithId & { Body: { networks: string[] } }>(
    '/roles/:id/networks',
    {
      schema: {
        summary: 'The networks people of a role may come from; none means from everywhere',
        tags: ['people'],
        params: idParam,
        body: shape({ networks: list(text(60), 200) }, ['networks']),
        response: { 200: answer({ networks: list(text(), 200) }) },
      },
    },
    async (request) => ({
      networks: await saveNetworks(await mayManage(request, 'roles.manage'), idOf(request), request.body.networks, request.ip),
    }),
  );

  server.post<WithId>(
    '/users/:id/unlock',
    { schema: { summary: 'Let a locked-out user try again at once', tags: ['people'], params: idParam, response: { 204: nothing } } },
    async (request, reply) => {
      await unlock(await mayManage(request, 'users.manage'), idOf(request));
      return reply.code(204).send();
    },
  );

  server.post<WithId>(
    '/users/:id/two-step/reset',
    {
      schema: {
        summary: 'Take away the second step and passkeys of a user who has lost them; their sessions end',
        tags: ['people'],
        params: idParam,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      await resetFactors(await mayManage(request, 'users.manage'), idOf(request));
      return reply.code(204).send();
    },
  );
}
