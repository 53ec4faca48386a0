import type { FastifyInstance } from 'fastify';
import { ctxOf, objectFor } from '../http/index.ts';
import { errors } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type Card, readCard } from '../text/index.ts';

/** What the text says, by fields of the object that the caller may write. */
function valuesOf(ctx: Context, meta: ObjectMeta, text: string): Record<string, string> {
  const fieldOf = (part: keyof Card) => {
    const name = meta.card?.[part];
    const field = name === undefined ? undefined : meta.fields.get(name);
    return field && ctx.access.field(meta.name, field.name) === 'edit' ? field : undefined;
  };
  const { workPhone, ...card } = readCard(text);
  // a number that has no place of its own is better than none
  const said = workPhone && !card.phone && !fieldOf('workPhone') ? { ...card, phone: workPhone } : { ...card, workPhone };
  return Object.fromEntries(
    (Object.entries(said) as [keyof Card, string | undefined][]).flatMap(([part, value]) => {
      const field = fieldOf(part);
      return field && value ? [[field.name, value.slice(0, field.max ?? value.length)]] : [];
    }),
  );
}

/** `POST /records/{object}/card` {text} → {values}: a pasted card, chat or mail as values of a new record; nothing is saved. */
export async function cardRoutes(server: FastifyInstance): Promise<void> {
  server.post<{ Params: { object: string }; Body: { text: string } }>(
    '/records/:object/card',
    {
      schema: {
        summary: 'Read a pasted card, chat or mail into values of a new record',
        tags: ['records'],
        params: { type: 'object', properties: { object: { type: 'string' } }, required: ['object'] },
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['text'],
          properties: { text: { type: 'string', maxLength: 20_000 } },
        },
        response: {
          200: {
            type: 'object',
            required: ['values'],
            properties: { values: { type: 'object', additionalProperties: { type: 'string' } } },
          },
        },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'create');
      if (!meta.card) throw errors.NOT_FOUND();
      return { values: valuesOf(ctx, meta, request.body.text) };
    },
  );
}
