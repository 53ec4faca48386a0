import type { FastifyRequest } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { answer, list, text, textOrNull } from '../../identity/routes/schemas.ts';
import { AppError, label } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';

/** What tokens and apps have in common in answers. */
export const keyFields = {
  id: text(),
  name: text(),
  hint: text(),
  scopes: list(text(), 1000),
  user: answer({ id: text(), title: text() }),
  createdAt: text(),
  lastUsedAt: textOrNull(),
} as const;

/** The signed-in person. A key must not make, widen or end keys: who steals one could outlive its end. */
export async function personOf(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (request.credential)
    throw new AppError('FORBIDDEN', 403, label('请登录网页后管理令牌和应用', 'Keys are managed by a signed-in person, not by a key'));
  return ctx;
}
