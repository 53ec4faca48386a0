import { ctxOf } from '@huanke/platform/http';
import { mayEditMetadata } from '@huanke/platform/metadata';
import { type Context, type FieldMeta, type ModuleRoutes, metaOf } from '@huanke/platform/module';
import { isSource, isTarget, whyNot } from './compatible.ts';
import { checkLine, madeObjects, mappingOf, shippedLines } from './mapping.ts';

const text = { type: 'string' } as const;
const label = { type: 'object', properties: { zh: text, en: text }, required: ['zh', 'en'] } as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const lineProperties = { from: text, object: text, to: text } as const;
const lines = list({ type: 'object', properties: lineProperties, required: ['from', 'object', 'to'] });
const target = {
  type: 'object',
  properties: { object: text, to: text, label, from: list(text) },
  required: ['object', 'to', 'label', 'from'],
} as const;
const answer = {
  type: 'object',
  properties: {
    version: { type: 'integer' },
    isShipped: { type: 'boolean' },
    lines: list({
      type: 'object',
      properties: { ...lineProperties, problem: { ...label, type: ['object', 'null'] } },
      required: ['from', 'object', 'to', 'problem'],
    }),
    shipped: lines,
    sources: list({ type: 'object', properties: { name: text, label }, required: ['name', 'label'] }),
    targets: list(target),
  },
  required: ['version', 'isShipped', 'lines', 'shipped', 'sources', 'targets'],
} as const;

const sourcesOf = (ctx: Context): FieldMeta[] => [...metaOf(ctx, 'lead').fields.values()].filter(isSource);

/** Every field a conversion may fill, with the fields of a lead that fit. */
function targetsOf(ctx: Context) {
  const sources = sourcesOf(ctx);
  return madeObjects.flatMap((object) => {
    const meta = metaOf(ctx, object);
    return [...meta.fields.values()]
      .filter((field) => isTarget(meta, field))
      .map((field) => ({
        object,
        to: field.name,
        label: field.label,
        from: sources.filter((source) => whyNot(source, field) === undefined).map(({ name }) => name),
      }));
  });
}

async function settingsOf(ctx: Context) {
  const { version, lines } = await mappingOf(ctx);
  const checked = lines.map((line) => ({ ...line, problem: checkLine(ctx.meta, line).problem?.message ?? null }));
  const sources = sourcesOf(ctx).map(({ name, label }) => ({ name, label }));
  return { version, isShipped: lines === shippedLines, lines: checked, shipped: shippedLines, sources, targets: targetsOf(ctx) };
}

/** `GET /leads/conversion-mapping`: what the page of the mapping shows. It is written as a part of the configuration. */
export const conversionRoutes: ModuleRoutes = async (server) => {
  server.get(
    '/leads/conversion-mapping',
    {
      schema: {
        summary: 'Which fields of a lead a conversion takes over, and which fit where',
        tags: ['leads'],
        response: { 200: answer },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      return settingsOf(ctx);
    },
  );
};
