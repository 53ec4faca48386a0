import type { Sql } from '../database/sql.ts';
import type { Clock, Language } from '../kernel/index.ts';
import type { MaskKind } from '../text/mask.ts';
import type { ActionDefinition } from './action.ts';
import type { FieldDefinition } from './fields.ts';
import type { ObjectDefinition, RelatedList, Section } from './object.ts';
import type { Part } from './part.ts';

/** What somebody may do with a field, from narrow to wide: hidden = for them it is not there. */
export const fieldRights = ['hidden', 'masked', 'read', 'edit'] as const;
export type FieldRight = (typeof fieldRights)[number];

/** By what way a change came in; kept in history and events. */
export type Channel = 'web' | 'mobile' | 'api' | 'import' | 'automation' | 'sync' | 'ai';

/**
 * How much of what the company does by itself may follow from a change: everything, giving out by rules only, or nothing. History, audit,
 * search, duplicates, sums and whatever else keeps the data right follow always.
 */
export const automations = ['none', 'assignment', 'all'] as const;
export type Automation = (typeof automations)[number];

/** From where somebody acts. */
export interface ClientInfo {
  readonly address: string;
  readonly agent: string;
}

export interface TenantInfo {
  readonly id: number;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly language: Language;
  /** 0 Sunday … 6 Saturday; 1 by default. */
  readonly weekStart: number;
  /** First month of the fiscal year, 1 … 12. */
  readonly fiscalYearStart: number;
  readonly metadataVersion: number;
  /** Raised by every change of users, departments or roles: cached rights are right for one version. */
  readonly accessVersion: number;
  /** The company this one is a trial copy of. */
  readonly sandboxOf?: number;
}

export interface UserInfo {
  readonly id: string;
  readonly name: string;
  readonly department: string | null;
  readonly roles: readonly string[];
}

/**
 * Which records of an object a verb reaches. 'owners' is an indexed predicate; records without owner are only in 'all'. `shared`: beside
 * them what is shared with the caller: about how many rows of `record_share` that is. `pools`: beside them what lies in these pools. `open`:
 * beside them what is not closed (`access.closed` of the object), as far as this reaches and by the records it names.
 */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'owners';
      readonly owners: readonly string[];
      readonly shared?: number;
      readonly pools?: readonly string[];
      readonly open?: Scope;
    };

export type Verb = 'create' | 'read' | 'edit' | 'delete' | 'import' | 'export' | 'transfer' | 'merge' | 'print' | 'share';

/** Verbs that reach records of others. `share`: those somebody may share, which are those they edit by their own standing. */
export type ReachVerb = 'read' | 'edit' | 'delete' | 'transfer' | 'share';

export interface Access {
  /** Holds the permission `object.verb` or a page permission such as `settings.manage`. */
  can(permission: string): boolean;
  scope(object: ObjectMeta, verb: ReachVerb): Scope;
  /** What the caller may do with a field, by names; the field need not be there any more. */
  field(object: string, field: string): FieldRight;
  /** By object and field, where it is less than `edit`. */
  readonly limits: ReadonlyMap<string, ReadonlyMap<string, FieldRight>>;
  /** By object the pools in whose records phone numbers and e-mail addresses are masked for the caller. */
  readonly veils: ReadonlyMap<string, readonly string[]>;
  /** What of the metadata the caller may know: without hidden fields, the others marked. The same value as long as nothing changes. */
  view(meta: TenantMetadata): TenantMetadata;
  readonly permissions: readonly string[];
  /** Code of ours, not a person: nothing is closed to it. */
  readonly system?: boolean;
  /** An administrator looks as this person: what is closed to everybody but its owners is closed to them as well. */
  readonly looking?: boolean;
  /** Of a program: the scopes of its key, and those of its app; absent for a person themselves. What it starts in the background is bound by them, too. */
  readonly scopes?: readonly (readonly string[])[];
  /** The ids by which a share may name the caller: themselves, their department and all above it, their groups and roles. */
  readonly principals: readonly string[];
  /** User and department ids behind the filter values me, myReports, myDepartment, myDepartmentAndBelow. */
  readonly me: string;
  readonly myReports: readonly string[];
  readonly myDepartment: string | null;
  readonly myDepartmentAndBelow: readonly string[];
}

