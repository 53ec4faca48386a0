import type { FastifyInstance } from 'fastify';
import { intParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { dayIn } from '../kernel/index.ts';
import { savePart } from '../metadata/parts.ts';
import type { Context } from '../module/index.ts';
import { type CalendarDefinition, calendarPart } from './definition.ts';
import { calendarDefinition } from './working-calendar.ts';
import { announcedYears, holidaysOf, missingYear } from './year.ts';

const label = { type: ['object', 'null'], properties: { zh: { type: 'string' }, en: { type: 'string' } } } as const;
const span = { type: 'object', properties: { from: { type: 'string' }, to: { type: 'string' } } } as const;
const view = {
  type: 'object',
  properties: {
    timeZone: { type: 'string' },
    hours: { type: 'array', description: 'Seven lists, Monday first', items: { type: 'array', items: span } },
    legal: { type: 'string', enum: ['china', 'none'] },
    days: {
      type: 'array',
      items: { type: 'object', properties: { day: { type: 'string' }, works: { type: 'boolean' }, name: { type: 'string' } } },
    },
    year: { type: 'integer' },
    holidays: {
      type: 'array',
      description: 'Legal holidays of the year, and the weekends worked for them (madeUp)',
      items: { type: 'object', properties: { day: { type: 'string' }, kind: { type: 'string' }, name: label } },
    },
    announced: { type: 'object', properties: { first: { type: 'integer' }, last: { type: 'integer' } } },
    missing: { type: ['integer', 'null'], description: 'A year whose legal holidays are not known yet' },
  },
} as const;

function viewOf(ctx: Context, definition: CalendarDefinition, year: number) {
  const announced = announcedYears();
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const { timeZone } = ctx.tenant;
  return { timeZone, ...definition, year, holidays: holidaysOf(year), announced, missing: missingYear(definition, today) };
}

/** When the company works: `/settings/calendar`. Everybody may know it, who changes the configuration sets it. */
export async function calendarRoutes(server: FastifyInstance): Promise<void> {
  const thisYear = (ctx: Context) => Number(dayIn(ctx.tenant.timeZone, ctx.clock.now()).slice(0, 4));
  server.get(
    '/settings/calendar',
    {
      schema: {
        summary: 'Working hours, legal holidays and own days of the company',
        tags: ['settings'],
        querystring: { type: 'object', additionalProperties: false, properties: { year: { type: 'string' } } },
        response: { 200: view },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      return viewOf(ctx, calendarDefinition(ctx), intParam(request.query, 'year', { fallback: thisYear(ctx), max: 9998 }));
    },
  );
  server.put(
    '/settings/calendar',
    {
      schema: {
        summary: 'Set working hours and own days, whole',
        tags: ['settings'],
        body: { type: 'object', additionalProperties: false, properties: { hours: {}, legal: {}, days: {} } },
        response: { 200: view },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const saved = await savePart(ctx, calendarPart, request.body);
      return viewOf(ctx, saved.definition as CalendarDefinition, thisYear(ctx));
    },
  );
}
