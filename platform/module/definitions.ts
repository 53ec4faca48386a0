import type { FastifyInstance } from 'fastify';
import type { Label } from '../kernel/index.ts';
import type { Application, Context, ObjectMeta } from './context.ts';
import type { FieldDefinition } from './fields.ts';
import type { NextActionDefinition, PanelDefinition, TileDefinition, TimelineSourceDefinition } from './page.ts';
import type { SettingsMeta } from './settings.ts';

export interface IndexDefinition {
  /** Field API names in order; the tenant leads and the id ends every index by itself. */
  readonly fields: readonly string[];
  /** Field API names whose columns are only carried along, for index-only aggregates. */
  readonly include?: readonly string[];
}

/** How two values are held against each other to tell whether two records mean the same. */
export type MatchKind =
  | 'uscc'
  | 'company'
  | 'companyCore'
  | 'companyRegion'
  | 'brandPhone'
  | 'brandMail'
  | 'similarCompany'
  | 'mobile'
  | 'email'
  | 'exact';

/** What happens on saving a record that is like another one: refused, allowed once confirmed, or only shown in the review. */
export type MatchAction = 'block' | 'warn' | 'review';

/** One thing that two records of an object may have in common, and what that is worth (1 to 100). */
export interface MatchCriterion {
  readonly kind: MatchKind;
  readonly fields: readonly string[];
  readonly score: number;
  readonly action: MatchAction;
}

/** When two records of an object mean the same: the highest score of what they have in common counts. */
export interface MatchRule {
  readonly active: boolean;
  readonly criteria: readonly MatchCriterion[];
}

/** What the rules of pools (platform/pools) need to know of an object whose records may lie in one. */
export interface Pooled {
  /** A record of this state is finished: it lies in no pool and is not held. */
  readonly closed?: { readonly field: string; readonly values: readonly string[] };
  /** Whoever takes the next record gets the one with the most of this number. */
  readonly score?: string;
  /** A picklist whose values may keep a record out of the rules (key accounts). */
  readonly key?: string;
  /** Where deals with a record are: `field` of `object` points to it, `stage` has categories, `closedOn` is the day of winning. */
  readonly deals?: { readonly object: string; readonly field: string; readonly stage: string; readonly closedOn: string };
}

/** What a business card, a chat or the foot of a mail says of a person (`readCard` of platform/text). */
export type CardPart = 'name' | 'company' | 'title' | 'phone' | 'email';

export interface ObjectDefinition<F extends Record<string, FieldDefinition> = Record<string, FieldDefinition>> {
  /** The API name, stable for ever; labels may change. */
  readonly name: string;
  readonly label: Label;
  readonly plural?: Label;
  readonly icon?: string;
  /** Its table, where the name in snake_case will not do. */
  readonly table?: string;
  /** The field that names a record. */
  readonly title: string;
  readonly fields: F;
  readonly indexes?: readonly IndexDefinition[];
  readonly list?: {
    readonly columns: readonly string[];
    readonly board?: string;
    readonly sort?: readonly { field: string; direction: 'asc' | 'desc' }[];
  };
  readonly page?: {
    readonly highlights: readonly string[];
    readonly path?: string;
    readonly related?: readonly RelatedList[];
    readonly sections?: readonly Section[];
  };
  /** What somebody without any scope may do with other people's records. `owned` objects have an owner field. */
  readonly access: {
    readonly owned: boolean;
    readonly default: 'private' | 'read' | 'readWrite';
    /** Records of these objects that the links field names open it for reading to whoever sees one of them. With `closed`. */
    readonly through?: { readonly field: string; readonly objects: readonly string[] };
    /** A boolean field: where it is true, only the owner and those it is shared with reach the record, whatever their scope. */
    readonly closed?: string;
  };
  /** The field that says when a record happened, for timelines; else when it was made. */
  readonly moment?: string;
  /** Verbs that do not exist for this object (users are invited, not created). */
  readonly without?: readonly ('create' | 'update' | 'delete' | 'import')[];
  /** Shown in global search. */
  readonly searchable?: boolean;
  /** Tenant-made objects: whether the side bar shows it to those who may read it; true unless said. */
  readonly navigation?: boolean;
  /** How duplicates are told before a company says otherwise. */
  readonly duplicates?: MatchRule;
  /** Fields of which at least one must hold a value. */
  readonly requireAny?: readonly (readonly string[])[];
  /** By what a card says of a person the field that takes it: such text can be pasted where a record is made. */
  readonly card?: Readonly<Partial<Record<CardPart, string>>>;
  /** Records may lie in a pool, where the members of the pool see and take them. Needs the fields `poolFields`. */
  readonly pooled?: Pooled;
}

