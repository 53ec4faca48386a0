import type { FastifyInstance } from 'fastify';
import type { Label } from '../kernel/index.ts';
import type { ActionDefinition } from './action.ts';
import type { JobDefinition, SubscriberDefinition } from './background.ts';
import type { Application, Context } from './context.ts';
import type { HookDefinition, Values } from './hook.ts';
import type { ObjectDefinition, RelatedList } from './object.ts';
import type { NextActionDefinition, PanelDefinition, TileDefinition, TimelineSourceDefinition } from './page.ts';
import type { PartKind } from './part.ts';

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

/** Somebody a record may be given to, as far as what it would be worth with them goes by it. */
export interface ValuedPerson {
  readonly id: string;
  /** Level by tag, 1 to 5. */
  readonly skills: Readonly<Record<string, number>>;
  readonly regions: readonly string[];
  /** Open records they may have at most, and those they have. */
  readonly capacity: number;
  readonly carried: { readonly open: number };
}

/** A record that is given out, as it is held. */
export interface ValuedRecord {
  readonly id: string;
  readonly values: Values;
  /** Whether it lies in a region that somebody is said to have; null: not known. */
  readonly liesIn: ((region: string) => boolean) | null;
}

/**
 * What records of an object are worth with each of several people. With it rules of assignment may give records of the object out by the plan
 * worth most in all (`optimised`); one for an object.
 */
export interface PairValueDefinition {
  readonly object: string;
  /** By record, then by person, in whole hundredths of a point; by some statements, whatever the numbers. */
  read(ctx: Context, records: readonly ValuedRecord[], people: readonly ValuedPerson[]): Promise<readonly (readonly number[])[]>;
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
  /** Lists of its records on pages of other modules' objects; `of` is such an object. They stand after those the object declares. */
  readonly related?: readonly (RelatedList & { readonly of: string })[];
  readonly timelineSources?: readonly TimelineSourceDefinition[];
  readonly tiles?: readonly TileDefinition[];
  readonly panels?: readonly PanelDefinition[];
  readonly nextActions?: readonly NextActionDefinition[];
  readonly home?: readonly HomeSectionDefinition[];
  readonly pairValues?: readonly PairValueDefinition[];
  readonly importFormats?: readonly ImportFormat[];
  readonly belongings?: readonly BelongingDefinition[];
  /** Only what no record, action or part can express; below `/api/v1`. */
  readonly routes?: readonly ModuleRoutes[];
}

export function defineModule(definition: ModuleDefinition): ModuleDefinition {
  return definition;
}
