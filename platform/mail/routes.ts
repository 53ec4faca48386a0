import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from '../database/sql.ts';
import { ctxOf } from '../http/request.ts';
import { errors, fieldError, label, textOf } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { groupLabels } from '../notifications/index.ts';
import { sendTest } from './letters.ts';
import { type MailServerInput, removeServer, saveServer, viewServer } from './server.ts';
import { readUnsubscription, type Unsubscription, unsubscribe } from './unsubscribe.ts';

const tags = ['settings'];
const names = ['host', 'port', 'security', 'login', 'secret', 'sender', 'senderName', 'site'];

/** The outgoing mail server, and the links that end e-mails. */
export async function mailRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.get('/mail-server', { schema: { summary: 'The outgoing mail server', tags } }, async (request) => ({
    server: await viewServer(await ctxOf(request)),
  }));

  server.put(
    '/mail-server',
    {
      schema: {
        summary: 'Set the outgoing mail server',
        tags,
        body: { type: 'object', additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, {}])) },
      },
    },
    async (request) => ({ server: await saveServer(await ctxOf(request), request.body as MailServerInput) }),
  );

  server.delete(
    '/mail-server',
    { schema: { summary: 'Send no e-mail any more', tags, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeServer(await ctxOf(request));
      return reply.code(204).send();
    },
  );

  server.post('/mail-server/test', { schema: { summary: 'Send a test e-mail to oneself', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    if (!(await viewServer(ctx))) throw errors.NOT_FOUND();
    const [me] = await ctx.query<{ email: string | null }>(
      sql`select email from app_user where tenant_id = ${ctx.tenant.id} and id = ${ctx.user.id}`,
    );
    if (!me?.email) throw fieldError('REQUIRED', 'email', label('您没有邮箱地址', 'You have no e-mail address'));
    const failure = await sendTest(ctx, me.email);
    return { sent: failure === null, to: me.email, failure };
  });

  await unsubscribeRoutes(server, app);
}

type WithToken = FastifyRequest<{ Params: { token: string } }>;

/** A page that asks (mail scanners open every link), and the click that does it: from that page or from the mail program itself. */
async function unsubscribeRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const params = { type: 'object', properties: { token: { type: 'string' } } };
  const schema = { tags: ['notifications'], params };
  const take = (request: FastifyRequest) => app.identity.throttles.address.take(request.ip);
  await server.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) =>
      done(null, {}),
    );
    scope.get(
      '/mail/unsubscribe/:token',
      { config: { public: true }, schema: { ...schema, summary: 'Ask before e-mails of a kind end' } },
      async (request: WithToken, reply) => {
        take(request);
        return page(reply, await readUnsubscription(app, request.params.token), false);
      },
    );
    scope.post(
      '/mail/unsubscribe/:token',
      { config: { public: true }, schema: { ...schema, summary: 'End e-mails of a kind' } },
      async (request: WithToken, reply) => {
        take(request);
        const found = await readUnsubscription(app, request.params.token);
        await unsubscribe(found);
        return page(reply, found, true);
      },
    );
  });
}

function page(reply: FastifyReply, { reader, ending }: Unsubscription, done: boolean): FastifyReply {
  const english = reader.language === 'en';
  const name = ending === 'all' ? label('全部通知', 'All notices') : groupLabels[ending];
  const what = textOf(name, reader.language);
  const asked = english ? `Stop e-mails about “${what}”?` : `不再接收“${what}”的邮件？`;
  const told = english ? `You get no more e-mails about “${what}”. The bell goes on.` : `不会再收到“${what}”的邮件，站内通知不变。`;
  const button = english ? 'Stop these e-mails' : '不再接收';
  const form = done ? '' : `<form method="post"><button style="padding:10px 20px;font:inherit">${button}</button></form>`;
  return reply
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${reader.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${done ? told : asked}</title></head><body style="margin:48px auto;max-width:480px;padding:0 16px;font:16px/1.6 sans-serif;color-scheme:light dark"><h1 style="font-size:20px">${done ? told : asked}</h1>${form}</body></html>`,
    );
}