export interface RelatedList {
  readonly name: string;
  readonly label: Label;
  readonly object: string;
  /** The field of `object` that points here. */
  readonly field: string;
  readonly columns: readonly string[];
}

export interface Section {
  readonly label: Label;
  readonly fields: readonly string[];
}

/** Declares a shipped object: fields are storage and meaning, `list` and `page` its first layout. */
export function defineObject<const F extends Record<string, FieldDefinition>>(definition: ObjectDefinition<F>): ObjectDefinition<F> {
  return definition;
}

/** Field values as the engine hands them to hooks and actions: the JSON forms of contract.md, lookups as bare ids. */
export type Values = Readonly<Record<string, unknown>>;

/** One record of a save as a hook sees it. */
export interface Change {
  /** For hooks of every object. */
  readonly object: string;
  readonly operation: 'create' | 'update' | 'delete' | 'restore';
  readonly id: string;
  /** What is stored now; undefined on create. */
  readonly before: Values | undefined;
  /** What this save writes so far: the caller's values, defaults, and what earlier hooks returned. */
  readonly values: Values;
  /** When it happened: now, but for data that tell of the past. */
  readonly at: Date;
  /** It names another record only because two were merged into one, or are taken apart again: that can not be refused. */
  readonly merging?: boolean;
}

export type HookStage = 'beforeValidate' | 'beforeSave' | 'afterSave';

/**
 * A step in the save pipeline of one object, always over a whole batch: no hook may query per row.
 * `beforeValidate` and `beforeSave` return additional values per change (or undefined), `afterSave` writes siblings in the same
 * transaction and returns nothing. Throwing an AppError refuses the whole save; `reject(index, error)` refuses one record.
 */
export interface HookDefinition {
  readonly name: string;
  readonly object: string;
  readonly stage: HookStage;
  readonly on: readonly Change['operation'][];
  /** Events it emits itself, by their verb (`assigned`): others who know of the same leave them to it. */
  readonly tells?: readonly string[];
  run(
    ctx: Context,
    changes: readonly Change[],
    reject: (index: number, error: Error) => void,
  ): Promise<readonly (Values | undefined)[] | undefined> | readonly (Values | undefined)[] | undefined;
}

export function defineHook(definition: HookDefinition): HookDefinition {
  return definition;
}

/** JSON Schema (draft 2020-12) of an action's input or result; it is the validator, the OpenAPI entry and the AI tool at once. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ActionToken<I, R> {
  /** `lead.convert` */
  readonly name: string;
  readonly object: string;
  readonly verb: string;
  /** Only for types; never set. */
  readonly types?: { readonly input: I; readonly result: R };
}

export function actionToken<I, R>(object: string, verb: string): ActionToken<I, R> {
  return { name: `${object}.${verb}`, object, verb };
}

export interface ActionDefinition<I = never, R = unknown> {
  readonly token: ActionToken<I, R>;
  readonly label: Label;
  readonly icon?: string;
  /** Permission `object.verb`; the caller must hold it and be able to edit the record. */
  readonly permission: string;
  readonly input: JsonSchema;
  readonly result?: JsonSchema;
  /** May the record in this state be acted on? False answers 409 STATE and greys the button with `why`. */
  available?(record: Values): boolean;
  readonly why?: Label;
  /** Not shown at all where the record's state does not allow it. */
  readonly quiet?: boolean;
  /** The refusal where the record does not allow the action, instead of 409 STATE. */
  refused?(record: Values): Error;
  /** Offered for many records at once. */
  readonly bulk?: boolean;
  /** The main button of the record page. */
  readonly primary?: boolean;
  /** The action finds and locks the record itself: it works on records that the caller may not edit (yet). `record` is then empty. */
  readonly locks?: 'itself';
  /** Offered by a panel or page of its own, not among the buttons of the record. */
  readonly elsewhere?: boolean;
  /**
   * Where inputs are written that are not named like fields of the action's own object: by input (`amount`, `tasks[].dueOn`) the fields as
   * `object.field`. The caller's rights on those fields hold for them.
   */
  readonly writes?: Readonly<Record<string, string | readonly string[]>>;
  /** Fields, as `object.field`, that the action changes whatever is put in, and that it is not a right of its own to change. */
  readonly sets?: readonly string[];
  /** Runs in one transaction with the record locked. */
  run(ctx: Context, call: { readonly id: string; readonly record: Values; readonly input: I }): Promise<R>;
}

