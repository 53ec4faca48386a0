import { textOf } from '../kernel/index.ts';
import type { ActionDefinition, Context, FieldMeta, JsonSchema, ObjectMeta } from '../module/index.ts';
import { displayScale } from '../storage/codec.ts';
import {
  exampleAggregate,
  exampleCreate,
  exampleProblem,
  exampleQuery,
  headerParameters,
  otherBodies,
  security,
  securitySchemes,
} from './openapi-extras.ts';

export interface RouteInfo {
  readonly method: string;
  /** Fastify pattern: `/api/v1/records/:object/:id`. */
  readonly url: string;
  readonly schema:
    | {
        summary?: string;
        description?: string;
        tags?: readonly string[];
        body?: unknown;
        querystring?: unknown;
        params?: unknown;
        response?: unknown;
      }
    | undefined;
  readonly isPublic: boolean;
}

type Schema = Record<string, unknown>;

function nullable(schema: Schema): Schema {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [schema.type, 'null'], ...(Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {}) };
}
const reference: Schema = {
  type: 'object',
  required: ['id', 'title'],
  properties: { id: { type: 'string', format: 'uuid' }, title: { type: 'string' }, object: { type: 'string' } },
};
const list = (items: Schema): Schema => ({ type: 'array', items });
const decimal: Schema = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };

/** The JSON form of a field's value: as it is read, or as it is written. */
function valueSchema(field: FieldMeta, side: 'read' | 'write'): Schema {
  if (field.masked && side === 'read') return { type: 'string', description: 'Masked for you' };
  const texts: Schema = { type: 'string', ...(field.max ? { maxLength: field.max } : {}) };
  switch (field.type) {
    case 'number':
    case 'currency':
    case 'percent':
    case 'rating':
      if (displayScale(field) === 0) return { type: 'integer' };
      return side === 'read' ? decimal : { anyOf: [decimal, { type: 'number' }] };
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    case 'picklist':
    case 'stage':
      return { type: 'string', enum: (field.options ?? []).map((option) => option.key) };
    case 'multiPicklist':
      return list({ type: 'string', enum: (field.options ?? []).map((option) => option.key) });
    case 'tags':
      return list({ type: 'string', maxLength: 50 });
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department':
      if (field.many) return list({ ...reference, required: side === 'read' ? ['object', 'id', 'title'] : ['object', 'id'] });
      return side === 'read'
        ? reference
        : {
            anyOf: [
              { type: 'string', format: 'uuid' },
              { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
            ],
          };
    case 'address':
      return {
        type: 'object',
        additionalProperties: false,
        properties: { region: { type: 'string' }, street: { type: 'string' }, lng: { type: 'number' }, lat: { type: 'number' } },
      };
    case 'geolocation':
      return { type: 'object', required: ['lng', 'lat'], properties: { lng: { type: 'number' }, lat: { type: 'number' } } };
    case 'image':
    case 'attachment':
    case 'signature':
      return list({
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          name: { type: 'string' },
          size: { type: 'integer' },
          type: { type: 'string' },
        },
      });
    case 'encrypted':
      return side === 'read' ? { type: 'string', readOnly: true, description: 'Masked: the last four characters at most' } : texts;
    case 'email':
      return { ...texts, format: 'email' };
    case 'url':
      return { ...texts, format: 'uri' };
    default:
      return texts;
  }
}

const pascal = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

function objectSchemas(ctx: Context, meta: ObjectMeta): Record<string, Schema> {
  const read: Record<string, Schema> = {};
  const write: Record<string, Schema> = {};
  for (const field of meta.fields.values()) {
    const title = textOf(field.label, ctx.language);
    const kept = field.name === 'id' || field.name === 'version' ? valueSchema(field, 'read') : nullable(valueSchema(field, 'read'));
    read[field.name] = { ...kept, title };
    if (!field.readOnly) write[field.name] = { ...nullable(valueSchema(field, 'write')), title };
  }
  const required = [...meta.fields.values()]
    .filter((field) => field.required && !field.readOnly && field.default === undefined)
    .map((field) => field.name);
  const name = pascal(meta.name);
  return {
    [name]: { type: 'object', title: textOf(meta.label, ctx.language), required: Object.keys(read), properties: read },
    [`${name}Create`]: { type: 'object', additionalProperties: false, properties: write, ...(required.length > 0 ? { required } : {}) },
    [`${name}Update`]: {
      type: 'object',
      additionalProperties: false,
      properties: { ...write, version: { type: 'integer', description: 'The version the change was made on' } },
    },
  };
}

