import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Clock, errors, fieldError } from '../kernel/index.ts';
import type { Context, Log } from '../module/index.ts';
import { compilers } from './compilers.ts';
import type { RouteInfo } from './openapi.ts';
import { problemHandler } from './problem.ts';
import { rateLimiter } from './rate-limit.ts';
import { followRedirects } from './redirects.ts';
import { bearerOf } from './request.ts';

export interface HttpOptions {
  readonly log: Log;
  /** Finds out who calls, from cookie or header. */
  readonly resolveCaller: (request: FastifyRequest) => Promise<Context | undefined>;
  /** Largest JSON body in bytes. */
  readonly bodyLimit?: number;
  readonly uploadLimit?: number;
  /** How many proxies stand before the server. Only what they have added to X-Forwarded-For is believed: a caller can write there, too. */
  readonly proxies?: number;
  /** Requests are counted and limited by this clock; absent: nothing is limited. */
  readonly limitBy?: Clock;
  /** Another origin that pages may load pictures from: an own map service. */
  readonly pictures?: string;
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** U+0000 can not be stored by PostgreSQL and means nothing in a text: taken out of every string, keys included. */
function withoutNul(key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\u0000') ? value.replaceAll('\u0000', '') : value;
  return key === '__proto__' ? undefined : value;
}

/** No name and no id holds U+0000; in an address it can only be an attempt. */
function refuseNul(url: string): void {
  if (!url.includes('%00')) return;
  const [path = '', query = ''] = url.split('?');
  if (path.includes('%00')) throw errors.NOT_FOUND();
  const part = query.split('&').find((one) => one.includes('%00')) ?? '';
  throw fieldError('INVALID_VALUE', part.split('=')[0] ?? '');
}

/** Compared as addresses, since one side may spell out the default port. */
function isSameHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from } = new URL(origin);
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === from;
}

/** Refuses unsafe requests that a foreign page makes a signed-in browser send. Clients outside of browsers send neither header. */
function refuseForeignPages(request: FastifyRequest): void {
  if (!unsafe.has(request.method) || bearerOf(request) !== undefined || request.routeOptions.config?.crossSite === true) return;
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const foreignOrigin = origin !== undefined && !isSameHost(origin, request.host);
  if ((site !== undefined && site !== 'same-origin' && site !== 'none') || foreignOrigin) throw errors.FORBIDDEN();
}

/** The HTTP server with what every route needs: problem+json, limits, cookies, security headers, compression. Routes are added by the caller. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const server = Fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? 8 * 1024 * 1024,
    trustProxy: (_address, hop) => hop < (options.proxies ?? 0),
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: true, strict: false } },
    schemaController: { compilersFactory: compilers },
    forceCloseConnections: 'idle',
  });
  server.decorateRequest('caller', null);
  server.decorateRequest('resolved', null);
  server.decorateRequest('bodyText', undefined);
  server.decorateRequest('credential', null);
  server.decorateRequest('quota', null);
  server.setErrorHandler(problemHandler(options.log));
  const routes: RouteInfo[] = [];
  server.decorate('routeList', routes);
  server.decorate('methodsOf', (path: string) => [
    ...new Set(routes.filter((route) => patternOf(route.url).test(path)).map((route) => route.method)),
  ]);
  server.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method !== 'HEAD' && method !== 'OPTIONS' && !route.url.includes('*'))
        routes.push({ method, url: route.url, schema: route.schema, isPublic: route.config?.public === true });
    }
  });

  followRedirects(server);

  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser(['application/json', 'application/merge-patch+json'], { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text.trim() === '') return done(null, undefined);
    try {
      (request as FastifyRequest).bodyText = text;
      done(null, JSON.parse(text, text.includes('\\u0000') || text.includes('__proto__') ? withoutNul : undefined));
    } catch {
      done(errors.MALFORMED_JSON());
    }
  });

  await server.register(cookie);
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:', ...(options.pictures ? [options.pictures] : [])],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'frame-ancestors': ["'self'"],
        'form-action': ["'self'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  });
  await server.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } });
  await server.register(multipart, { limits: { fileSize: options.uploadLimit ?? 100 * 1024 * 1024, files: 1, fields: 10, parts: 11 } });

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-trace-id', request.id);
    // a program shows its key and nothing else: what cookies come along count for nothing
    if (bearerOf(request) !== undefined) request.cookies = {};
    refuseForeignPages(request);
    refuseNul(request.url);
    request.caller = () => options.resolveCaller(request);
  });
  const limit = options.limitBy ? rateLimiter({ clock: options.limitBy }) : () => undefined;
  server.addHook('preValidation', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    if (request.routeOptions.config.public === true) return limit(request, reply);
    // who is not signed in learns nothing about the shape of a request either
    request.resolved ??= options.resolveCaller(request);
    // counted also when the caller is turned away
    const caller = await request.resolved.finally(() => limit(request, reply));
    if (caller) return;
    if (bearerOf(request) !== undefined) reply.header('www-authenticate', 'Bearer error="invalid_token"');
    throw errors.UNAUTHENTICATED();
  });
  return server;
}

const patterns = new Map<string, RegExp>();

function patternOf(url: string): RegExp {
  let pattern = patterns.get(url);
  if (!pattern) {
    pattern = new RegExp(`^${url.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`);
    patterns.set(url, pattern);
  }
  return pattern;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route there is, for OpenAPI. */
    readonly routeList: readonly RouteInfo[];
    /** Methods some route answers at this address. */
    methodsOf(path: string): string[];
  }
  interface FastifyContextConfig {
    /** Answers without a session: sign-in and the like. */
    public?: boolean;
    /** Pages of other sites may post here; the route itself sees to it that nothing happens by the browser's cookies. */
    crossSite?: boolean;
  }
}
