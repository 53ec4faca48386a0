import { sql } from '../database/sql.ts';
import { type Label, label } from '../kernel/index.ts';
import { BodyReader, mayEditMetadata } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { sorted } from './canonical.ts';
import { withFiles } from './files.ts';
import { closureOf } from './mentions.ts';
import { readPackage } from './read.ts';
import { type Held, readState } from './state.ts';
import { type Body, type PackageFile, type PackageObject, packageFormat } from './types.ts';

export interface ExportRequest {
  readonly name: string;
  readonly version: string;
  readonly label: Label | string;
  readonly description?: Label | string;
  readonly author?: string;
  /** Names of objects; of these everything is carried, and what it leans on. Absent: the whole configuration. */
  readonly objects?: readonly string[];
  /** Single items beside those, by key. */
  readonly items?: readonly string[];
  readonly roles?: boolean;
  readonly views?: boolean;
}

export interface Exported {
  readonly file: PackageFile;
  /** What stayed behind, and why. */
  readonly left: readonly { readonly key: string; readonly reason: Label }[];
}

/** Lays the items of a tenant out as a package. Two exports of the same state are the same text. */
export function layOut(
  head: Pick<PackageFile, 'name' | 'version' | 'label' | 'description' | 'author' | 'requires'>,
  items: readonly Held[],
): PackageFile {
  const objects = new Map<string, { definition?: Body; fields: (Body & { name: string })[] }>();
  const at = (name: string) => {
    const found = objects.get(name) ?? { fields: [] };
    objects.set(name, found);
    return found;
  };
  for (const item of items) {
    if (item.kind === 'object') at(item.name).definition = item.body;
    else if (item.kind === 'field') at(item.object).fields.push({ name: item.name, ...item.body });
  }
  const laid = [...objects].map(
    ([name, { definition, fields }]): PackageObject => ({ name, ...(definition ? { definition } : {}), fields }),
  );
  const of = (kind: Held['kind']) => items.filter((item) => item.kind === kind);
  const { name, version, label: title, description, author, requires } = head;
  return {
    format: packageFormat,
    name,
    version,
    label: title,
    ...(description ? { description } : {}),
    ...(author ? { author } : {}),
    ...(requires?.length ? { requires } : {}),
    objects: leaningOrder(laid),
    parts: of('part').map(({ partKind = '', object, name: part, body }) => ({
      kind: partKind,
      ...(object ? { object } : {}),
      name: part,
      definition: body,
    })),
    roles: of('role').map(({ name: key, body }) => ({ key, ...body })),
    views: of('view').map(({ object, name: view, body }) => ({ object, name: view, definition: body })),
  };
}

/** Objects that others point to come first, else by name; a circle is cut at its first name. */
function leaningOrder(objects: readonly PackageObject[]): PackageObject[] {
  const byName = new Map([...objects].sort((a, b) => (a.name < b.name ? -1 : 1)).map((one) => [one.name, one]));
  const done = new Set<string>();
  const order: PackageObject[] = [];
  const visit = (one: PackageObject, above: ReadonlySet<string>) => {
    if (done.has(one.name) || above.has(one.name)) return;
    const targets = (one.fields ?? []).flatMap((field) => [field.object, ...((field.objects as unknown[] | undefined) ?? [])]);
    for (const target of targets.map(String).sort()) {
      const found = byName.get(target);
      if (found) visit(found, new Set([...above, one.name]));
    }
    if (done.has(one.name)) return;
    done.add(one.name);
    order.push(one);
  };
  for (const one of byName.values()) visit(one, new Set());
  return order;
}

const requestKeys = new Set(['name', 'version', 'label', 'description', 'author', 'objects', 'items', 'roles', 'views']);

/** The configuration of the caller's company, or a part of it, as a package. */
export async function exportPackage(ctx: Context, request: ExportRequest): Promise<Exported> {
  mayEditMetadata(ctx);
  const reader = new BodyReader(request);
  reader.only(requestKeys);
  const wanted = { objects: reader.list('objects', 500)?.map(String), items: reader.list('items', 5000)?.map(String) };
  const withRoles = reader.boolean('roles') ?? true;
  const withViews = reader.boolean('views') ?? true;
  for (const name of wanted.objects ?? [])
    if (!ctx.meta.object(name)) reader.problem('objects', 'INVALID_VALUE', label(`没有对象“${name}”`, `There is no object "${name}"`));
  reader.finish();
  const { name, version, label: title, description, author } = request;
  const head = readPackage({ format: packageFormat, name, version, label: title, description, author, objects: [] });
  return ctx.transaction(async (tx) => {
    // one picture: nobody changes the configuration meanwhile
    await tx.query(sql`select from tenant where id = ${tx.tenant.id} for share`);
    const state = await readState(tx);
    const possible = state.items.filter((item) => (item.kind !== 'role' || withRoles) && (item.kind !== 'view' || withViews));
    const keys = wanted.objects || wanted.items ? chosenKeys(possible, wanted) : undefined;
    const items = keys ? possible.filter((item) => keys.has(item.key)) : possible;
    return { file: await withFiles(tx, layOut(head, items)), left: state.left };
  });
}

function chosenKeys(
  possible: readonly Held[],
  wanted: { readonly objects: string[] | undefined; readonly items: string[] | undefined },
): Set<string> {
  const objects = new Set(wanted.objects ?? []);
  const single = new Set(wanted.items ?? []);
  const chosen = possible.filter((item) => objects.has(item.object) || single.has(item.key));
  return closureOf(possible, chosen);
}

/** The text of a package file: keys in a fixed order, one property a line, so that versions can be compared line by line. */
export function packageText(file: PackageFile): string {
  const { format, name, version, label: title, description, author, requires, objects, parts, roles, views, files } = file;
  const lines = (list: readonly object[]) => list.map((one) => sorted(one));
  const ordered = {
    format,
    name,
    version,
    label: title,
    description,
    author,
    requires,
    objects: lines(objects),
    parts: lines(parts),
    roles: lines(roles),
    views: lines(views),
    ...(files?.length ? { files: lines(files) } : {}),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
