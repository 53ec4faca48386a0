import type { FastifyInstance, FastifyRequest } from 'fastify';
import { objectFor } from '../http/record-routes.ts';
import { ctxOf } from '../http/request.ts';
import { errors, type Label, label } from '../kernel/index.ts';
import type { Application, Context, ObjectMeta } from '../module/index.ts';
import { getRecord } from '../records/query/index.ts';
import { mayRead } from './needs.ts';
import { nextActions } from './next.ts';
import { tilesOf } from './tiles.ts';

interface Panel {
  readonly name: string;
  readonly label: Label;
  readonly needs: readonly string[];
  read(ctx: Context, record: string, meta: ObjectMeta): Promise<unknown>;
}

/** What modules fill by entries of their own; they are panels of any object that somebody has declared some for. */
const gathered: readonly Panel[] = [
  {
    name: 'tiles',
    label: label('概况', 'At a glance'),
    needs: [],
    read: async (ctx, record, { name }) => ({ tiles: await tilesOf(ctx, name, record) }),
  },
  {
    name: 'next',
    label: label('下一步', 'Next'),
    needs: [],
    read: async (ctx, record, { name }) => ({ items: await nextActions(ctx, name, record) }),
  },
];

function panelsFor(ctx: Context, meta: ObjectMeta): Panel[] {
  const { tiles, nextActions: actions, panels } = ctx.app.registry;
  const has = { tiles: tiles.some(({ of }) => of === meta.name), next: actions.some(({ of }) => of === meta.name) };
  return [...gathered.filter(({ name }) => has[name as keyof typeof has]), ...panels.filter(({ of }) => of === '*' || of === meta.name)];
}

type PanelRequest = FastifyRequest<{ Params: { object: string; id: string; name: string } }>;

const text = { type: 'string' } as const;
const params = (...names: string[]) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, text])) }) as const;
const named = {
  type: 'object',
  properties: { name: text, label: { type: 'object', properties: { zh: text, en: text } } },
  required: ['name', 'label'],
} as const;

/** `GET /records/{object}/{id}/panels` and `…/panels/{name}`: the parts of a record's page, each read apart with the caller's rights. */
export async function panelRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/records/:object/:id/panels',
    {
      schema: {
        summary: 'The panels of a record that the caller may read',
        tags: ['records'],
        params: params('object', 'id'),
        response: { 200: { type: 'object', properties: { items: { type: 'array', items: named } } } },
      },
    },
    async (request: PanelRequest) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      await getRecord(ctx, meta, request.params.id, ['id']);
      const panels = panelsFor(ctx, meta).filter(({ needs }) => mayRead(ctx, needs));
      return { items: panels.map(({ name, label: title }) => ({ name, label: title })) };
    },
  );

  server.get(
    '/records/:object/:id/panels/:name',
    {
      schema: {
        summary: 'One panel of a record: what it shows to the caller',
        tags: ['records'],
        params: params('object', 'id', 'name'),
        response: { 200: { type: 'object', properties: { ...named.properties, data: {} }, required: ['name', 'data'] } },
      },
    },
    async (request: PanelRequest) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      const panel = panelsFor(ctx, meta).find(({ name }) => name === request.params.name);
      if (!panel) throw errors.NOT_FOUND();
      if (!mayRead(ctx, panel.needs)) throw errors.FORBIDDEN();
      const { id } = request.params;
      await getRecord(ctx, meta, id, ['id']);
      return { name: panel.name, label: panel.label, data: await panel.read(ctx, id.toLowerCase(), meta) };
    },
  );
}
