import type { FastifyInstance } from 'fastify';
import { auditAs } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { errors } from '../../kernel/index.ts';
import { mailPasswordReset } from '../../mail/index.ts';
import type { Application } from '../../module/index.ts';
import { auditPerson } from '../audited.ts';
import { demoCompany, demoEntrance } from '../demo.ts';
import { acceptInvitation, viewInvitation } from '../invitations.ts';
import { useLink } from '../one-time-tokens.ts';
import { hashPassword, passwordProblem } from '../passwords.ts';
import { personById, setPasswordHash } from '../people.ts';
import { closedCompany } from '../sign-in.ts';
import { globalQuery } from '../store.ts';
import { admit, enter, originOf } from './cookie.ts';
import { answer, list, nextStep, nothing, session, shape, text, textOrNull, tokenParam } from './schemas.ts';

interface WithToken {
  Params: { token: string };
}

/** What works without a session: invitations, one-time links, forgotten passwords, the demonstration. */
export async function linkRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const config = { public: true };
  const newPassword = shape({ password: text(1000) }, ['password']);
  const take = (address: string) => app.identity.throttles.address.take(address);

  server.get<WithToken>(
    '/invitations/:token',
    {
      config,
      schema: {
        summary: 'What an invitation is for',
        tags: ['auth'],
        params: tokenParam,
        response: {
          200: answer({
            company: text(),
            name: text(),
            email: text(),
            existing: { type: 'boolean', description: 'Accepted with the password of the existing account' },
          }),
        },
      },
    },
    async (request) => {
      take(request.ip);
      return viewInvitation(app, request.params.token);
    },
  );

  server.post<WithToken & { Body: { password: string } }>(
    '/invitations/:token/accept',
    {
      config,
      schema: {
        summary: 'Join a company',
        tags: ['auth'],
        params: tokenParam,
        body: newPassword,
        response: { 200: session, 202: nextStep },
      },
    },
    async (request, reply) => {
      take(request.ip);
      const joined = await acceptInvitation(app, request.params.token, request.body.password);
      const actor = { tenant: joined.tenant, user: joined.user, ...originOf(request) };
      await auditAs(app, actor, { event: 'user.joined', object: 'user', record: joined.user });
      return enter(app, request, reply, { ...joined, via: 'password' });
    },
  );

  server.post<WithToken>(
    '/auth/link/:token',
    {
      config,
      schema: { summary: 'Sign in by a one-time link', tags: ['auth'], params: tokenParam, response: { 200: session, 202: nextStep } },
    },
    async (request, reply) => {
      take(request.ip);
      const token = await app.database.global((connection) => useLink(connection, app.clock.now(), request.params.token, ['signIn']));
      if (!token?.tenant || !token.user) throw errors.NOT_FOUND();
      const tenant = await app.identity.tenant(token.tenant);
      if (tenant?.status !== 'active') throw closedCompany();
      const [member] = await globalQuery(
        app,
        sql`
      select 1 from membership where person_id = ${token.person} and tenant_id = ${token.tenant} and user_id = ${token.user} and active`,
      );
      if (!member) throw errors.NOT_FOUND();
      return enter(app, request, reply, { person: token.person, tenant: token.tenant, user: token.user, via: 'link' });
    },
  );

  // The answer never tells whether the account exists, nor does its time. Without a mail server an administrator makes the link.
  server.post<{ Body: { email: string } }>(
    '/auth/password-reset',
    {
      config,
      schema: {
        summary: 'Ask for a link to choose a new password',
        tags: ['auth'],
        body: shape({ email: text(400) }, ['email']),
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      take(request.ip);
      mailPasswordReset(app, request.body.email).catch((error: unknown) => app.log.error({ error }, 'password reset not sent'));
      return reply.code(204).send();
    },
  );

  server.post<WithToken & { Body: { password: string } }>(
    '/auth/password-reset/:token',
    {
      config,
      schema: {
        summary: 'Choose a new password by a one-time link; all sessions end',
        tags: ['auth'],
        params: tokenParam,
        body: newPassword,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      take(request.ip);
      const person = await resetPassword(app, request.params.token, request.body.password);
      await auditPerson(app, person, originOf(request), { event: 'password.reset' });
      return reply.code(204).send();
    },
  );

  const demoPerson = answer({ email: text(), name: text(), title: text(), role: text(), note: textOrNull() });
  server.get(
    '/auth/demo',
    {
      config,
      schema: {
        summary: 'People the product can be tried as',
        tags: ['auth'],
        response: { 200: answer({ company: text(), people: list(demoPerson) }) },
      },
    },
    async () => {
      const found = await demoCompany(app);
      if (!found) throw errors.NOT_FOUND();
      return { company: found.company, people: found.people.map((person) => ({ ...person, note: person.note ?? null })) };
    },
  );

  server.post<{ Body: { role: string } }>(
    '/auth/demo',
    {
      config,
      schema: {
        summary: 'Try the product as one of the demo people',
        tags: ['auth'],
        body: shape({ role: text(60) }, ['role']),
        response: { 200: session },
      },
    },
    async (request, reply) => {
      take(request.ip);
      return admit(app, request, reply, { ...(await demoEntrance(app, request.body.role)), via: 'password' });
    },
  );
}

async function resetPassword(app: Application, secret: string, password: string): Promise<string> {
  const problem = passwordProblem(password, null);
  if (problem) throw problem;
  const hash = await hashPassword(password);
  return app.database.global(async (connection) => {
    const token = await useLink(connection, app.clock.now(), secret, ['passwordReset', 'signIn']);
    const person = token && (await personById(connection, token.person));
    // a company's link must not open an account that has joined another company since
    if (!token || !person || (token.purpose === 'signIn' && person.tenants.some((tenant) => tenant !== token.tenant)))
      throw errors.NOT_FOUND();
    const again = passwordProblem(password, person.email);
    if (again) throw again;
    await setPasswordHash(connection, person.id, hash);
    await connection.query(sql`delete from session where person_id = ${person.id}`);
    return person.id;
  });
}
