import type { FastifyInstance } from 'fastify';
import { objectRoutes } from './objects.ts';
import { partRoutes } from './parts.ts';
import { settingRoutes } from './settings.ts';

/** The configuration of a tenant over HTTP: objects with their fields, and the parts that modules declare. */
export async function metadataRoutes(server: FastifyInstance): Promise<void> {
  objectRoutes(server);
  partRoutes(server);
  settingRoutes(server);
}