const filterSchema: Schema = {
  description: 'One condition, or and/or/not of several',
  anyOf: [
    {
      type: 'object',
      required: ['field', 'op'],
      additionalProperties: false,
      properties: {
        field: { type: 'string' },
        op: {
          type: 'string',
          enum: [
            'eq',
            'ne',
            'in',
            'notIn',
            'lt',
            'lte',
            'gt',
            'gte',
            'between',
            'contains',
            'startsWith',
            'isNull',
            'isNotNull',
            'under',
            'near',
            'within',
          ],
        },
        value: {},
      },
    },
    { type: 'object', required: ['and'], additionalProperties: false, properties: { and: list({ $ref: '#/components/schemas/Filter' }) } },
    { type: 'object', required: ['or'], additionalProperties: false, properties: { or: list({ $ref: '#/components/schemas/Filter' }) } },
    { type: 'object', required: ['not'], additionalProperties: false, properties: { not: { $ref: '#/components/schemas/Filter' } } },
  ],
};
const sortSchema: Schema = {
  type: 'array',
  maxItems: 3,
  items: {
    type: 'object',
    required: ['field'],
    additionalProperties: false,
    properties: { field: { type: 'string' }, direction: { type: 'string', enum: ['asc', 'desc'] } },
  },
};

const common: Record<string, Schema> = {
  Filter: filterSchema,
  Sort: sortSchema,
  Query: {
    type: 'object',
    additionalProperties: false,
    properties: {
      fields: list({ type: 'string' }),
      filter: { $ref: '#/components/schemas/Filter' },
      search: { type: 'string' },
      sort: { $ref: '#/components/schemas/Sort' },
      limit: { type: 'integer', minimum: 1, maximum: 200 },
      cursor: { type: 'string' },
      count: { type: 'string', enum: ['none', 'capped', 'exact'] },
      timeZone: { type: 'string' },
    },
  },
  Aggregate: {
    type: 'object',
    additionalProperties: false,
    required: ['measures'],
    properties: {
      groupBy: list({
        type: 'object',
        required: ['field'],
        additionalProperties: false,
        properties: { field: { type: 'string' }, bucket: { type: 'string', enum: ['day', 'week', 'month', 'quarter', 'year'] } },
      }),
      measures: list({
        type: 'object',
        required: ['fn'],
        additionalProperties: false,
        properties: {
          fn: { type: 'string', enum: ['count', 'countDistinct', 'sum', 'avg', 'min', 'max'] },
          field: { type: 'string' },
          as: { type: 'string' },
        },
      }),
      filter: { $ref: '#/components/schemas/Filter' },
      sort: { $ref: '#/components/schemas/Sort' },
      limit: { type: 'integer', minimum: 1, maximum: 1000 },
      timeZone: { type: 'string' },
    },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'detail', 'errors', 'traceId'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string' },
      detail: { type: 'string' },
      traceId: { type: 'string' },
      errors: list({
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string' },
          code: { type: 'string' },
          message: { type: 'string' },
          current: { description: 'Of version conflicts: what the field holds now' },
          by: {
            type: ['object', 'null'],
            description: 'Of version conflicts: who gave the field that value; null is the system',
            required: ['id', 'title'],
            properties: { id: { type: 'string' }, title: { type: 'string' } },
          },
          at: { type: ['string', 'null'], description: 'Of version conflicts: when' },
        },
      }),
    },
  },
};

const json = (schema: Schema, example?: Schema): Schema => ({ 'application/json': { schema, ...(example ? { example } : {}) } });
const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const problem = {
  description: 'A refusal',
  content: { 'application/problem+json': { schema: refTo('Problem'), example: exampleProblem } },
};

interface Shape {
  readonly body?: Schema;
  readonly example?: Schema;
  readonly answer?: Schema;
  readonly status?: number;
}

/** What a generic record route takes and gives for one object; keyed by method and the path below `/records/{object}`. */
function recordShapes(meta: ObjectMeta): Record<string, Shape> {
  const name = pascal(meta.name);
  const record = refTo(name);
  const items = { type: 'object', properties: { items: list({ type: 'object' }), nextCursor: { type: ['string', 'null'] } } };
  return {
    'POST ': { body: refTo(`${name}Create`), example: exampleCreate(meta), answer: record, status: 201 },
    'GET /:id': { answer: record },
    'PATCH /:id': { body: refTo(`${name}Update`), answer: record },
    'DELETE /:id': { status: 204 },
    'POST /:id/restore': { answer: record },
    'POST /:id/unmask': {
      body: { type: 'object', required: ['field'], properties: { field: { type: 'string' } } },
      answer: { type: 'object', required: ['value'], properties: { value: { description: 'As it would be read unmasked' } } },
    },
    'POST /query': {
      body: refTo('Query'),
      example: exampleQuery(meta),
      answer: {
        type: 'object',
        required: ['records', 'nextCursor'],
        properties: {
          records: list({ type: 'object' }),
          nextCursor: { type: ['string', 'null'] },
          count: { type: 'object', properties: { value: { type: 'integer' }, capped: { type: 'boolean' } } },
        },
      },
    },
    'POST /aggregate': {
      body: refTo('Aggregate'),
      example: exampleAggregate,
      answer: {
        type: 'object',
        required: ['rows', 'truncated'],
        properties: { rows: list({ type: 'object' }), truncated: { type: 'boolean' } },
      },
    },
    'POST /bulk': {
      body: {
        type: 'object',
        required: ['operation', 'records'],
        additionalProperties: false,
        properties: {
          operation: { type: 'string', enum: ['create', 'update', 'upsert', 'delete'] },
          key: { type: 'string' },
          allOrNothing: { type: 'boolean' },
          records: { type: 'array', maxItems: 1000, items: { type: 'object' } },
        },
      },
      answer: { type: 'object', properties: { results: list({ type: 'object' }) } },
    },
    'GET /:id/history': { answer: items },
    'GET /:id/timeline': { answer: items },
    'GET /:id/related/:list': { answer: items },
    'GET /deleted': { answer: { type: 'object' } },
  };
}