/** Where a field's value lies. */
export type FieldStorage =
  | { readonly kind: 'column'; readonly column: string }
  /** `custom->>key`, copied to `slot` when filterable. */
  | { readonly kind: 'custom'; readonly key: string; readonly slot: string | null }
  /** Rows of `record_link`. */
  | { readonly kind: 'links' }
  /** Nowhere: worked out from other fields whenever it is read. */
  | { readonly kind: 'formula' };

/** A field as it is for one tenant: shipped and tenant-made merged. */
export interface FieldMeta extends FieldDefinition {
  readonly name: string;
  readonly custom: boolean;
  readonly storage: FieldStorage;
  /** System fields: id, version, createdAt, createdBy, updatedAt, updatedBy, owner, externalId. */
  readonly system: boolean;
  /** In the metadata of a caller: what they may not write, by their rights on the field. */
  readonly right?: 'masked' | 'read';
  /** In the metadata of a caller: they read it masked thus. */
  readonly masked?: MaskKind;
  /** In the metadata of a caller: they read it masked thus in records that lie in one of these pools. */
  readonly veil?: Veil;
}

export interface Veil {
  readonly pools: readonly string[];
  readonly mask: MaskKind;
}

export interface ObjectMeta extends Omit<ObjectDefinition, 'fields' | 'table'> {
  readonly custom: boolean;
  readonly table: string;
  /** All live fields, system fields included, in display order. */
  readonly fields: ReadonlyMap<string, FieldMeta>;
  readonly listColumns: readonly string[];
  readonly highlights: readonly string[];
  readonly sections: readonly Section[];
  readonly related: readonly RelatedList[];
  readonly actions: readonly ActionDefinition<unknown, unknown>[];
  /** Parts of loaded kinds by kind, in order; read them by `partsOf(meta, kind)`. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
}

export interface TenantMetadata {
  readonly version: number;
  object(name: string): ObjectMeta | undefined;
  readonly objects: readonly ObjectMeta[];
  /** Tenant-wide parts of loaded kinds by kind. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
}

/** A shipped object of the caller's metadata; that it is there is certain. */
export function metaOf(ctx: { readonly meta: TenantMetadata }, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw new Error(`there is no ${name}`);
  return meta;
}

/** The parts of a kind that belong to an object (or to the tenant), in order: `partsOf<Layout>(meta, 'layout')`. */
export function partsOf<T>(owner: Pick<ObjectMeta | TenantMetadata, 'parts'>, kind: string): readonly Part<T>[] {
  return (owner.parts.get(kind) ?? []) as readonly Part<T>[];
}

/** Somewhere SQL runs with the tenant set. */
export interface Queryable {
  query<R = Record<string, unknown>>(statement: Sql): Promise<R[]>;
}

/** Who asks, for which tenant, when, by which way: handed to everything, changed by nobody. */
export interface Context extends Queryable {
  readonly tenant: TenantInfo;
  readonly user: UserInfo;
  readonly access: Access;
  /** What the caller may know of the objects and fields: a hidden field is not in it. */
  readonly meta: TenantMetadata;
  readonly language: Language;
  readonly channel: Channel;
  readonly automation: Automation;
  /** Of requests: from where they come. */
  readonly client?: ClientInfo;
  readonly clock: Clock;
  readonly traceId: string;
  readonly app: Application;
  readonly inTransaction: boolean;
  /** Runs in the transaction under way, or in a new one. */
  transaction<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
  /** After the commit of the transaction under way; at once when there is none. */
  afterCommit(work: () => void): void;
  /** Before the commit of the transaction under way, once for all items of the key: for what must see all that it has written. */
  beforeCommit<T>(key: string, items: readonly T[], run: (items: readonly T[]) => Promise<void>): void;
  /** The same person with every field and no wider reach: for code of ours that computes with what the caller may not see, and shows none of it. */
  whole(): Context;
  /** The same person without any limit of access, for what the system does on their behalf (hooks writing siblings). */
  elevated(): Context;
  /** The same person, and no more than this follows from what they change. */
  withAutomation(automation: Automation): Context;
}

/** The services a context reaches; each ring adds its own by interface merging (`declare module '../module/context.ts'`). */
export interface Application {
  readonly clock: Clock;
  /** An own service for pictures of maps; without one, maps are drawn on a grid (decision 0043). */
  readonly mapTiles?: { readonly template: string; readonly system: 'wgs84' | 'gcj02' };
}
