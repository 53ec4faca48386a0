import type { FastifyInstance } from 'fastify';
import type { Application } from '../../module/index.ts';
import { authRoutes } from './auth.ts';
import { companyRoutes } from './company.ts';
import { linkRoutes } from './links.ts';
import { ownSecurityRoutes } from './own-security.ts';
import { peopleRoutes } from './people.ts';
import { signInSettingsRoutes } from './sign-in-settings.ts';
import { ssoRoutes } from './sso.ts';
import { ssoSettingsRoutes } from './sso-settings.ts';
import { stepRoutes } from './steps.ts';

/** Everything about people, sign-in, roles and settings, below /api/v1. */
export async function identityRoutes(server: FastifyInstance, app: Application): Promise<void> {
  await authRoutes(server, app);
  await stepRoutes(server, app);
  await ownSecurityRoutes(server, app);
  await linkRoutes(server, app);
  await peopleRoutes(server, app);
  await companyRoutes(server, app);
  await signInSettingsRoutes(server, app);
  await ssoSettingsRoutes(server, app);
  await ssoRoutes(server, app);
}
