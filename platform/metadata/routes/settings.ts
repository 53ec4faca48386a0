import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { errors, type Label, parseDecimal, sameJson } from '../../kernel/index.ts';
import type { Context, PartKind, SettingsMeta } from '../../module/index.ts';
import { mayEditMetadata } from '../change-log.ts';
import { partVersion } from '../part-version.ts';

const text = { type: 'string' } as const;
const label = { type: 'object', properties: { zh: text, en: text }, required: ['zh', 'en'] } as const;
const kept = {
  kind: text,
  name: text,
  label,
  text: label,
  icon: text,
  module: { type: 'object', properties: { name: text, label }, required: ['name', 'label'] },
} as const;
const required = ['kind', 'name', 'label', 'text', 'icon', 'module'] as const;
const list = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: { type: 'object', properties: { ...kept, changed: { type: 'integer' } }, required: [...required, 'changed'] },
    },
  },
  required: ['items'],
} as const;
const field = {
  type: 'object',
  properties: {
    name: text,
    label,
    help: label,
    input: { type: 'object', additionalProperties: true },
    shipped: {},
    value: {},
    changed: { type: 'boolean' },
  },
  required: ['name', 'label', 'help', 'input', 'changed'],
} as const;
const one = {
  type: 'object',
  properties: { ...kept, version: { type: 'integer' }, fields: { type: 'array', items: field } },
  required: [...required, 'version', 'fields'],
} as const;

interface Declared {
  readonly kind: PartKind;
  readonly settings: SettingsMeta;
  readonly module: { readonly name: string; readonly label: Label };
}

function declared(ctx: Context): Declared[] {
  return ctx.app.registry.modules.flatMap(({ name, label: title, parts = [] }) =>
    parts.flatMap((kind) => (kind.settings ? [{ kind, settings: kind.settings, module: { name, label: title } }] : [])),
  );
}

const headOf = ({ kind, settings, module }: Declared) => ({
  kind: kind.kind,
  name: settings.name,
  label: kind.label,
  text: settings.text,
  icon: settings.icon,
  module,
});

/** 2 and 2.00 are the same setting. */
function same(a: unknown, b: unknown): boolean {
  if (sameJson(a, b)) return true;
  const [left, right] = [a, b].map((value) => (typeof value === 'string' ? parseDecimal(value, 2) : undefined));
  return typeof left === 'bigint' && left === right;
}

const isChanged = ({ settings }: Declared, values: Readonly<Record<string, unknown>>, name: string) =>
  !same(values[name], settings.fields[name]?.shipped);

async function describe(caller: Context, found: Declared) {
  const version = await partVersion(caller, { kind: found.kind.kind, object: '', name: found.settings.name });
  // what is read after its version holds at least that: a change between the two is refused, never overwritten
  const ctx = await caller.app.contextFor({ tenant: caller.tenant.id, user: caller.user.id, channel: caller.channel });
  const values = found.settings.of(ctx);
  const fields = Object.entries(found.settings.fields).map(async ([name, setting]) => ({
    name,
    label: setting.label,
    help: setting.help,
    input: await setting.input(ctx),
    shipped: setting.shipped,
    value: values[name],
    changed: isChanged(found, values, name),
  }));
  return { ...headOf(found), version, fields: await Promise.all(fields) };
}

/** What modules let a company set, as their pages show it; changed by `PUT /meta/parts/{kind}/{name}` with `If-Match`. */
export function settingRoutes(server: FastifyInstance): void {
  const tags = ['meta'];
  server.get(
    '/meta/settings',
    {
      schema: {
        summary: 'What modules let the company set, and how much of it differs from what is shipped',
        tags,
        response: { 200: list },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      const items = declared(ctx).map((found) => {
        const values = found.settings.of(ctx);
        return { ...headOf(found), changed: Object.keys(values).filter((name) => isChanged(found, values, name)).length };
      });
      return { items };
    },
  );
  server.get<{ Params: { kind: string } }>(
    '/meta/settings/:kind',
    {
      schema: {
        summary: 'Settings of one kind: each with what it means, what is shipped and what holds',
        tags,
        params: { type: 'object', properties: { kind: { type: 'string', maxLength: 80 } } },
        response: { 200: one },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      const found = declared(ctx).find(({ kind }) => kind.kind === request.params.kind);
      if (!found) throw errors.NOT_FOUND();
      return describe(ctx, found);
    },
  );
}
