import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errors } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { listConnections, type OidcSettings, removeConnection, type SsoInput, type SsoKind, saveConnection } from '../sso/connections.ts';
import { checkIssuer } from '../sso/oidc.ts';
import { samlSite } from '../sso/saml.ts';
import { answer, list, nothing, shape, text, textOrNull } from './schemas.ts';
import { mayManage } from './sign-in-settings.ts';

interface WithKind {
  Params: { kind: string };
}

function kindOf(request: FastifyRequest<WithKind>): SsoKind {
  const { kind } = request.params;
  if (kind !== 'oidc' && kind !== 'saml') throw errors.NOT_FOUND();
  return kind;
}

/** The company's own sign-in services, for administrators. A secret is written and never read. */
export async function ssoSettingsRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const tags = ['settings'];
  const kindParam = shape({ kind: text(10) }, ['kind']);
  const connection = answer({
    kind: text(),
    enabled: { type: 'boolean' },
    hasSecret: { type: 'boolean' },
    settings: { type: 'object', additionalProperties: true },
  });
  const addresses = answer({ redirectUri: text(), entityId: text(), acs: text(), signIn: text() });

  server.get(
    '/sso',
    {
      schema: {
        summary: "The company's own sign-in services, and our addresses towards them",
        tags,
        response: { 200: answer({ items: list(connection), addresses }) },
      },
    },
    async (request) => {
      const ctx = await mayManage(request, 'settings.manage');
      const origin = app.identity.publicUrl ?? `${request.protocol}://${request.host}`;
      return {
        items: await listConnections(ctx),
        addresses: {
          redirectUri: `${origin}/api/v1/auth/oidc/callback`,
          ...samlSite(origin, ctx.tenant.id),
          signIn: `${origin}/sign-in?company=${ctx.tenant.id}`,
        },
      };
    },
  );

  server.put<WithKind & { Body: SsoInput }>(
    '/sso/:kind',
    {
      schema: {
        summary: 'Set up a sign-in service',
        tags,
        params: kindParam,
        body: shape(
          {
            enabled: { type: 'boolean' },
            issuer: text(600),
            clientId: text(400),
            secret: text(2000),
            entryPoint: text(600),
            entityId: text(600),
            certificate: text(20_000),
            domains: list(text(300), 50),
            createUsers: { type: 'boolean' },
            role: textOrNull(60),
            department: textOrNull(60),
          },
          ['enabled'],
        ),
        response: { 200: connection },
      },
    },
    async (request) => {
      const ctx = await mayManage(request, 'settings.manage');
      const kind = kindOf(request);
      if (kind === 'oidc' && request.body.enabled && request.body.issuer && URL.canParse(request.body.issuer))
        await checkIssuer(app, request.body as unknown as OidcSettings);
      const saved = await saveConnection(ctx, kind, request.body);
      const data = { kind, enabled: String(saved.enabled), domains: saved.settings.domains.join(' ') };
      app.identity.report({ event: 'sso.changed', tenant: ctx.tenant.id, user: ctx.user.id, data });
      return saved;
    },
  );

  server.delete<WithKind>(
    '/sso/:kind',
    { schema: { summary: 'Remove a sign-in service', tags, params: kindParam, response: { 204: nothing } } },
    async (request, reply) => {
      const ctx = await mayManage(request, 'settings.manage');
      const kind = kindOf(request);
      await removeConnection(ctx, kind);
      app.identity.report({ event: 'sso.changed', tenant: ctx.tenant.id, user: ctx.user.id, data: { kind, enabled: 'removed' } });
      return reply.code(204).send();
    },
  );
}
