import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errors } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { beginPasskey, finishPasskey, removePasskey } from '../passkeys/passkeys.ts';
import type { Session } from '../sessions.ts';
import { newRecoveryCodes } from '../two-step/codes.ts';
import { accountName, ownOnly, ownSecurity, provePassword, switchOffTwoStep } from '../two-step/security.ts';
import { confirmTotp, startTotp, twoStepSince } from '../two-step/totp.ts';
import { sessionOf } from './cookie.ts';
import { answer, list, newSecret, nothing, passkey, publicKey, shape, text, textOrNull } from './schemas.ts';

/** How one signs in oneself: second step, recovery codes, passkeys. */
export async function ownSecurityRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const tags = ['auth'];
  const codes = answer({ codes: list(text(), 10) });
  const password = shape({ password: text(1000) }, ['password']);
  const mine = async (request: FastifyRequest): Promise<Session> => ownOnly(await sessionOf(app, request));
  const take = (request: FastifyRequest) => app.identity.throttles.address.take(request.ip);

  server.get(
    '/auth/security',
    {
      schema: {
        summary: 'How one signs in',
        tags,
        response: {
          200: answer({
            own: { type: 'boolean', description: 'False after a link of an administrator or single sign-on: nothing can be changed then' },
            hasPassword: { type: 'boolean' },
            twoStep: answer({ since: textOrNull(), codesLeft: { type: 'integer' }, required: { type: 'boolean' } }),
            passkeys: list(passkey),
          }),
        },
      },
    },
    async (request) => ownSecurity(app, await sessionOf(app, request)),
  );

  server.post(
    '/auth/two-step/start',
    { schema: { summary: 'A secret for the authenticator app', tags, response: { 200: newSecret } } },
    async (request) => startTotp(app, await accountName(app, (await mine(request)).person)),
  );

  server.post<{ Body: { code: string } }>(
    '/auth/two-step/confirm',
    {
      schema: {
        summary: 'Switch two-step sign-in on with the first code; gives the recovery codes',
        tags,
        body: shape({ code: text(40) }, ['code']),
        response: { 200: codes },
      },
    },
    async (request) => {
      take(request);
      return { codes: await confirmTotp(app, (await mine(request)).person, request.body.code) };
    },
  );

  server.post<{ Body: { password: string } }>(
    '/auth/two-step/codes',
    { schema: { summary: 'New recovery codes; the old ones end', tags, body: password, response: { 200: codes } } },
    async (request) => {
      take(request);
      const own = await mine(request);
      await provePassword(app, own, request.body.password, request.ip);
      const made = await app.database.global(async (connection) => {
        if (!(await twoStepSince(connection, own.person))) throw errors.STATE();
        return newRecoveryCodes(connection, own.person);
      });
      app.identity.report({ event: 'twoStep.codesMade', person: own.person });
      return { codes: made };
    },
  );

  server.post<{ Body: { password: string } }>(
    '/auth/two-step/off',
    { schema: { summary: 'Switch two-step sign-in off', tags, body: password, response: { 204: nothing } } },
    async (request, reply) => {
      take(request);
      const own = await mine(request);
      await provePassword(app, own, request.body.password, request.ip);
      await switchOffTwoStep(app, own);
      return reply.code(204).send();
    },
  );

  server.post(
    '/auth/passkeys/options',
    {
      schema: {
        summary: 'What the browser needs to make a passkey',
        tags,
        response: { 200: answer({ flow: text(), options: publicKey }) },
      },
    },
    async (request) => beginPasskey(app, { host: request.host }, await accountName(app, (await mine(request)).person)),
  );

  server.post<{ Body: { flow: string; name: string; response: RegistrationResponseJSON } }>(
    '/auth/passkeys',
    {
      schema: {
        summary: 'Keep the passkey the browser has made',
        tags,
        body: shape({ flow: text(100), name: text(400), response: publicKey }, ['flow', 'name', 'response']),
        response: { 201: answer({ items: list(passkey) }) },
      },
    },
    async (request, reply) => {
      const { person } = await mine(request);
      return reply.code(201).send({ items: await finishPasskey(app, { host: request.host }, person, request.body) });
    },
  );

  server.delete<{ Params: { id: string } }>(
    '/auth/passkeys/:id',
    { schema: { summary: 'Remove a passkey', tags, params: shape({ id: text(1400) }, ['id']), response: { 204: nothing } } },
    async (request, reply) => {
      await removePasskey(app, (await mine(request)).person, request.params.id);
      return reply.code(204).send();
    },
  );
}
