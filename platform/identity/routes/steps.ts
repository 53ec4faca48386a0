import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance } from 'fastify';
import { AppError, label } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { type Flow, peekFlow, takeFlow } from '../flows.ts';
import { askForPasskey, checkPasskey } from '../passkeys/passkeys.ts';
import type { SessionVia } from '../sessions.ts';
import { entrance, membershipsOf } from '../sign-in.ts';
import { accountName } from '../two-step/security.ts';
import { checkCode, confirmTotp, startTotp, wrongCode } from '../two-step/totp.ts';
import { admit, type Entering, enter } from './cookie.ts';
import { answer, list, newSecret, nextStep, publicKey, session, shape, text } from './schemas.ts';

const gone = () => new AppError('UNAUTHENTICATED', 401, label('登录已超时，请重新登录', 'This sign-in has run out; begin again'));

type Pending = Flow<{ via: SessionVia }>;

function entering({ person, tenant, user, data }: Pending): Entering {
  return { person: person ?? '', tenant: tenant ?? 0, user: user ?? '', via: data.via };
}

/** The rest of a sign-in after the password, and signing in by passkey. */
export async function stepRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const config = { public: true };
  const tags = ['auth'];
  const flowOnly = shape({ flow: text(100) }, ['flow']);
  const withCode = shape({ flow: text(100), code: text(40) }, ['flow', 'code']);

  async function pending(flow: string, kind: 'code' | 'enrol'): Promise<Pending> {
    const found = await peekFlow<{ via: SessionVia }>(app, flow, [kind]);
    if (!found?.person) throw gone();
    return found;
  }

  server.post<{ Body: { flow: string; code: string } }>(
    '/auth/login/code',
    { config, schema: { summary: 'The second step of a sign-in', tags, body: withCode, response: { 200: session } } },
    async (request, reply) => {
      const refund = app.identity.throttles.address.take(request.ip);
      const found = await pending(request.body.flow, 'code');
      if (!(await checkCode(app, found.person ?? '', request.body.code))) throw wrongCode();
      // two requests with two right codes: one of them comes in
      if (!(await takeFlow(app, request.body.flow, ['code']))) throw gone();
      refund();
      return admit(app, request, reply, entering(found));
    },
  );

  server.post<{ Body: { flow: string } }>(
    '/auth/login/enrol',
    {
      config,
      schema: { summary: 'A secret for who must have a second step and has none yet', tags, body: flowOnly, response: { 200: newSecret } },
    },
    async (request) => startTotp(app, await accountName(app, (await pending(request.body.flow, 'enrol')).person ?? '')),
  );

  server.post<{ Body: { flow: string; code: string } }>(
    '/auth/login/confirm',
    {
      config,
      schema: {
        summary: 'Switch the second step on with the first code, and come in',
        tags,
        body: withCode,
        response: { 200: answer({ codes: list(text(), 10), session }) },
      },
    },
    async (request, reply) => {
      app.identity.throttles.address.take(request.ip);
      const found = await pending(request.body.flow, 'enrol');
      const codes = await confirmTotp(app, found.person ?? '', request.body.code);
      if (!(await takeFlow(app, request.body.flow, ['enrol']))) throw gone();
      return { codes, session: await admit(app, request, reply, entering(found)) };
    },
  );

  server.post(
    '/auth/passkey/options',
    {
      config,
      schema: {
        summary: 'What the browser needs to ask for a passkey',
        tags,
        response: { 200: answer({ flow: text(), options: publicKey }) },
      },
    },
    async (request) => {
      app.identity.throttles.address.take(request.ip)();
      return askForPasskey(app, { host: request.host });
    },
  );

  server.post<{ Body: { flow: string; response: AuthenticationResponseJSON } }>(
    '/auth/passkey',
    {
      config,
      schema: {
        summary: 'Sign in by passkey',
        tags,
        body: shape({ flow: text(100), response: publicKey }, ['flow', 'response']),
        response: { 200: session, 202: nextStep },
      },
    },
    async (request, reply) => {
      const refund = app.identity.throttles.address.take(request.ip);
      const person = await checkPasskey(app, { host: request.host }, request.body);
      refund();
      const { tenant, user } = entrance(await membershipsOf(app, person, app.identity.demo));
      return enter(app, request, reply, { person, tenant, user, via: 'passkey' });
    },
  );
}
