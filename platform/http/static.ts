import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { errors } from '../kernel/index.ts';

/**
 * Serves the built web app, if there is one: files with a hash in their name for ever, every other page address as the app's one
 * page. What is no page and no route answers 404, or 405 where another method has a route.
 */
export async function webRoutes(server: FastifyInstance, folder: string): Promise<void> {
  const page = join(folder, 'index.html');
  const html = existsSync(page) ? readFileSync(page) : undefined;
  const sendPage = (reply: FastifyReply) => reply.code(200).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(html);
  if (html) {
    await server.register(fastifyStatic, {
      root: folder,
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (reply, path) =>
        void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    });
    server.get('/', { config: { public: true } }, (_request, reply) => sendPage(reply));
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/') && !/\.\w{2,5}$/.test(path);
    if (html && isPage) return sendPage(reply);
    throw server.methodsOf(path).length > 0 ? errors.METHOD_NOT_ALLOWED() : errors.NOT_FOUND();
  });
}
