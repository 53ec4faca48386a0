import type { Label } from '../kernel/index.ts';
import type { FieldDefinition } from './fields.ts';

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
  /** Where contracts with a record are: while one is `live`, or in an open state behind it, no rule takes the record back. */
  readonly contracts?: { readonly object: string; readonly field: string; readonly state: string; readonly live: readonly string[] };
}

/**
 * What a business card, a chat or the foot of a mail says of a person (`readCard` of platform/text). `phone` and `email` are the main ones, the
 * others stand beside them.
 */
export type CardPart = 'name' | 'company' | 'title' | 'phone' | 'workPhone' | 'otherPhone' | 'email' | 'otherEmail';

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
    /** What cards of the board and of the phone say beside the title; without it what the columns hold of fitting types. */
    readonly card?: readonly string[];
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
    /** Whoever makes a record says whose it is (what is asked of a colleague); else giving to others is a right of its own. */
    readonly given?: boolean;
    /** Records of these objects that the links field names open it for reading to whoever sees one of them. With `closed`. */
    readonly through?: { readonly field: string; readonly objects: readonly string[] };
    /** A boolean field: where it is true, only the owner and those it is shared with reach the record, whatever their scope. */
    readonly closed?: string;
  };
  /** The field that says when a record happened, for timelines; else when it was made. */
  readonly moment?: string;
  /** Verbs that do not exist for this object (users are invited, not created). */
  readonly without?: readonly ('create' | 'update' | 'delete' | 'import')[];
  /** `false`: nobody writes follow-ups about its records (templates, what happened itself); comments remain. */
  readonly followUps?: false;
  /** Shown in global search. */
  readonly searchable?: boolean;
  /** Tenant-made objects: whether the side bar shows it to those who may read it; true unless said. */
  readonly navigation?: boolean;
  /** How duplicates are told before a company says otherwise. */
  readonly duplicates?: MatchRule;
  /** Fields of which at least one must hold a value. */
  readonly requireAny?: readonly (readonly string[])[];
  /**
   * By what a card says of a person the field that takes it: such text can be pasted where a record is made. A merge keeps the numbers and
   * addresses that it does not take in those beside the main ones.
   */
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
  /** Newest first unless said. */
  readonly sort?: readonly { field: string; direction: 'asc' | 'desc' }[];
  /** Few records have one: where it is empty the page does not speak of it. */
  readonly hideEmpty?: boolean;
}

export interface Section {
  readonly label: Label;
  readonly fields: readonly string[];
}

/** Declares a shipped object: fields are storage and meaning, `list` and `page` its first layout. */
export function defineObject<const F extends Record<string, FieldDefinition>>(definition: ObjectDefinition<F>): ObjectDefinition<F> {
  return definition;
}
