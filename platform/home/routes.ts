import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { readHome } from './home.ts';

const text = { type: 'string' } as const;

/** `GET /home`: what comes next for the caller, in one answer. */
export async function homeRoutes(server: FastifyInstance): Promise<void> {
  server.get(
    '/home',
    {
      schema: {
        summary: 'The day of the caller: next things, exceptions and figures of every module, by the home of their role',
        tags: ['home'],
        response: {
          200: {
            type: 'object',
            required: ['home', 'today', 'objects', 'sections'],
            properties: {
              home: text,
              today: text,
              objects: { type: 'array', items: text },
              sections: { type: 'object', additionalProperties: true, description: 'By name of the section, such as sales.day' },
            },
          },
        },
      },
    },
    async (request) => readHome(await ctxOf(request)),
  );
}
