import type { FieldMeta, ObjectMeta } from '../module/index.ts';
import { displayScale } from '../storage/codec.ts';

type Schema = Record<string, unknown>;

/** How a caller shows who it is: a browser by its cookie, a program by a token, an app by one it got for its secret. */
export const securitySchemes: Schema = {
  session: { type: 'apiKey', in: 'cookie', name: 'huanke_session' },
  bearer: { type: 'http', scheme: 'bearer', description: 'A personal access token: hk_pat_…' },
  oauth2: {
    type: 'oauth2',
    flows: {
      clientCredentials: {
        tokenUrl: '/api/v1/oauth/token',
        scopes: {
          '*': 'All that the user of the app may do',
          '*.read': 'Read every object',
          '*.create': 'Create records of every object',
          '*.edit': 'Change records of every object',
          '*.delete': 'Delete records of every object',
          'events.read': 'Read the change stream',
        },
      },
    },
  },
};
export const security: readonly Schema[] = [{ session: [] }, { bearer: [] }, { oauth2: [] }];

/** Bodies that are not JSON, which no schema of a route tells. */
export const otherBodies: Readonly<Record<string, Schema>> = {
  'POST /api/v1/oauth/token': {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: {
          type: 'object',
          required: ['grant_type'],
          properties: {
            grant_type: { type: 'string', enum: ['client_credentials'] },
            client_id: { type: 'string' },
            client_secret: { type: 'string' },
            scope: { type: 'string' },
          },
        },
        example: { grant_type: 'client_credentials', client_id: 'app-1-0190a0b0c0d07000800000000000000a', client_secret: 'hk_sec_…' },
      },
    },
  },
};

const onceHeader: Schema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 128 },
  description: 'The same key and body within 24 hours: done once, answered alike',
};
const versionHeader: Schema = {
  name: 'If-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'The version the change was made on; another one answers 412',
};

/** Headers that routes of records understand. */
export function headerParameters(method: string, url: string): readonly Schema[] {
  if (method === 'POST' && /^\/api\/v1\/records\/\w+(\/bulk|\/:id\/actions\/\w+)?$/.test(url)) return [onceHeader];
  if (method === 'PUT' && /^\/api\/v1\/(pools|assignments\/rules\/:object)\/:id$/.test(url)) return [versionHeader];
  return ['PATCH', 'DELETE'].includes(method) && /^\/api\/v1\/records\/\w+\/:id$/.test(url) ? [versionHeader] : [];
}

const someId = '0190a0b0-c0d0-7000-8000-00000000000a';

/** A value as somebody might write it; undefined for types whose values lean on others. */
function exampleValue(field: FieldMeta): unknown {
  switch (field.type) {
    case 'text':
    case 'longText':
      return '示例';
    case 'number':
    case 'currency':
    case 'percent':
      return displayScale(field) === 0 ? 12 : '12.50';
    case 'boolean':
      return true;
    case 'date':
      return '2026-03-31';
    case 'datetime':
      return '2026-03-31T06:00:00.000Z';
    case 'picklist':
    case 'stage':
      return field.options?.[0]?.key;
    case 'address':
      return { region: '330106', street: '文三路 90 号' };
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department':
      return field.many || field.objects ? undefined : someId;
    default:
      return undefined;
  }
}

/** What a create might look like: the title, what is required, and some of the list's columns. */
export function exampleCreate(meta: ObjectMeta): Schema {
  const required = [...meta.fields.values()].filter((field) => field.required && field.default === undefined).map((field) => field.name);
  const names = [...new Set([meta.title, ...required, ...meta.listColumns])];
  const values = names.flatMap((name) => {
    const field = meta.fields.get(name);
    const value = field && !field.readOnly && !field.system ? exampleValue(field) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values.slice(0, Math.max(4, required.length + 1)));
}

/** What a query might look like. */
export function exampleQuery(meta: ObjectMeta): Schema {
  return {
    fields: ['id', ...meta.listColumns.slice(0, 3)],
    filter: { and: [{ field: 'createdAt', op: 'within', value: 'lastNDays:30' }, { not: { field: meta.title, op: 'isNull' } }] },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: 50,
    count: 'capped',
  };
}

export const exampleAggregate: Schema = { groupBy: [{ field: 'createdAt', bucket: 'month' }], measures: [{ fn: 'count' }] };

export const exampleProblem: Schema = {
  type: 'urn:huanke:error:required',
  title: '有必填项没有填写',
  status: 422,
  code: 'REQUIRED',
  detail: '必填',
  errors: [{ field: 'name', code: 'REQUIRED', message: '必填' }],
  traceId: someId,
};