export function defineAction<I, R>(token: ActionToken<I, R>, definition: Omit<ActionDefinition<I, R>, 'token'>): ActionDefinition<I, R> {
  return { token, ...definition };
}

/** An event as it lies in the outbox. */
export interface EventRecord {
  readonly id: string;
  readonly at: string;
  /** `lead.converted`, `opportunity.updated` */
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly by: string | null;
  readonly channel: string;
  readonly changes: unknown;
}

/** Told of committed events, at least once, in order per record: must be idempotent by `event.id`. */
export interface SubscriberDefinition {
  readonly name: string;
  /** Event names, or `*.created`. */
  readonly events: readonly string[];
  /**
   * It does something of its own accord: gives records out (`assignment`), or scores, tags, tells people and programs (`other`). It does not
   * hear of events from which that is not to follow. Absent: upkeep, which hears of everything.
   */
  readonly automation?: 'assignment' | 'other';
  run(ctx: Context, events: readonly EventRecord[]): Promise<void>;
}

export function defineSubscriber(definition: SubscriberDefinition): SubscriberDefinition {
  return definition;
}

/** Work outside of a request. The queue may run it twice; it must resume or be idempotent. */
export interface JobDefinition<P = unknown> {
  readonly name: string;
  /** crontab line in UTC, for jobs that run for the whole installation. */
  readonly schedule?: string;
  run(ctx: JobContext, payload: P): Promise<void>;
}

export interface JobContext {
  /** A context of the tenant (and user) named by the payload's `tenant` and `user`. */
  readonly contextFor: Context['app']['contextFor'];
  readonly app: Context['app'];
  /** Set when the worker is asked to stop: checkpoint and throw or return; the job is taken up again. */
  readonly signal: AbortSignal;
}

export function defineJob<P>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition;
}

/** A piece of a tenant's configuration, such as a layout or a validation rule: data with a stable name. */
export interface Part<T = unknown> {
  readonly name: string;
  readonly definition: T;
}

/**
 * A kind of parts: one table keeps them all, each change is logged and can be undone, packages carry them. The owner of a kind says how a
 * body becomes a definition.
 */
export interface PartKind<T = unknown> {
  /** camelCase, singular: `layout`, `validation`. Also the last step of its address: `/meta/objects/account/parts/layout/standard`. */
  readonly kind: string;
  readonly label: Label;
  /** Whether a part belongs to one object or to the whole tenant. */
  readonly of: 'object' | 'tenant';
  /** Read with the metadata on every request (`partsOf`); large or rare kinds are not and are read when asked for (`readPart`). */
  readonly loaded: boolean;
  /** Of settings of a module: what their page shows. */
  readonly settings?: SettingsMeta;
  /** Reads and checks a body in its whole; throws `fieldErrors` naming every problem. */
  read(ctx: Context, place: { readonly object?: ObjectMeta; readonly name: string }, body: unknown): T;
  /** Runs in the transaction that saves a part, after it is written. */
  afterSave?(tx: Context, place: { readonly object?: ObjectMeta; readonly name: string }, definition: T): Promise<void> | void;
  /** Throws when the part is in use and must not go. */
  beforeDelete?(ctx: Context, place: { readonly object?: ObjectMeta; readonly name: string }): Promise<void> | void;
  /** Runs in the transaction that takes a part away. */
  afterDelete?(tx: Context, place: { readonly object?: ObjectMeta; readonly name: string }): Promise<void> | void;
}

export function definePartKind<T>(kind: PartKind<T>): PartKind<T> {
  return kind;
}

/** How a column of a foreign export is read; the members mean what they mean in `POST /imports`. */
export interface ImportColumn {
  readonly field: string;
  readonly lookupBy?: string;
  readonly valueMap?: Readonly<Record<string, string | null>>;
  readonly onMissing?: 'empty';
  readonly createMissing?: boolean;
  readonly join?: string;
}

