import { expect, it } from 'vitest';
import { createHttp } from './server.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A server with one route for each of these schemas, `/0` and so on, that answers with what it was sent. */
async function serverOf(...schemas: { body: object; response?: object }[]) {
  const server = await createHttp({ log: quiet, resolveCaller: async () => undefined });
  schemas.forEach((schema, at) => {
    server.post(`/${at}`, { schema, config: { public: true } }, async (request) => request.body);
  });
  await server.ready();
  return async (at: number, body: object) => {
    const answer = await server.inject({ method: 'POST', url: `/${at}`, payload: body });
    const { errors = [], ...said } = answer.json() as { errors?: { field: string }[] };
    return answer.statusCode === 200 ? said : [answer.statusCode, errors.map((error) => error.field)];
  };
}

const needs = (...required: string[]) => ({ type: 'object', required, properties: { a: { type: 'string' }, b: { type: 'string' } } });
const says = (...names: string[]) => ({
  200: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) },
});

it('compiles a schema once for all servers, and each route goes by its own', async () => {
  const one = await serverOf({ body: needs('a'), response: says('a') }, { body: needs('b'), response: says('a', 'b') });
  const other = await serverOf({ body: needs('b'), response: says('b') }, { body: needs('a') });
  const [a, b, both] = [{ a: '1' }, { b: '2' }, { a: '1', b: '2' }];
  expect([await one(0, b), await one(1, a), await other(0, a), await other(1, b)]).toEqual([
    [422, ['a']],
    [422, ['b']],
    [422, ['b']],
    [422, ['a']],
  ]);
  expect([await one(0, both), await one(1, both), await other(0, both), await other(1, both)]).toEqual([a, both, b, both]);
});
