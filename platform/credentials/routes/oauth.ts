import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Application } from '../../module/index.ts';
import { grantToken, OAuthError, type TokenRequest } from '../oauth.ts';

const formType = 'application/x-www-form-urlencoded';

/** Basic credentials (each part form-encoded, RFC 6749 section 2.3.1) or undefined. */
function basicOf(header: string | undefined): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      return text;
    }
  };
  return colon < 0 ? undefined : { id: decode(pair.slice(0, colon)), secret: decode(pair.slice(colon + 1)) };
}

function readTokenRequest(request: FastifyRequest): TokenRequest {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const given = (name: string) => (typeof body[name] === 'string' && body[name] !== '' ? body[name] : undefined);
  const basic = basicOf(request.headers.authorization);
  if (basic && given('client_secret')) throw new OAuthError('invalid_request', 'Send the credentials once: by Basic or in the body');
  return {
    grantType: given('grant_type'),
    clientId: basic?.id ?? given('client_id'),
    clientSecret: basic?.secret ?? given('client_secret'),
    scope: given('scope'),
  };
}

async function answerToken(app: Application, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
  // taken before the work and given back to who knows the secret: guessing is bounded per address
  const refund = app.identity.throttles.address.take(request.ip);
  try {
    const answer = await grantToken(app, readTokenRequest(request));
    refund();
    return reply.send(answer);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (error.status === 401) reply.header('www-authenticate', 'Basic realm="huanke"');
    return reply.code(error.status).send({ error: error.code, error_description: error.message });
  }
}

/** `POST /oauth/token` as RFC 6749 has it: form-encoded in, its own errors out. */
export async function oauthRoutes(server: FastifyInstance, app: Application): Promise<void> {
  await server.register(async (own) => {
    own.addContentTypeParser(formType, { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body as string))),
    );
    own.post(
      '/oauth/token',
      {
        config: { public: true },
        schema: {
          summary: 'OAuth2 client credentials: a token for an app (form-encoded, RFC 6749)',
          tags: ['credentials'],
        },
      },
      (request, reply) => answerToken(app, request, reply),
    );
  });
}

/** `/.well-known/oauth-authorization-server` (RFC 8414), outside of /api/v1. */
export async function oauthMetadata(server: FastifyInstance): Promise<void> {
  server.get(
    '/.well-known/oauth-authorization-server',
    { config: { public: true }, schema: { summary: 'Where and how apps get tokens (RFC 8414)', tags: ['credentials'] } },
    async (request) => {
      const issuer = `${request.protocol}://${request.host}`;
      return {
        issuer,
        token_endpoint: `${issuer}/api/v1/oauth/token`,
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        response_types_supported: [],
        scopes_supported: ['*', '*.read', '*.create', '*.edit', '*.delete', 'events.read'],
        service_documentation: `${issuer}/api/v1/openapi.json`,
      };
    },
  );
}
