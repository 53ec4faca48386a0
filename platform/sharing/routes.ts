import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type PrincipalKind, principalKinds } from '../access/index.ts';
import { listParam, textParam } from '../http/params.ts';
import { objectFor } from '../http/record-routes.ts';
import { ctxOf } from '../http/request.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { explainAccess } from './explain.ts';
import { createGroup, deleteGroup, type GroupInput, listGroups, updateGroup } from './groups.ts';
import { findPrincipals } from './principals.ts';
import * as schemas from './schemas.ts';
import { listShares, shareRecord, unshareRecord } from './shares.ts';
import { dropTeamMember, listTeam, putTeamMember, type TeamInput } from './team.ts';

type OfRecord = FastifyRequest<{ Params: { object: string; id: string } }>;
type OfPrincipal = FastifyRequest<{ Params: { object: string; id: string; principal: string } }>;

async function placeOf(request: OfRecord | OfPrincipal, verb: 'read' | 'share'): Promise<{ ctx: Context; meta: ObjectMeta; id: string }> {
  const ctx = await ctxOf(request);
  const { object, id } = request.params;
  return { ctx, meta: objectFor(ctx, object, verb), id: id.toLowerCase() };
}

function kindsOf(request: FastifyRequest): PrincipalKind[] | undefined {
  const kinds = listParam(request.query, 'kinds');
  const isKind = (name: string): name is PrincipalKind => (principalKinds as readonly string[]).includes(name);
  if (kinds?.some((kind) => !isKind(kind)))
    throw fieldError('INVALID_VALUE', 'kinds', label(`只能是 ${principalKinds.join('、')}`, `Must be among ${principalKinds.join(', ')}`));
  return kinds?.filter(isKind);
}

/** Shares and teams of records, groups of people, and why somebody may see a record. */
export async function sharingRoutes(server: FastifyInstance): Promise<void> {
  shareRoutes(server);
  teamRoutes(server);
  groupRoutes(server);
  const tags = ['sharing'];
  server.get(
    '/principals',
    {
      schema: {
        summary: 'People, departments, groups and roles to share with, by name or pinyin',
        tags,
        querystring: schemas.principalQuery,
        response: { 200: schemas.principals },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('user.read')) throw errors.FORBIDDEN();
      const search = textParam(request.query, 'search');
      const kinds = kindsOf(request);
      const ids = listParam(request.query, 'ids', 100);
      return { items: await findPrincipals(ctx, { ...(search ? { search } : {}), ...(kinds ? { kinds } : {}), ...(ids ? { ids } : {}) }) };
    },
  );
  server.get(
    '/records/:object/:id/access',
    {
      schema: {
        summary: 'Why somebody may or may not do things with a record; needs users.manage',
        tags,
        params: schemas.recordParams,
        querystring: schemas.accessQuery,
        response: { 200: { type: 'object', additionalProperties: true } },
      },
    },
    async (request: OfRecord) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
      const meta = ctx.meta.object(request.params.object);
      const user = textParam(request.query, 'user');
      if (!meta) throw errors.NOT_FOUND();
      if (user === undefined) throw fieldError('REQUIRED', 'user');
      return explainAccess(ctx, user, meta, request.params.id.toLowerCase());
    },
  );
}

function shareRoutes(server: FastifyInstance): void {
  const tags = ['sharing'];
  server.get(
    '/records/:object/:id/shares',
    {
      schema: {
        summary: 'With whom a record is shared, and by what',
        tags,
        params: schemas.recordParams,
        response: { 200: schemas.shares },
      },
    },
    async (request: OfRecord) => {
      const { ctx, meta, id } = await placeOf(request, 'read');
      return listShares(ctx, meta, id);
    },
  );
  server.post(
    '/records/:object/:id/shares',
    {
      schema: {
        summary: 'Share a record, or change how far it is shared',
        tags,
        params: schemas.recordParams,
        body: schemas.shareBody,
        response: { 201: schemas.share },
      },
    },
    async (request: OfRecord, reply) => {
      const { ctx, meta, id } = await placeOf(request, 'share');
      return reply.code(201).send(await shareRecord(ctx, meta, id, request.body as object));
    },
  );
  server.delete(
    '/records/:object/:id/shares/:principal',
    { schema: { summary: 'Take back what was shared by hand', tags, params: schemas.principalParams } },
    async (request: OfPrincipal, reply) => {
      const { ctx, meta, id } = await placeOf(request, 'share');
      await unshareRecord(ctx, meta, id, request.params.principal);
      return reply.code(204).send();
    },
  );
}

function teamRoutes(server: FastifyInstance): void {
  const tags = ['sharing'];
  server.get(
    '/records/:object/:id/team',
    { schema: { summary: 'Who works on a record, in what role', tags, params: schemas.recordParams, response: { 200: schemas.team } } },
    async (request: OfRecord) => {
      const { ctx, meta, id } = await placeOf(request, 'read');
      return listTeam(ctx, meta, id);
    },
  );
  server.post(
    '/records/:object/:id/team',
    {
      schema: {
        summary: 'Take somebody into the team, or change what they are in it',
        tags,
        params: schemas.recordParams,
        body: schemas.teamBody,
        response: { 201: schemas.member },
      },
    },
    async (request: OfRecord, reply) => {
      const { ctx, meta, id } = await placeOf(request, 'share');
      return reply.code(201).send(await putTeamMember(ctx, meta, id, request.body as TeamInput));
    },
  );
  server.delete(
    '/records/:object/:id/team/:principal',
    { schema: { summary: 'Take somebody out of the team', tags, params: schemas.principalParams } },
    async (request: OfPrincipal, reply) => {
      const { ctx, meta, id } = await placeOf(request, 'share');
      await dropTeamMember(ctx, meta, id, request.params.principal);
      return reply.code(204).send();
    },
  );
}

function groupRoutes(server: FastifyInstance): void {
  const tags = ['people'];
  server.get('/groups', { schema: { summary: 'Groups of people', tags, response: { 200: schemas.groups } } }, async (request) => ({
    items: await listGroups(await ctxOf(request)),
  }));
  server.post(
    '/groups',
    {
      schema: { summary: 'Make a group of people, departments and roles', tags, body: schemas.groupBody, response: { 201: schemas.group } },
    },
    async (request, reply) => reply.code(201).send(await createGroup(await ctxOf(request), request.body as GroupInput)),
  );
  server.patch<{ Params: { id: string } }>(
    '/groups/:id',
    { schema: { summary: 'Change a group', tags, params: schemas.idParams, body: schemas.groupBody, response: { 200: schemas.group } } },
    async (request) => updateGroup(await ctxOf(request), request.params.id.toLowerCase(), request.body as GroupInput),
  );
  server.delete<{ Params: { id: string } }>(
    '/groups/:id',
    { schema: { summary: 'End a group, with all that was shared with it', tags, params: schemas.idParams } },
    async (request, reply) => {
      await deleteGroup(await ctxOf(request), request.params.id.toLowerCase());
      return reply.code(204).send();
    },
  );
}
