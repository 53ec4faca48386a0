import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { errors, fieldError } from '../../kernel/index.ts';
import type { Application, Context } from '../../module/index.ts';
import { type ProfileInput, readPreference, readProfile, saveProfile, writePreference } from '../profile.ts';
import { createRole, deleteRole, listRoles, type RoleInput, updateRole } from '../roles-admin.ts';
import { readSettings, type Settings, saveSettings } from '../settings.ts';
import { answer, idParam, label, list, nothing, referenceOrNull, settings, shape, text, textOrNull } from './schemas.ts';

interface WithId {
  Params: { id: string };
}
interface WithKey {
  Params: { key: string };
}

async function holder(request: FastifyRequest, ...permissions: string[]): Promise<Context> {
  const ctx = await ctxOf(request);
  if (!permissions.some((permission) => ctx.access.can(permission))) throw errors.FORBIDDEN();
  return ctx;
}

const anything = { description: 'Any JSON value' };
const scopes = {
  type: 'object',
  additionalProperties: true,
  description: '{read, edit, delete, transfer: own | department | departmentAndBelow | all, objects: {object: {…}}}',
} as const;
const fields = {
  type: 'object',
  additionalProperties: true,
  description: '{object: {field: hidden | masked | read | edit}}; edit where nothing is said',
} as const;
const role = answer({
  id: text(),
  key: text(),
  name: label,
  system: { type: 'boolean' },
  permissions: list(text(), 10_000),
  scopes,
  fields,
  kind: { type: 'string', description: 'role, or set: a permission set, given beside the roles' },
  home: textOrNull(),
  networks: list(text(), 200),
  users: { type: 'integer' },
});
const roleBody = {
  key: text(60),
  name: { anyOf: [text(200), shape({ zh: text(200), en: text(200) }, ['zh', 'en'])] },
  permissions: list(text(120), 1000),
  scopes,
  fields,
  kind: text(10),
  home: textOrNull(40),
};

/** Numbers are taken as JSON numbers and as text. */
function wholeNumber(raw: unknown, field: string): number | undefined {
  if (raw === undefined) return undefined;
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw fieldError('INVALID_VALUE', field);
  return value;
}

/** The company's settings and roles, the own profile and preferences. */
export async function companyRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/settings',
    { schema: { summary: 'Settings of the company', tags: ['settings'], response: { 200: answer(settings) } } },
    async (request) => readSettings(await ctxOf(request)),
  );

  const number = { type: ['number', 'string'] };
  server.patch<{ Body: Omit<Partial<Settings>, 'weekStart' | 'fiscalYearStart'> & { weekStart?: unknown; fiscalYearStart?: unknown } }>(
    '/settings',
    {
      schema: {
        summary: 'Change settings of the company',
        tags: ['settings'],
        body: shape({ ...settings, weekStart: number, fiscalYearStart: number }),
        response: { 200: answer(settings) },
      },
    },
    async (request) => {
      const ctx = await holder(request, 'settings.manage');
      const { weekStart, fiscalYearStart, ...rest } = request.body;
      const numbers = { weekStart: wholeNumber(weekStart, 'weekStart'), fiscalYearStart: wholeNumber(fiscalYearStart, 'fiscalYearStart') };
      return saveSettings(ctx, { ...rest, ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)) });
    },
  );

  const readable = ['roles.manage', 'users.manage', 'settings.manage'];
  server.get(
    '/roles',
    { schema: { summary: 'Roles of the company', tags: ['people'], response: { 200: answer({ items: list(role, 1000) }) } } },
    async (request) => ({
      items: await listRoles(await holder(request, ...readable)),
    }),
  );

  server.post<{ Body: RoleInput }>(
    '/roles',
    {
      schema: { summary: 'Make a role', tags: ['people'], body: shape(roleBody, ['name']), response: { 201: role } },
    },
    async (request, reply) => reply.code(201).send(await createRole(await holder(request, 'roles.manage'), request.body)),
  );

  server.patch<WithId & { Body: RoleInput }>(
    '/roles/:id',
    {
      schema: { summary: 'Change a role', tags: ['people'], params: idParam, body: shape(roleBody), response: { 200: role } },
    },
    async (request) => updateRole(await holder(request, 'roles.manage'), request.params.id, request.body),
  );

  server.delete<WithId>(
    '/roles/:id',
    { schema: { summary: 'Delete a role nobody holds', tags: ['people'], params: idParam, response: { 204: nothing } } },
    async (request, reply) => {
      await deleteRole(await holder(request, 'roles.manage'), request.params.id);
      return reply.code(204).send();
    },
  );

  const profile = answer({
    id: text(),
    name: text(),
    email: textOrNull(),
    phone: textOrNull(),
    position: textOrNull(),
    language: textOrNull(),
    department: referenceOrNull,
    avatar: anything,
    theme: text(),
  });
  server.get('/profile', { schema: { summary: 'The own profile', tags: ['settings'], response: { 200: profile } } }, async (request) =>
    readProfile(await ctxOf(request)),
  );

  server.patch<{ Body: ProfileInput }>(
    '/profile',
    {
      schema: {
        summary: 'Change the own profile',
        tags: ['settings'],
        response: { 200: profile },
        body: shape({
          name: text(400),
          phone: textOrNull(100),
          language: textOrNull(20),
          avatar: { type: ['array', 'null'], maxItems: 1 },
          theme: text(20),
        }),
      },
    },
    async (request) => saveProfile(await ctxOf(request), request.body),
  );

  const keyParam = shape({ key: text(200) }, ['key']);
  const preference = answer({ value: anything });
  server.get<WithKey>(
    '/preferences/:key',
    {
      schema: { summary: 'What one has set for oneself under a key', tags: ['settings'], params: keyParam, response: { 200: preference } },
    },
    async (request) => ({
      value: await readPreference(await ctxOf(request), request.params.key),
    }),
  );

  server.put<WithKey & { Body: { value: unknown } }>(
    '/preferences/:key',
    {
      schema: {
        summary: 'Set something for oneself',
        tags: ['settings'],
        params: keyParam,
        body: shape({ value: anything }, ['value']),
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      await writePreference(await ctxOf(request), request.params.key, request.body.value);
      return reply.code(204).send();
    },
  );
}
