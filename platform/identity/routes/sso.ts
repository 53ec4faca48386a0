import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errors } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { openFlow, peekFlow, takeFlow } from '../flows.ts';
import { arrive, SsoRefusal } from '../sso/arrive.ts';
import { entrancesFor, type OidcSettings, type SamlSettings, type SsoKind, usableConnection } from '../sso/connections.ts';
import { type OidcState, oidcArrival, oidcRedirect } from '../sso/oidc.ts';
import { type SamlState, samlArrival, samlMetadata, samlRedirect, samlSite } from '../sso/saml.ts';
import { newToken } from '../tokens.ts';
import { letIn, orSignIn, rememberState, safeNext, siteOf, stateOf } from './coming-back.ts';
import { answer, list, shape, text } from './schemas.ts';

interface ByTenant {
  Params: { tenant: string };
}

function tenantOf(request: FastifyRequest<ByTenant>): number {
  const { tenant } = request.params;
  if (!/^\d{1,9}$/.test(tenant)) throw errors.NOT_FOUND();
  return Number(tenant);
}

const tenantParam = shape({ tenant: text(20) }, ['tenant']);
const isSso = (kind: string): kind is SsoKind => kind === 'oidc' || kind === 'saml';
const found = { type: 'null', description: 'Sends the browser on' } as const;

