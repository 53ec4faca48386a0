import { ctxOf, withIdempotency } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import type { ModuleRoutes } from '@huanke/platform/module';
import { purposes } from '@huanke/platform/protection';
import { type CaptureInput, captureLead } from './capture.ts';

const text = (max: number) => ({ type: ['string', 'null'], maxLength: max }) as const;
const input = {
  type: 'object',
  additionalProperties: false,
  required: ['source', 'lead'],
  properties: {
    source: { type: 'string', maxLength: 80 },
    externalId: text(200),
    campaign: text(200),
    content: text(4000),
    at: text(40),
    utm: {
      type: 'object',
      additionalProperties: false,
      properties: { source: text(200), medium: text(200), campaign: text(200), term: text(200), content: text(200) },
    },
    lead: {
      type: 'object',
      additionalProperties: true,
      description: 'Fields of the lead: a name or a company, and a phone, an e-mail address or a WeChat id',
    },
    consent: { type: 'array', maxItems: 10, items: { type: 'string', enum: purposes } },
  },
} as const;

const id = { type: ['string', 'null'] } as const;
const answer = {
  type: 'object',
  required: ['lead', 'touch', 'outcome'],
  properties: {
    lead: { ...id, description: 'Null for callers who may not see the lead that is there' },
    touch: { ...id, description: 'Null where the lead is' },
    outcome: { type: 'string', enum: ['new', 'touched', 'repeated'] },
  },
} as const;

/** `POST /leads/capture`: for forms, advertisements and other programs. */
export const captureRoutes: ModuleRoutes = async (server) => {
  server.post<{ Body: CaptureInput }>(
    '/leads/capture',
    {
      schema: {
        summary: 'Take in a possible customer: a new lead, or one more touch of a known person. The same source and externalId count once',
        tags: ['leads'],
        body: input,
        response: { 200: answer, 201: answer },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('lead.create')) throw errors.FORBIDDEN();
      return withIdempotency(ctx, request, reply, async (tx) => {
        const captured = await captureLead(tx, request.body);
        return { status: captured.outcome === 'new' ? 201 : 200, headers: {}, body: captured };
      });
    },
  );
};
