import { sql } from '@huanke/platform/database';
import { ctxOf, objectFor, withIdempotency } from '@huanke/platform/http';
import { errors, fieldError, isId, label } from '@huanke/platform/kernel';
import type { Context, ModuleRoutes, Values } from '@huanke/platform/module';
import { answerOf, createRecord } from '@huanke/platform/records';
import { readRfc3339 } from '@huanke/platform/storage';
import { conflictsOf } from '../calendar/conflicts.ts';
import { visitsOf } from '../calendar/visits.ts';
import { calendarOf } from '../calendar/window.ts';

const DAY = 86_400_000;
/** Six weeks are a month's page; a quarter is more than a calendar shows at once. */
const longestWindow = 100 * DAY;
const mostPeople = 20;
/** As many colleagues as one can choose layers from. */
const mostChoices = 500;

const text = { type: 'string', maxLength: 1000 } as const;

function instant(value: string | undefined, field: string): Date {
  if (value === undefined) throw fieldError('REQUIRED', field);
  const read = readRfc3339(value);
  if (!read)
    throw fieldError(
      'INVALID_VALUE',
      field,
      label('应为日期时间，例如 2026-03-31T06:08:00.000Z', 'Must be a moment such as 2026-03-31T06:08:00.000Z'),
    );
  return new Date(read);
}

function peopleIn(ctx: Context, value: string | undefined): string[] {
  if (!value) return [ctx.user.id];
  const ids = [...new Set(value.split(',').map((id) => id.trim().toLowerCase()))];
  if (ids.length > mostPeople)
    throw errors.LIMIT_EXCEEDED({
      errors: [{ field: 'users', code: 'LIMIT_EXCEEDED', message: label(`最多 ${mostPeople} 人`, `At most ${mostPeople} people`) }],
    });
  if (!ids.every(isId)) throw fieldError('INVALID_VALUE', 'users');
  return ids;
}

function windowIn({ from, until }: { readonly from?: string; readonly until?: string }): { from: Date; until: Date } {
  const window = { from: instant(from, 'from'), until: instant(until, 'until') };
  const length = window.until.getTime() - window.from.getTime();
  if (length <= 0) throw fieldError('INVALID_VALUE', 'until', label('应晚于 from', 'Must be after from'));
  if (length > longestWindow)
    throw errors.LIMIT_EXCEEDED({
      errors: [{ field: 'until', code: 'LIMIT_EXCEEDED', message: label('一次最多 100 天', 'At most 100 days at a time') }],
    });
  return window;
}

/** Colleagues whose activities the caller reaches by their own standing: whose calendars are worth laying over one's own. */
async function colleagues(ctx: Context): Promise<{ id: string; title: string }[]> {
  const scope = ctx.access.scope(objectFor(ctx, 'activity', 'read'), 'read');
  if (scope.kind === 'none') return [];
  const owners = scope.kind === 'owners' ? scope.owners : null;
  return ctx.query(sql`
    select u.id, u.name as title from app_user u
    where u.tenant_id = ${ctx.tenant.id} and u.deleted_at is null and u.active and u.id <> ${ctx.user.id}::uuid
      ${owners ? sql`and u.id = any(${owners}::uuid[])` : sql``}
    order by u.name collate "zh-x-icu", u.id limit ${mostChoices}`);
}

/** `GET /activities` a time on the calendar; `GET /activities/map` its visits with their places; `POST /activities` an event, with a warning of who is double-booked; `GET /activities/people`. */
export const activityRoutes: ModuleRoutes = async (server, app) => {
  server.get<{ Querystring: { from?: string; until?: string; users?: string } }>(
    '/activities',
    {
      schema: {
        summary: 'What people have on their calendars from one moment to another, series expanded',
        tags: ['activities'],
        querystring: { type: 'object', additionalProperties: false, properties: { from: text, until: text, users: text } },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const activity = objectFor(ctx, 'activity', 'read');
      return calendarOf(ctx, activity, { ...windowIn(request.query), people: peopleIn(ctx, request.query.users) });
    },
  );

  server.get<{ Querystring: { from?: string; until?: string; users?: string } }>(
    '/activities/map',
    {
      schema: {
        summary: 'The visits people have planned from one moment to another, with where they take place',
        tags: ['activities'],
        querystring: { type: 'object', additionalProperties: false, properties: { from: text, until: text, users: text } },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const activity = objectFor(ctx, 'activity', 'read');
      const visits = await visitsOf(ctx, activity, { ...windowIn(request.query), people: peopleIn(ctx, request.query.users) });
      return { ...visits, tiles: app.mapTiles ?? null };
    },
  );

  server.get(
    '/activities/people',
    { schema: { summary: 'Whose calendars the caller may see', tags: ['activities'] } },
    async (request) => ({
      items: await colleagues(await ctxOf(request)),
    }),
  );

  server.post<{ Body: Values }>(
    '/activities',
    {
      schema: {
        summary: 'Create an activity; the answer names who is expected elsewhere at the same time',
        tags: ['activities'],
        body: { type: 'object', additionalProperties: true },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const activity = objectFor(ctx, 'activity', 'create');
      return withIdempotency(ctx, request, reply, async (tx) => {
        const saved = await createRecord(tx, activity, request.body);
        const record = await answerOf(tx, activity, saved);
        return { status: 201, headers: {}, body: { record, conflicts: await conflictsOf(tx, activity, saved.id, saved.values) } };
      });
    },
  );
};