/** Signing in by a company's own identity provider. */
export async function ssoRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const config = { public: true };
  const tags = ['auth'];

  server.get<{ Querystring: { email?: string; company?: string } }>(
    '/auth/sso',
    {
      config,
      schema: {
        summary: 'Companies with their own sign-in service, by e-mail domain or by number',
        tags,
        querystring: shape({ email: text(400), company: text(20) }),
        response: {
          200: answer({
            items: list(answer({ tenant: { type: 'integer' }, company: text(), kind: text(), start: text() })),
          }),
        },
      },
    },
    async (request) => {
      app.identity.throttles.address.take(request.ip);
      const { email = '', company = '' } = request.query;
      const by = /^\d{1,9}$/.test(company) ? { company: Number(company) } : { email };
      const items = await entrancesFor(app, by);
      return {
        items: items.map((item) => ({
          ...item,
          start: `/api/v1/auth/${isSso(item.kind) ? 'sso' : 'work-apps'}/${item.tenant}/${item.kind}`,
        })),
      };
    },
  );

  server.get<{ Params: { tenant: string; kind: string }; Querystring: { next?: string; email?: string } }>(
    '/auth/sso/:tenant/:kind',
    {
      config,
      schema: {
        summary: "Go to a company's sign-in service",
        tags,
        params: shape({ tenant: text(20), kind: text(10) }, ['tenant', 'kind']),
        querystring: shape({ next: text(1000), email: text(400) }),
        response: { 303: found },
      },
    },
    async (request, reply) => {
      app.identity.throttles.address.take(request.ip);
      const tenant = tenantOf(request);
      const { kind } = request.params;
      if (!isSso(kind)) throw errors.NOT_FOUND();
      return orSignIn(app, request, reply, async () => {
        const state = newToken();
        const { url, data } = await departure(app, { tenant, kind, state, origin: siteOf(app, request), query: request.query });
        await openFlow(app, { kind, tenant, data: { ...data } }, state);
        rememberState(request, reply, state);
        return url;
      });
    },
  );

  server.get<{ Querystring: Record<string, string> }>(
    '/auth/oidc/callback',
    { config, schema: { summary: 'Where an OpenID provider sends people back', tags, response: { 303: found } } },
    async (request, reply) =>
      orSignIn(app, request, reply, async () => {
        const state = stateOf(request);
        // an answer somebody else began must not sign this browser in
        if (state !== request.query['state']) throw new SsoRefusal('failed');
        const flow = await takeFlow<OidcState>(app, state, ['oidc']);
        if (!flow?.tenant) throw new SsoRefusal('failed');
        const connection = await usableConnection<OidcSettings>(app, flow.tenant, 'oidc');
        if (!connection) throw new SsoRefusal('off');
        const query = request.url.split('?')[1] ?? '';
        const arrival = await oidcArrival(app, connection, { state, data: flow.data, query });
        const who = await arrive(app, flow.tenant, connection.settings, arrival);
        await letIn(app, request, reply, { ...who, tenant: flow.tenant });
        return flow.data.next;
      }),
  );

  server.get<ByTenant>(
    '/auth/saml/:tenant/metadata',
    { config, schema: { summary: 'What a SAML provider needs to know of us', tags, params: tenantParam } },
    async (request, reply) =>
      reply.type('application/samlmetadata+xml').send(samlMetadata(samlSite(siteOf(app, request), tenantOf(request)))),
  );

  server.get<{ Querystring: { ticket?: string } }>(
    '/auth/saml/finish',
    {
      config,
      schema: { summary: 'The last step of a SAML sign-in', tags, querystring: shape({ ticket: text(100) }), response: { 303: found } },
    },
    async (request, reply) =>
      orSignIn(app, request, reply, async () => {
        const flow = await takeFlow<{ state: string; next: string }>(app, request.query.ticket ?? '', ['samlDone']);
        if (!flow?.person || !flow.tenant || !flow.user || flow.data.state !== stateOf(request)) throw new SsoRefusal('failed');
        await letIn(app, request, reply, { person: flow.person, tenant: flow.tenant, user: flow.user });
        return flow.data.next;
      }),
  );

  // The provider's page posts here from its own site, so no cookie comes along: the browser proves itself at /finish.
  await server.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 512 * 1024 }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.post<ByTenant & { Body: { SAMLResponse?: string; RelayState?: string } | null }>(
      '/auth/saml/:tenant/acs',
      {
        config: { public: true, crossSite: true },
        schema: { summary: 'Where a SAML provider sends people back', tags, params: tenantParam, response: { 303: found } },
      },
      async (request, reply) =>
        orSignIn(app, request, reply, async () => {
          app.identity.throttles.address.take(request.ip)();
          const tenant = tenantOf(request);
          const { SAMLResponse: response = '', RelayState: state = '' } = request.body ?? {};
          const flow = await peekFlow<SamlState>(app, String(state), ['saml']);
          if (flow?.tenant !== tenant) throw new SsoRefusal('failed');
          const connection = await usableConnection<SamlSettings>(app, tenant, 'saml');
          if (!connection) throw new SsoRefusal('off');
          const arrival = await samlArrival(app, tenant, connection.settings, { data: flow.data, response: String(response) });
          if (!(await takeFlow(app, String(state), ['saml']))) throw new SsoRefusal('failed');
          const who = await arrive(app, tenant, connection.settings, arrival);
          const ticket = await openFlow(app, { kind: 'samlDone', ...who, tenant, data: { state, next: flow.data.next } });
          return `/api/v1/auth/saml/finish?ticket=${ticket}`;
        }),
    );
  });
}

async function departure(
  app: Application,
  go: { tenant: number; kind: SsoKind; state: string; origin: string; query: { next?: string; email?: string } },
): Promise<{ url: string; data: OidcState | SamlState }> {
  const { tenant, kind, state, origin } = go;
  const next = safeNext(go.query.next);
  if (kind === 'saml') {
    const connection = await usableConnection<SamlSettings>(app, tenant, 'saml');
    if (!connection) throw new SsoRefusal('off');
    return samlRedirect(connection.settings, samlSite(origin, tenant), { state, next });
  }
  const connection = await usableConnection<OidcSettings>(app, tenant, 'oidc');
  if (!connection) throw new SsoRefusal('off');
  const redirectUri = `${origin}/api/v1/auth/oidc/callback`;
  return oidcRedirect(app, connection, { state, redirectUri, next, ...(go.query.email ? { email: go.query.email } : {}) });
}
