import type { Label } from '../kernel/index.ts';

/** The form of the file; a file of a higher one is refused. */
export const packageFormat = 1;

export type Body = Readonly<Record<string, unknown>>;

/** An object in a package: one of the tenant's own with all it says, or a shipped one with what differs. */
export interface PackageObject {
  readonly name: string;
  /** As `POST|PATCH /meta/objects` takes it; absent when only fields are carried. */
  readonly definition?: Body;
  /** As `POST|PATCH …/fields` takes them, in order. */
  readonly fields?: readonly (Body & { readonly name: string })[];
}

export interface PackagePart {
  readonly kind: string;
  readonly object?: string;
  readonly name: string;
  readonly definition: unknown;
}

export interface PackageRole extends Body {
  readonly key: string;
}

export interface PackageView {
  readonly object: string;
  readonly name: string;
  readonly definition: Body;
}

/** A picture or a Word document that print templates use; they name it `@file:` and its hash. */
export interface PackedFile {
  /** SHA-256 of the content, in hex. */
  readonly hash: string;
  readonly name: string;
  readonly type: string;
  /** Base64. */
  readonly content: string;
}

/** A configuration package as it lies in a file: no ids, no records, no keys of storage. Names stand for everything. */
export interface PackageFile {
  readonly format: number;
  readonly name: string;
  readonly version: string;
  readonly label: Label;
  readonly description?: Label;
  readonly author?: string;
  /** Packages that must be there, by name. */
  readonly requires?: readonly string[];
  readonly objects: readonly PackageObject[];
  readonly parts: readonly PackagePart[];
  readonly roles: readonly PackageRole[];
  readonly views: readonly PackageView[];
  /** What templates print: each content once. */
  readonly files?: readonly PackedFile[];
}

export type ItemKind = 'object' | 'field' | 'part' | 'role' | 'view';

/** One thing a package carries, or a tenant has. */
export interface Item {
  /** `object:x_device`, `field:account.x_level`, `part:layout:account.standard`, `role:x_agent`, `view:account.重点客户` */
  readonly key: string;
  readonly kind: ItemKind;
  /** '' where it belongs to no object. */
  readonly object: string;
  readonly name: string;
  readonly partKind?: string;
  /** Where it stands in the file: `objects[2].fields[0]`. */
  readonly place: string;
  readonly body: Body;
}

export function keyOf(item: Pick<Item, 'kind' | 'object' | 'name' | 'partKind'>): string {
  if (item.kind === 'part') return `part:${item.partKind}:${item.object ? `${item.object}.` : ''}${item.name}`;
  if (item.kind === 'field' || item.kind === 'view') return `${item.kind}:${item.object}.${item.name}`;
  return `${item.kind}:${item.name}`;
}

/** The items of a package, each once. */
export function itemsOf(file: PackageFile): Item[] {
  const items: Omit<Item, 'key'>[] = [];
  file.objects.forEach(({ name, definition, fields = [] }, index) => {
    const place = `objects[${index}]`;
    if (definition) items.push({ kind: 'object', object: name, name, place, body: definition });
    fields.forEach(({ name: field, ...body }, at) => {
      items.push({ kind: 'field', object: name, name: field, place: `${place}.fields[${at}]`, body });
    });
  });
  file.parts.forEach(({ kind, object = '', name, definition }, index) => {
    items.push({ kind: 'part', partKind: kind, object, name, place: `parts[${index}]`, body: definition as Body });
  });
  file.roles.forEach(({ key, ...body }, index) => {
    items.push({ kind: 'role', object: '', name: key, place: `roles[${index}]`, body });
  });
  file.views.forEach(({ object, name, definition }, index) => {
    items.push({ kind: 'view', object, name, place: `views[${index}]`, body: definition });
  });
  return items.map((item) => ({ ...item, key: keyOf(item) }));
}
