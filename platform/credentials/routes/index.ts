import type { FastifyInstance } from 'fastify';
import type { Application } from '../../module/index.ts';
import { appRoutes } from './apps.ts';
import { oauthRoutes } from './oauth.ts';
import { tokenRoutes } from './tokens.ts';

/** Keys of programs, below /api/v1. */
export async function credentialRoutes(server: FastifyInstance, app: Application): Promise<void> {
  await tokenRoutes(server, app);
  await appRoutes(server, app);
  await oauthRoutes(server, app);
}
