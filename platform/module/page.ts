import type { Label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from './context.ts';

/**
 * Records that happen at a moment and are told on the timeline of the record they belong to, however far away: touches of a lead on the
 * account it became, milestones of a project on its account. What is owned and names the record itself is there already: that it was
 * made, its stages, its activities.
 */
export interface TimelineSourceDefinition {
  /** camelCase, once for each object it is `of`: a filter of the timeline. */
  readonly name: string;
  readonly label: Label;
  readonly icon: string;
  /** The object on whose timeline it is told. */
  readonly of: string;
  readonly object: string;
  /** The lookups from a record to the one it is told of: `['lead', 'convertedAccount']`. Every record on the way must be visible. */
  readonly path: readonly string[];
  /** The date or datetime field that says when; a record without it is not told. */
  readonly at: string;
  /** Fields shown with it. */
  readonly fields: readonly string[];
}

/** One figure at the head of a record's page that opens the list it counts: `GET /records/{of}/{id}/panels/tiles`. */
export interface TileDefinition {
  /** camelCase, once for each object it is `of`. */
  readonly name: string;
  readonly label: Label;
  readonly icon: string;
  readonly of: string;
  /** Whose records it counts. */
  readonly object: string;
  /** What the count counts: 个, 单. */
  readonly unit: Label;
  /** Small first. */
  readonly order: number;
  /** The currency field that is summed up, and the one that says in which currency. */
  readonly sum?: { readonly field: string; readonly currency?: string };
  /** The fields the filter asks: who may not read them all has no such tile. */
  readonly asks: readonly string[];
  /** Which records count, as a filter of contract.md section 3. */
  filter(ctx: Context, record: string): unknown;
}

/** A part of a record's page that is read apart from the others: `GET /records/{of}/{id}/panels/{name}`. */
export interface PanelDefinition {
  /** camelCase, once for each object it is `of`. */
  readonly name: string;
  readonly label: Label;
  /** `*`: of every object. */
  readonly of: string;
  /** Objects, or fields of them (`opportunity.amount`), without which there is no such panel for the caller. */
  readonly needs: readonly string[];
  /** What it shows, worked out with the caller's rights only. The record is there and visible. */
  read(ctx: Context, record: string, meta: ObjectMeta): Promise<unknown>;
}

/** Something worth doing about a record, found in what is there, with the reason. */
export interface Suggestion {
  /** 1 to 100; the greatest are shown. */
  readonly weight: number;
  readonly title: Label;
  readonly why: Label;
  /** What to open for it. */
  readonly object: string;
  readonly record: { readonly id: string; readonly title: string };
  /** About the record itself: the object of which one is to be made for it; without that it is to be written to. */
  readonly create?: string;
}

/** Finds suggestions for a record: `GET /records/{of}/{id}/panels/next` shows the three that weigh most, of all modules. */
export interface NextActionDefinition {
  /** camelCase, once for each object it is `of`. */
  readonly name: string;
  readonly of: string;
  /** As of panels. */
  readonly needs: readonly string[];
  /** With the caller's rights; a fixed number of queries. */
  suggest(ctx: Context, record: string): Promise<readonly Suggestion[]>;
}
