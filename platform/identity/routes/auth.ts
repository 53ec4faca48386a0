import type { FastifyInstance } from 'fastify';
import { auditAs } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { ctxOf } from '../../http/request.ts';
import { AppError, errors, fieldError, isId, type Language, label, languageFromHeader } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { type SessionAnswer, sessionAnswer } from '../answer.ts';
import { auditPerson, auditRefusal } from '../audited.ts';
import { hashPassword, passwordProblem } from '../passwords.ts';
import { personById, setPasswordHash } from '../people.ts';
import { endSession, endSessions, findSession, isOwn, listSessions, renewSession, type Session } from '../sessions.ts';
import { accountOf, checkPassword, closedCompany, entrance, findAccount, membershipsOf, wrongPassword } from '../sign-in.ts';
import { createTenant } from '../tenants.ts';
import { stepMissing } from '../two-step/policy.ts';
import { beginViewAs, endViewAs, viewedMember } from '../view-as.ts';
import { admit, clearCookie, enter, originOf, refuseAddress, sessionOf, sessionToken, setSessionCookie } from './cookie.ts';
import { answer, idParam, list, nextStep, nothing, session, shape, text } from './schemas.ts';

interface SignUpBody {
  company: string;
  name: string;
  email: string;
  password: string;
  sampleData?: boolean;
  language?: Language;
}

/** Loads sample records into a new company; part of the deployment, not of the platform. */
const sampleJob = 'sampleData';

/** The session as it is, as somebody else where it looks so. */
async function ownAnswer(app: Application, own: Session): Promise<SessionAnswer> {
  const member = own.viewAs ? await app.identity.member(own.tenant, own.user) : undefined;
  const seen = member && (await viewedMember({ database: app.database, ...app.identity }, own, member));
  return sessionAnswer(app, { person: own.person, tenant: own.tenant.id, user: own.user, via: own.via }, seen);
}

