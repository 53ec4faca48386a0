import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { BodyReader } from '../metadata/index.ts';
import { checkFormula } from './check.ts';

/** What writing formulas needs beside the routes of fields and parts: a word on the text as it stands. */
export async function ruleRoutes(server: FastifyInstance): Promise<void> {
  server.post<{ Params: { object: string } }>(
    '/meta/objects/:object/formula/check',
    {
      schema: {
        summary: 'Check a formula over records of an object: its type, or what is wrong at which character',
        description:
          '`expected`: the type it must give. `record`: a record for which it is worked out, with the rights of the caller. `rule`: it is the condition of a validation rule, which may ask for values before the save.',
        tags: ['meta'],
        params: { type: 'object', properties: { object: { type: 'string', maxLength: 80 } } },
        body: { type: 'object', additionalProperties: true },
      },
    },
    async (request) => checkFormula(await ctxOf(request), request.params.object, new BodyReader(request.body)),
  );
}
