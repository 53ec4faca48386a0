import { fileURLToPath } from 'node:url';
import { administrationRoutes } from '@huanke/platform/administration';
import { assignmentRoutes } from '@huanke/platform/assignment';
import { auditRoutes } from '@huanke/platform/audit';
import { calendarRoutes } from '@huanke/platform/calendar';
import { cardRoutes } from '@huanke/platform/cards';
import { changeRoutes } from '@huanke/platform/changes';
import { commentRoutes } from '@huanke/platform/comments';
import { type BearerCaller, credentialRoutes, oauthMetadata, resolveBearer } from '@huanke/platform/credentials';
import { duplicateRoutes } from '@huanke/platform/duplicates';
import { liveRoutes } from '@huanke/platform/events';
import { fileRoutes } from '@huanke/platform/files';
import { handoverRoutes } from '@huanke/platform/handover';
import { homeRoutes } from '@huanke/platform/home';
import {
  actionRoutes,
  bearerOf,
  channelOf,
  clientOf,
  createHttp,
  ctxOf,
  openApi,
  recordRoutes,
  regionRoutes,
  systemRoutes,
  webRoutes,
} from '@huanke/platform/http';
import { type Caller, identityRoutes, refuseWhileViewing, sessionCookie } from '@huanke/platform/identity';
import { jobRoutes } from '@huanke/platform/jobs';
import { type Language, languageFromHeader } from '@huanke/platform/kernel';
import { layoutRoutes } from '@huanke/platform/layouts';
import { mailRoutes } from '@huanke/platform/mail';
import { mailboxRoutes } from '@huanke/platform/mailboxes';
import { metadataRoutes } from '@huanke/platform/metadata';
import { type Context, makeContext } from '@huanke/platform/module';
import { notificationRoutes } from '@huanke/platform/notifications';
import { packageRoutes } from '@huanke/platform/packages';
import { panelRoutes } from '@huanke/platform/panels';
import { poolRoutes } from '@huanke/platform/pools';
import { printRoutes } from '@huanke/platform/print';
import { processRoutes } from '@huanke/platform/processes';
import { protectionRoutes } from '@huanke/platform/protection';
import { pushRoutes } from '@huanke/platform/push';
import { ruleRoutes } from '@huanke/platform/rules';
import { sandboxRoutes } from '@huanke/platform/sandboxes';
import { searchRoutes } from '@huanke/platform/search';
import { settingsSearchRoutes } from '@huanke/platform/settings-search';
import { sharingRoutes } from '@huanke/platform/sharing';
import { tagRoutes } from '@huanke/platform/tags';
import { timelineRoutes } from '@huanke/platform/timeline';
import { transferRoutes } from '@huanke/platform/transfer';
import { viewRoutes } from '@huanke/platform/views';
import { webhookRoutes } from '@huanke/platform/webhooks';
import { workAppRoutes, workAppSignInRoutes } from '@huanke/platform/work-apps';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from './config.ts';
import type { Runtime } from './runtime.ts';

export const version = '0.1.0';

const webFolder = fileURLToPath(new URL('../web/dist', import.meta.url));

/** The HTTP half: who calls, and every route there is. */
export async function createServer(runtime: Runtime, config: Config): Promise<{ server: FastifyInstance; setReady(ready: boolean): void }> {
  const { app } = runtime;
  let ready = false;

  /** A program by its key, or a person by their session: never one by the other's. */
  async function findCaller(request: FastifyRequest): Promise<BearerCaller | Caller | undefined> {
    const bearer = bearerOf(request);
    if (bearer !== undefined) return resolveBearer(app, bearer, request.ip);
    const token = request.cookies[sessionCookie];
    return token ? app.identity.resolveSession(token, request.ip) : undefined;
  }

  async function resolveCaller(request: FastifyRequest): Promise<Context | undefined> {
    const caller = await findCaller(request);
    if (!caller) return undefined;
    if ('viewed' in caller && caller.viewed) refuseWhileViewing(request.method, request.routeOptions.url ?? '');
    const { tenant, user, access } = caller;
    request.credential = 'credential' in caller ? caller.credential : null;
    request.quota = request.credential
      ? { policy: 'credential', key: request.credential.id, limit: tenant.rateLimits.credential }
      : { policy: 'user', key: user.id, limit: tenant.rateLimits.user };
    const language: Language = caller.language ?? languageFromHeader(request.headers['accept-language']) ?? tenant.language;
    return makeContext({
      app,
      tenant,
      user,
      access,
      language,
      meta: await app.metadata.load(tenant.id, tenant.metadataVersion),
      channel: request.credential ? 'api' : channelOf(request),
      client: clientOf(request),
      traceId: request.id,
    });
  }

  const server = await createHttp({
    log: app.log,
    resolveCaller,
    proxies: config.trustProxy,
    ...(config.mapTiles ? { pictures: new URL(config.mapTiles.template).origin } : {}),
    ...(config.rateLimit ? { limitBy: app.clock } : {}),
  });
  await systemRoutes(server, app, { isReady: () => ready });
  await server.register(
    async (api) => {
      for (const routes of [
        identityRoutes,
        credentialRoutes,
        metadataRoutes,
        layoutRoutes,
        ruleRoutes,
        administrationRoutes,
        recordRoutes,
        regionRoutes,
        cardRoutes,
        actionRoutes,
        timelineRoutes,
        panelRoutes,
        commentRoutes,
        notificationRoutes,
        pushRoutes,
        mailRoutes,
        mailboxRoutes,
        workAppRoutes,
        workAppSignInRoutes,
        tagRoutes,
        searchRoutes,
        viewRoutes,
        homeRoutes,
        fileRoutes,
        transferRoutes,
        jobRoutes,
        packageRoutes,
        sandboxRoutes,
        printRoutes,
        processRoutes,
        calendarRoutes,
        settingsSearchRoutes,
        changeRoutes,
        auditRoutes,
        protectionRoutes,
        handoverRoutes,
        sharingRoutes,
        duplicateRoutes,
        poolRoutes,
        assignmentRoutes,
        webhookRoutes,
        ...app.registry.modules.flatMap((module) => module.routes ?? []),
      ]) {
        await routes(api, app);
      }
      await liveRoutes(api, app, runtime.bus);
      api.get(
        '/openapi.json',
        { schema: { summary: 'This description, for the caller and their company', tags: ['system'] } },
        async (request) => openApi(await ctxOf(request), server.routeList, version),
      );
    },
    { prefix: '/api/v1' },
  );
  await oauthMetadata(server);
  await webRoutes(server, webFolder);
  return {
    server,
    setReady: (value) => {
      ready = value;
    },
  };
}
