import type { FastifyInstance, FastifyRequest } from 'fastify';
import { intParam } from '../../http/params.ts';
import { ctxOf } from '../../http/request.ts';
import { errors, isId } from '../../kernel/index.ts';
import { mailInvitation } from '../../mail/index.ts';
import type { Application, Context } from '../../module/index.ts';
import { getRecord } from '../../records/query/index.ts';
import { explainFields } from '../field-rights.ts';
import { type Invitation, inviteAgain, inviteUser, signInLinkFor } from '../invitations.ts';
import { handOver, handoverPreview, listPeople, rolesOf, setActive, setRoles } from '../people-admin.ts';
import { userMeta } from '../save-one.ts';
import { answer, idParam, label, link, list, referenceOrNull, roleName, shape, text, textOrNull } from './schemas.ts';

interface WithId {
  Params: { id: string };
}

const record = { type: 'object', additionalProperties: true, description: 'The user as a record' } as const;
const invitationLink = answer({ link: text(), expiresAt: text(), mailed: { type: 'boolean' } });
const roles = answer({ roles: list(roleName) });
const explained = answer({
  field: text(),
  label,
  right: text(),
  masked: textOrNull(),
  roles: list(answer({ name: label, right: textOrNull() })),
});
const counts = answer({ counts: list(answer({ object: text(), count: { type: 'integer' } }), 10_000) });
const lookup = { anyOf: [{ type: ['string', 'null'] }, { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }] };

/** The caller, who must be allowed to manage people. */
async function manager(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
  return ctx;
}

function idOf(request: FastifyRequest<WithId>): string {
  if (!isId(request.params.id)) throw errors.NOT_FOUND();
  return request.params.id.toLowerCase();
}

const bare = (value: unknown) =>
  (typeof value === 'object' && value !== null && 'id' in value ? value.id : value) as string | null | undefined;

/** Administration of people: invitations, roles, links, leaving. */
export async function peopleRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  const tags = ['people'];

  server.get<{ Querystring: { search?: string; limit?: string; cursor?: string } }>(
    '/users',
    {
      schema: {
        summary: 'People with their roles',
        tags,
        querystring: shape({ search: text(200), limit: text(10), cursor: text(100) }),
        response: {
          200: answer({
            items: list(
              answer({
                id: text(),
                name: text(),
                email: textOrNull(),
                position: textOrNull(),
                department: referenceOrNull,
                active: { type: 'boolean' },
                roles: list(roleName),
                joined: { type: 'boolean' },
                invitedUntil: textOrNull(),
                lastSeenAt: textOrNull(),
                lockedUntil: textOrNull(),
                twoStep: { type: 'boolean' },
              }),
              200,
            ),
            nextCursor: textOrNull(),
          }),
        },
      },
    },
    async (request) => {
      const ctx = await manager(request);
      const { search, cursor } = request.query;
      const size = intParam(request.query, 'limit', { fallback: 50, max: 200 });
      return listPeople(ctx, { limit: size, ...(search ? { search } : {}), ...(cursor ? { after: cursor } : {}) });
    },
  );

  server.post<{ Body: Omit<Invitation, 'department' | 'manager'> & { department?: unknown; manager?: unknown } }>(
    '/users/invite',
    {
      schema: {
        summary: 'Invite somebody; without an e-mail an inactive user is made',
        tags,
        body: shape(
          {
            email: textOrNull(400),
            name: text(400),
            department: lookup,
            manager: lookup,
            roles: list(text(60), 20),
            position: textOrNull(200),
            phone: textOrNull(100),
          },
          ['name'],
        ),
        response: { 201: answer({ user: record, link: textOrNull(), expiresAt: textOrNull(), mailed: { type: 'boolean' } }) },
      },
    },
    async (request, reply) => {
      const ctx = await manager(request);
      const { department, manager: boss, ...rest } = request.body;
      const made = await inviteUser(ctx, { ...rest, department: bare(department) ?? null, manager: bare(boss) ?? null });
      const mailed = await mailInvitation(ctx, made.user, made.link);
      return reply.code(201).send({ ...made, mailed, user: await getRecord(ctx, userMeta(ctx), made.user) });
    },
  );

  server.post<WithId>(
    '/users/:id/invitation',
    {
      schema: { summary: 'Make the invitation link anew', tags, params: idParam, response: { 200: invitationLink } },
    },
    async (request) => {
      const ctx = await manager(request);
      const made = await inviteAgain(ctx, idOf(request));
      return { ...made, mailed: await mailInvitation(ctx, idOf(request), made.link) };
    },
  );

  server.post<WithId>(
    '/users/:id/sign-in-link',
    {
      schema: { summary: 'Make a link that signs the user in once', tags, params: idParam, response: { 200: link } },
    },
    async (request) => signInLinkFor(await manager(request), idOf(request)),
  );

  server.get<WithId>(
    '/users/:id/roles',
    { schema: { summary: 'Roles of a user', tags, params: idParam, response: { 200: roles } } },
    async (request) => ({
      roles: await rolesOf(await manager(request), idOf(request)),
    }),
  );

  server.get<WithId & { Querystring: { object: string } }>(
    '/users/:id/fields',
    {
      schema: {
        summary: 'Fields of an object on which a user is limited, and what their roles say of them',
        tags,
        params: idParam,
        querystring: shape({ object: text(80) }, ['object']),
        response: { 200: answer({ items: list(explained, 1000) }) },
      },
    },
    async (request) => ({ items: await explainFields(await manager(request), idOf(request), request.query.object) }),
  );

  server.put<WithId & { Body: { roles: string[] } }>(
    '/users/:id/roles',
    {
      schema: {
        summary: 'Give a user exactly these roles, by id or key',
        tags,
        params: idParam,
        body: shape({ roles: list(text(60), 20) }, ['roles']),
        response: { 200: roles },
      },
    },
    async (request) => ({ roles: await setRoles(await manager(request), idOf(request), request.body.roles) }),
  );

  for (const [verb, active] of [
    ['activate', true],
    ['deactivate', false],
  ] as const) {
    server.post<WithId>(
      `/users/:id/${verb}`,
      {
        schema: {
          summary: active ? 'Let a user in again' : 'Shut a user out; all sessions end at once',
          tags,
          params: idParam,
          response: { 200: record },
        },
      },
      async (request) => {
        const ctx = await manager(request);
        await setActive(ctx, idOf(request), active);
        return getRecord(ctx, userMeta(ctx), idOf(request));
      },
    );
  }

  server.post<WithId>(
    '/users/:id/handover/preview',
    {
      schema: { summary: 'What a leaver would hand over', tags, params: idParam, response: { 200: counts } },
    },
    async (request) => ({ counts: await handoverPreview(await manager(request), idOf(request)) }),
  );

  server.post<WithId & { Body: { to: unknown } }>(
    '/users/:id/handover',
    {
      schema: {
        summary: 'Hand everything a leaver owns to somebody else',
        tags,
        params: idParam,
        body: shape({ to: lookup }, ['to']),
        response: { 200: counts },
      },
    },
    async (request) => ({ counts: await handOver(await manager(request), idOf(request), bare(request.body.to) ?? '') }),
  );
}