/** A file as another system exports it, ready mapped: whoever moves over need not say what is what. */
export interface ImportFormat {
  readonly source: { readonly name: string; readonly label: Label };
  readonly object: string;
  /** Headers that must all be there; they tell this file from any other. */
  readonly headers: readonly string[];
  /** By header. Of several columns for one field the first that the file has is taken. */
  readonly columns: Readonly<Record<string, string | ImportColumn>>;
}

export interface NavigationEntry {
  readonly label: Label;
  readonly icon: string;
  readonly object?: string;
  readonly path?: string;
}

/**
 * A sum over the records that name one record by a lookup, shown for it alone and together with all that stand below it in its tree
 * (`branchOf` of platform/rollups). Whoever owns the records declares it: orders and receivables stand beside the pipeline by one entry.
 */
export interface FigureDefinition {
  /** camelCase, once for each object it is `of`. */
  readonly name: string;
  readonly label: Label;
  /** The object it is shown for; it has a tree. */
  readonly of: string;
  /** Whose records add up, and their lookup to `of`. */
  readonly object: string;
  readonly field: string;
  /** The currency field that is summed up, and the one that says in which currency. */
  readonly sum: string;
  readonly currency?: string;
  /** Which records count, as a filter of contract.md section 3; all unless said. */
  filter?(ctx: Context): unknown;
}

/** The day a home is read for. */
export interface HomeDay {
  /** The home of the caller's role: `seller`, `manager`. */
  readonly home: string;
  /** In the company's zone. */
  readonly today: string;
}

/**
 * What a module knows of somebody's day, read with all others by `GET /home`. It sees what the caller sees: everything it answers comes
 * through the record engine or carries its access predicate.
 */
export interface HomeSectionDefinition<T = unknown> {
  /** The module and what it shows: `sales.day`. The browser half asks for it by this name. */
  readonly name: string;
  /** The homes it belongs to; every one unless said. */
  readonly homes?: readonly string[];
  /** Who does not hold it gets an answer without the section. */
  readonly permission: string;
  /** Objects it tells of: a home that is open is read anew when one of their records changes. */
  readonly objects: readonly string[];
  read(ctx: Context, day: HomeDay): Promise<T>;
}

export function defineHomeSection<T>(section: HomeSectionDefinition<T>): HomeSectionDefinition<T> {
  return section;
}

/** Routes below /api/v1. */
export type ModuleRoutes = (server: FastifyInstance, app: Application) => Promise<void>;

/** A table of what belongs to one user alone: told in the copy of everything kept about them, gone with their account. */
export interface BelongingDefinition {
  readonly table: string;
  readonly label: Label;
  /** The column that names the user; `user_id` unless said. */
  readonly user?: string;
  /** Columns that are told: never secrets or keys. None: it only goes. */
  readonly told: readonly string[];
  /** A column that marks rows which others use, too, and which stay. */
  readonly spares?: string;
}

/** The manifest of a module: a table of contents, no logic. */
export interface ModuleDefinition {
  readonly name: string;
  readonly label: Label;
  readonly requires?: readonly string[];
  readonly enhances?: readonly string[];
  readonly objects?: readonly ObjectDefinition[];
  // biome-ignore lint/suspicious/noExplicitAny: a list holds actions of every input and result type
  readonly actions?: readonly ActionDefinition<any, any>[];
  readonly hooks?: readonly HookDefinition[];
  readonly subscribers?: readonly SubscriberDefinition[];
  // biome-ignore lint/suspicious/noExplicitAny: a list holds jobs of every payload type
  readonly jobs?: readonly JobDefinition<any>[];
  /** Role key → permissions (`lead.read`) it holds beyond those every object grants by default. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>;
  readonly navigation?: readonly NavigationEntry[];
  readonly parts?: readonly PartKind[];
  readonly figures?: readonly FigureDefinition[];
  readonly timelineSources?: readonly TimelineSourceDefinition[];
  readonly tiles?: readonly TileDefinition[];
  readonly panels?: readonly PanelDefinition[];
  readonly nextActions?: readonly NextActionDefinition[];
  readonly home?: readonly HomeSectionDefinition[];
  readonly importFormats?: readonly ImportFormat[];
  readonly belongings?: readonly BelongingDefinition[];
  /** Only what no record, action or part can express; below `/api/v1`. */
  readonly routes?: readonly ModuleRoutes[];
}

export function defineModule(definition: ModuleDefinition): ModuleDefinition {
  return definition;
}
