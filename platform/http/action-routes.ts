import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errors, inTurn } from '../kernel/index.ts';
import type { ActionDefinition, Application, Context, ObjectMeta } from '../module/index.ts';
import { getRecord, isWithinReach, loadValues, lockRecord, retried } from '../records/index.ts';
import { isDay } from '../storage/codec.ts';
import { checkFieldRights, maySet, mayWrite } from './action-rights.ts';
import { withIdempotency } from './idempotency.ts';
import { toAppError } from './problem.ts';
import { objectFor } from './record-routes.ts';
import { ctxOf } from './request.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { date: isDay } });
const validators = new WeakMap<object, ValidateFunction>();

function checkInput(action: ActionDefinition<unknown, unknown>, input: unknown): void {
  let validate = validators.get(action);
  if (!validate) {
    validate = ajv.compile(action.input as object);
    validators.set(action, validate);
  }
  if (validate(input)) return;
  const refusal = toAppError({ validation: validate.errors ?? [] });
  throw refusal ?? errors.INVALID_VALUE();
}

/** Runs an action on one record in one transaction: the one way for routes, bulk, workflow steps and AI tools. */
export async function runAction(ctx: Context, action: ActionDefinition<unknown, unknown>, id: string, input: unknown): Promise<unknown> {
  const meta = objectFor(ctx, action.token.object, 'read');
  if (!ctx.access.can(action.permission)) throw errors.FORBIDDEN();
  checkInput(action, input);
  checkFieldRights(ctx, action, input);
  const call = () => retried(ctx, () => runLocked(ctx, meta, action, { id, input }));
  // who has a connection already must not wait for somebody who needs one
  return action.inTurn && !ctx.inTransaction ? inTurn(`${action.token.name} ${ctx.tenant.id} ${id.toLowerCase()}`, call) : call();
}

function runLocked(
  ctx: Context,
  meta: ObjectMeta,
  action: ActionDefinition<unknown, unknown>,
  { id, input }: { readonly id: string; readonly input: unknown },
): Promise<unknown> {
  // from here on our own code is at work, which may compute with fields that the caller does not see
  const whole = ctx.whole();
  const about = whole.meta.object(meta.name) ?? meta;
  const rights = { mayWrite: (target: string) => mayWrite(ctx, target) };
  return whole.transaction(async (tx) => {
    if (action.locks === 'itself') return action.run(tx, { id: id.toLowerCase(), record: {}, input, ...rights });
    const record = await lockRecord(tx, about, id);
    if (action.available && !action.available(record, tx))
      throw action.refused?.(record) ?? errors.STATE(action.why ? { errors: [{ field: 'id', code: 'STATE', message: action.why }] } : {});
    if (action.may && !(await action.may(tx, id.toLowerCase()))) throw errors.FORBIDDEN();
    return action.run(tx, { id, record, input, ...rights });
  });
}

/** What somebody may do with some records of an object and not with others. */
const reachVerbs = ['edit', 'delete', 'transfer'] as const;

/** `POST /records/{o}/{id}/actions/{action}` {input} → {result}; `GET .../actions` tells which the record's state allows now. */
export async function actionRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.get(
    '/records/:object/:id/actions',
    {
      schema: {
        summary: 'Which actions are possible on a record now',
        description: 'Those the caller may take on this record, with whether its state allows them; who may only read it has few or none.',
        tags: ['records'],
        response: {
          200: {
            type: 'object',
            properties: {
              verbs: {
                type: 'array',
                items: { type: 'string', enum: [...reachVerbs] },
                description: 'What the caller may do with this record beside actions',
              },
              items: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    name: { type: 'string' },
                    available: { type: 'boolean' },
                    needs: {
                      type: 'array',
                      items: { type: 'string' },
                      description: 'Inputs that this record can not go without, beside those that the action always asks for',
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    async (request: FastifyRequest<{ Params: { object: string; id: string } }>) => {
      const ctx = await ctxOf(request);
      const { object, id } = request.params;
      const meta = objectFor(ctx, object, 'read');
      // refuses what is not there or not visible; the values below come without a check of access
      await getRecord(ctx, meta, id, ['id']);
      const whole = ctx.whole();
      const record = (await loadValues(whole, whole.meta.object(object) ?? meta, [id.toLowerCase()])).get(id.toLowerCase());
      if (!record) throw errors.NOT_FOUND();
      // an action takes the record for itself as an edit does
      const mayEdit = await isWithinReach(whole, meta, id, 'edit');
      const known = app.registry
        .actionsOf(object)
        .filter((action) => ctx.access.can(action.permission) && (mayEdit || action.locks === 'itself'));
      const offered = await Promise.all(known.map((action) => action.offered?.(whole, id.toLowerCase()) ?? true));
      const mine = known.filter((_, at) => offered[at]);
      const told = mine.map(async (action) => {
        const allowed = maySet(ctx, action) && (action.available?.(record, whole) ?? true);
        const available = allowed && ((await action.may?.(whole, id.toLowerCase())) ?? true);
        const needs = available ? ((await action.needs?.(whole, record)) ?? []) : [];
        return { name: action.token.verb, available, ...(needs.length > 0 ? { needs } : {}) };
      });
      const reached = await Promise.all(
        reachVerbs.map(async (verb) => ctx.access.can(`${object}.${verb}`) && (await isWithinReach(whole, meta, id, verb))),
      );
      return { items: await Promise.all(told), verbs: reachVerbs.filter((_, at) => reached[at]) };
    },
  );

  type Call = FastifyRequest<{ Params: { object: string; id: string; action: string }; Body: { input?: unknown } | undefined }>;
  server.post(
    '/records/:object/:id/actions/:action',
    {
      schema: {
        summary: 'Run an action on a record',
        tags: ['records'],
        body: { type: ['object', 'null'], additionalProperties: false, properties: { input: { type: ['object', 'null'] } } },
      },
    },
    async (request: Call, reply) => {
      const ctx = await ctxOf(request);
      const { object, id, action: verb } = request.params;
      objectFor(ctx, object, 'read');
      const action = app.registry.actionsOf(object).find((one) => one.token.verb === verb);
      if (!action) throw errors.NOT_FOUND();
      return withIdempotency(ctx, request, reply, async (tx) => ({
        status: 200,
        headers: {},
        body: { result: await runAction(tx, action, id, request.body?.input ?? {}) },
      }));
    },
  );
}