function parameters(url: string, query: unknown): Schema[] {
  const path = [...url.matchAll(/:(\w+)/g)].map((match) => ({ name: match[1], in: 'path', required: true, schema: { type: 'string' } }));
  const properties = ((query as { properties?: Record<string, Schema> } | undefined)?.properties ?? {}) as Record<string, Schema>;
  return [...path, ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))];
}

const operationId = (method: string, url: string) =>
  `${method.toLowerCase()}${url.replace('/api/v1', '').replace(/[:/.-]+(\w)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase())}`;

function operation(route: RouteInfo, url: string, extra: Shape & { readonly summary?: string; readonly tag?: string }): Schema {
  const body = extra.body ?? (route.schema?.body as Schema | undefined);
  const response = route.schema?.response as Record<string, Schema> | undefined;
  const [status, answer] =
    extra.status || extra.answer ? [String(extra.status ?? 200), extra.answer] : (Object.entries(response ?? {})[0] ?? ['200', undefined]);
  return {
    operationId: operationId(route.method, url),
    summary: extra.summary ?? route.schema?.summary ?? '',
    tags: [extra.tag ?? route.schema?.tags?.[0] ?? 'other'],
    ...(route.isPublic ? { security: [] } : {}),
    parameters: [...parameters(url, route.schema?.querystring), ...headerParameters(route.method, url)],
    ...(body ? { requestBody: { required: route.method !== 'DELETE', content: json(body, extra.example) } } : {}),
    ...(otherBodies[`${route.method} ${url}`] ? { requestBody: otherBodies[`${route.method} ${url}`] } : {}),
    responses: {
      [status]: { description: status === '204' ? 'Done' : 'The answer', ...(answer && status !== '204' ? { content: json(answer) } : {}) },
      default: problem,
    },
  };
}

function actionOperation(route: RouteInfo, ctx: Context, action: ActionDefinition<unknown, unknown>): [string, Schema] {
  const url = `/api/v1/records/${action.token.object}/:id/actions/${action.token.verb}`;
  const body: Schema = { type: 'object', additionalProperties: false, properties: { input: action.input as JsonSchema as Schema } };
  const answer: Schema = { type: 'object', properties: { result: (action.result ?? {}) as Schema } };
  return [url, operation(route, url, { summary: textOf(action.label, ctx.language), body, answer, tag: action.token.object })];
}

/** OpenAPI 3.1 of this installation for one tenant and caller: generic record routes are written out for every object, actions included. */
export function openApi(ctx: Context, routes: readonly RouteInfo[], version: string): Schema {
  const objects = ctx.meta.objects.filter((meta) => ctx.access.can(`${meta.name}.read`));
  const paths: Record<string, Record<string, Schema>> = {};
  const add = (url: string, method: string, entry: Schema) => {
    const path = url.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [method.toLowerCase()]: entry };
  };
  for (const route of routes) {
    const generic = /^\/api\/v1\/records\/:object(.*)$/.exec(route.url);
    if (!generic) {
      add(route.url, route.method, operation(route, route.url, {}));
      continue;
    }
    const rest = generic[1] ?? '';
    for (const meta of objects) {
      if (rest === '/:id/actions/:action') {
        for (const action of meta.actions) {
          const [url, entry] = actionOperation(route, ctx, action);
          add(url, route.method, entry);
        }
        continue;
      }
      const url = `/api/v1/records/${meta.name}${rest}`;
      add(url, route.method, operation(route, url, { ...recordShapes(meta)[`${route.method} ${rest}`], tag: meta.name }));
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Huanke CRM', version, description: 'Every object, shipped or made by the tenant, through one set of routes.' },
    servers: [{ url: '/' }],
    security,
    paths,
    components: {
      securitySchemes,
      schemas: { ...common, ...Object.assign({}, ...objects.map((meta) => objectSchemas(ctx, meta))) },
    },
  };
}