/** Signing up, in and out, switching companies, own password and devices. */
export async function authRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const open = { public: true };

  server.post<{ Body: SignUpBody }>(
    '/auth/signup',
    {
      config: open,
      schema: {
        summary: 'Create a company and its owner',
        tags: ['auth'],
        response: { 201: session, 202: nextStep },
        body: shape(
          {
            company: text(400),
            name: text(400),
            email: text(400),
            password: text(1000),
            sampleData: { type: 'boolean' },
            language: { type: 'string', enum: ['zh-CN', 'en'] },
          },
          ['company', 'name', 'email', 'password'],
        ),
      },
    },
    async (request, reply) => {
      app.identity.throttles.address.take(request.ip);
      const { sampleData, ...input } = request.body;
      const language = input.language ?? languageFromHeader(request.headers['accept-language']);
      const made = await createTenant(app, { ...input, ...(language ? { language } : {}) });
      if (sampleData && app.registry.jobs.has(sampleJob))
        await app.jobs.add(sampleJob, { tenant: made.tenant, user: made.user }, { key: `sample:${made.tenant}` });
      reply.code(201);
      return enter(app, request, reply, { ...made, via: 'password' });
    },
  );

  server.post<{ Body: { email: string; password: string } }>(
    '/auth/login',
    {
      config: open,
      schema: {
        summary: 'Sign in by e-mail or mobile number, and password',
        tags: ['auth'],
        body: shape(
          {
            email: {
              ...text(400),
              description:
                'The e-mail of the account, or the mobile number of its user in any usual form (13800138000, +86 138-0013-8000). A number entered for several people is that of the first',
            },
            password: text(1000),
          },
          ['email', 'password'],
        ),
        response: { 200: session, 202: nextStep },
      },
    },
    async (request, reply) => {
      // taken before the work, so that a burst is bounded, and given back to who knows the password
      const { address, account: accounts } = app.identity.throttles;
      const refunds = [address.take(request.ip)];
      const account = await findAccount(app, request.body.email);
      refunds.push(accounts.take(account.key));
      const right = await checkPassword(app, account, request.body.password, request.ip);
      const { person } = account;
      if (!right || !person) {
        if (person) auditRefusal(app, person, originOf(request));
        throw wrongPassword();
      }
      for (const refund of refunds) refund();
      const { tenant, user } = entrance(await membershipsOf(app, person, app.identity.demo));
      return enter(app, request, reply, { person, tenant, user, via: 'password' });
    },
  );

  server.get('/auth/me', { schema: { summary: 'Who is signed in', tags: ['auth'], response: { 200: session } } }, async (request) => {
    return ownAnswer(app, await sessionOf(app, request));
  });

  server.post<{ Body: { user?: string; role?: string } }>(
    '/auth/view-as',
    {
      schema: {
        summary: 'Look as a user or a role would, reading only; needs users.manage',
        tags: ['auth'],
        body: shape({ user: text(60), role: text(60) }),
        response: { 200: session },
      },
    },
    async (request) => {
      const own = await sessionOf(app, request);
      await beginViewAs(await ctxOf(request), own, request.body);
      return ownAnswer(app, await sessionOf(app, request));
    },
  );

  server.delete(
    '/auth/view-as',
    { schema: { summary: 'Look as oneself again', tags: ['auth'], response: { 200: session } } },
    async (request) => {
      await endViewAs(app, await sessionOf(app, request));
      return ownAnswer(app, await sessionOf(app, request));
    },
  );

  server.post(
    '/auth/logout',
    { config: open, schema: { summary: 'Sign out', tags: ['auth'], response: { 204: nothing } } },
    async (request, reply) => {
      const token = sessionToken(request);
      const own = token ? await findSession(app, token) : undefined;
      if (token) await endSession(app, token);
      if (own) await auditAs(app, { tenant: own.tenant.id, user: own.user, ...originOf(request) }, { event: 'session.ended' });
      clearCookie(request, reply);
      return reply.code(204).send();
    },
  );

  server.post<{ Body: { tenant: number | string } }>(
    '/auth/switch',
    {
      schema: {
        summary: "Go to another of one's companies",
        tags: ['auth'],
        body: shape({ tenant: { type: ['integer', 'string'] } }, ['tenant']),
        response: { 200: session },
      },
    },
    async (request, reply) => {
      const own = await sessionOf(app, request);
      const wanted = Number(request.body.tenant);
      const memberships = isOwn(own.via) ? await membershipsOf(app, own.person, app.identity.demo) : [];
      const target = memberships.find((membership) => membership.tenant === wanted);
      if (!target) throw errors.NOT_FOUND();
      if (target.status !== 'active') throw closedCompany();
      const who = { person: own.person, tenant: target.tenant, user: target.user, via: own.via };
      await refuseAddress(app, request, who);
      if ((await stepMissing(app, who)) === 'enrol') throw secondStepFirst();
      return admit(app, request, reply, who);
    },
  );

  server.post<{ Body: { current?: string; new: string } }>(
    '/auth/password',
    {
      schema: {
        summary: 'Change the own password; other sessions end, and this one goes on under a new cookie',
        tags: ['auth'],
        body: shape({ current: text(1000), new: text(1000) }, ['new']),
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      app.identity.throttles.address.take(request.ip);
      const own = await sessionOf(app, request);
      const person = await app.database.global((connection) => personById(connection, own.person));
      if (!person) throw errors.UNAUTHENTICATED();
      await proveOneself(app, own.via, person, request.body.current);
      const problem = passwordProblem(request.body.new, person.email, 'new');
      if (problem) throw problem;
      const hash = await hashPassword(request.body.new);
      const token = await app.database.global(async (connection) => {
        await setPasswordHash(connection, person.id, hash);
        await connection.query(sql`delete from session where person_id = ${person.id} and id <> ${own.id}`);
        await connection.query(sql`delete from one_time_token where person_id = ${person.id} and purpose in ('passwordReset', 'signIn')`);
        return renewSession(connection, own.id);
      });
      setSessionCookie(request, reply, token);
      await auditPerson(app, person.id, originOf(request), { event: 'password.changed' });
      return reply.code(204).send();
    },
  );

  const device = answer({
    id: text(),
    company: text(),
    device: text(),
    name: text(),
    handheld: { type: 'boolean' },
    address: text(),
    createdAt: text(),
    lastSeenAt: text(),
    current: { type: 'boolean' },
  });
  server.get(
    '/auth/sessions',
    { schema: { summary: 'Where one is signed in', tags: ['auth'], response: { 200: answer({ items: list(device) }) } } },
    async (request) => ({
      items: await listSessions(app, await sessionOf(app, request)),
    }),
  );

  server.delete(
    '/auth/sessions',
    { schema: { summary: 'Sign out everywhere else', tags: ['auth'], response: { 204: nothing } } },
    async (request, reply) => {
      await endSessions(app, await sessionOf(app, request));
      return reply.code(204).send();
    },
  );

  server.delete<{ Params: { id: string } }>(
    '/auth/sessions/:id',
    { schema: { summary: 'Sign out one device', tags: ['auth'], params: idParam, response: { 204: nothing } } },
    async (request, reply) => {
      const own = await sessionOf(app, request);
      if (!isId(request.params.id) || !(await endSessions(app, own, request.params.id))) throw errors.NOT_FOUND();
      if (own.id === request.params.id.toLowerCase()) clearCookie(request, reply);
      return reply.code(204).send();
    },
  );
}

const secondStepFirst = () =>
  new AppError(
    'STATE',
    409,
    label('该公司要求两步验证，请先在“我的”里开启', 'That company requires two-step sign-in; switch it on in your own settings first'),
  );

/** The current password; not asked of somebody who has none, or who came by a link because they forgot it and is of this company only. */
async function proveOneself(
  app: Application,
  via: string,
  person: { id: string; passwordHash: string | null; tenants: readonly number[] },
  current: string | undefined,
): Promise<void> {
  // a company's sign-in service speaks for that company only: it must not give the person a password for all of them
  if (via === 'sso' && person.passwordHash === null) throw errors.STATE();
  if (person.passwordHash === null || (via === 'link' && person.tenants.length === 1 && current === undefined)) return;
  if (current === undefined) throw fieldError('REQUIRED', 'current', label('请填写当前密码', 'Enter the current password'));
  if (!(await checkPassword(app, accountOf(person.id), current)))
    throw fieldError('INVALID_VALUE', 'current', label('当前密码不正确', 'The current password is wrong'));
}
