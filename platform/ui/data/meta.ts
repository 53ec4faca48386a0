import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ForecastCategory } from '../../module/fields.ts';
import type { UiLanguage } from '../format/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { api } from './api.ts';
import { withMasks } from './masked.ts';
import { type Rollup, withResults } from './rollup.ts';
import { withTags } from './tags.ts';

export interface Label {
  readonly zh: string;
  readonly en: string;
}

export type FieldType =
  | 'text'
  | 'longText'
  | 'richText'
  | 'number'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'boolean'
  | 'picklist'
  | 'multiPicklist'
  | 'tags'
  | 'lookup'
  | 'masterDetail'
  | 'user'
  | 'department'
  | 'phone'
  | 'email'
  | 'url'
  | 'address'
  | 'geolocation'
  | 'autoNumber'
  | 'formula'
  | 'rollup'
  | 'image'
  | 'attachment'
  | 'signature'
  | 'rating'
  | 'barcode'
  | 'idNumber'
  | 'encrypted'
  | 'stage';

export type OptionColor = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'teal' | 'violet' | 'plum';

/** Where a record may go from a stage, and what it needs to get there. */
export interface StageGate {
  readonly requires?: readonly string[];
  readonly checks?: readonly { readonly condition: string; readonly message: Label }[];
  /** Roles of the team that must be filled; `above`: only where that field holds more. */
  readonly team?: { readonly roles: readonly string[]; readonly above?: { readonly field: string; readonly value: string } };
}

export interface StageRules extends StageGate {
  readonly usualDays?: number;
  readonly limitDays?: number;
  readonly next?: readonly string[];
  /** Asked on going on from here. */
  readonly exit?: StageGate;
}

/** What a record type says of a stage. */
export interface TypeStage extends StageRules {
  readonly probability?: number;
}

export interface Option extends StageRules {
  readonly key: string;
  readonly label: Label;
  readonly color?: OptionColor;
  readonly active?: boolean;
  /** Offered with these values of the controlling field only. */
  readonly when?: readonly string[];
  /** Stages only, from here on. */
  readonly category?: 'open' | 'won' | 'lost';
  readonly probability?: number;
  readonly forecastCategory?: ForecastCategory;
}

export interface FieldMeta {
  readonly name: string;
  readonly type: FieldType;
  readonly label: Label;
  readonly required?: boolean;
  /** Place in the create form. */
  readonly form?: 'required' | 'essential' | 'more' | 'hidden';
  readonly unique?: boolean;
  readonly default?: unknown;
  readonly scale?: number;
  readonly max?: number;
  readonly min?: number;
  readonly options?: readonly Option[];
  readonly object?: string;
  readonly objects?: readonly string[];
  readonly many?: boolean;
  readonly tree?: boolean;
  /** Picklists: an import may add values. */
  readonly open?: boolean;
  readonly indexed?: boolean;
  readonly search?: string | boolean;
  readonly trackHistory?: boolean;
  /** Says who somebody is, or how to reach them. */
  readonly personal?: boolean;
  readonly mask?: string | boolean | null;
  /** Currency fields of records in several currencies: the field with the currency, and the one with the worth in the company's. */
  readonly base?: { readonly currency: string; readonly amount: string; readonly rate?: string };
  /** Currency fields: in the company's currency, whatever currency the record is in. */
  readonly ofCompany?: boolean;
  /** Where it is empty the page does not speak of it. */
  readonly hideEmpty?: boolean;
  /** This person gets it masked thus. */
  readonly masked?: string;
  /** Of a masked field, which is taken for a text: the field as it is. */
  readonly unmasked?: FieldMeta;
  /** ID numbers and barcodes: which of them. */
  readonly lenient?: boolean;
  readonly kind?: string;
  /** Datetimes: shown as the time that is left. */
  readonly countdown?: boolean;
  /** Shown behind a number. */
  readonly unit?: string;
  /** Picklists: the company's set the options come from. */
  readonly optionSet?: string;
  /** Picklists: the field that decides which options are offered. */
  readonly dependsOn?: string;
  readonly help?: Label | null;
  readonly rollup?: Rollup;
  /** Formula fields: the text, by API names. */
  readonly formula?: string;
  /** Roll-ups and formula fields: the type of what they give. */
  readonly result?: FieldType;
  /** Roll-ups: existing records are still being worked out. */
  readonly computing?: boolean;
  /** In a filter that is stored: what depends on the day or on who looks is not offered. */
  readonly kept?: boolean;
  readonly readOnly?: boolean;
  readonly system?: boolean;
  readonly custom?: boolean;
}

export interface RelatedList {
  readonly name: string;
  readonly label: Label;
  readonly object: string;
  /** The field of `object` that points here. */
  readonly field: string;
  readonly columns: readonly string[];
  /** Newest first unless said. */
  readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  /** Shown only where it has records. */
  readonly hideEmpty?: boolean;
}

export interface ActionMeta {
  /** The verb alone, as in the route. */
  readonly name: string;
  readonly label: Label;
  readonly icon?: string;
  readonly permission?: string;
  /** JSON Schema of the input. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly bulk?: boolean;
  readonly primary?: boolean;
  /** Not shown at all where the record's state does not allow it. */
  readonly quiet?: boolean;
  /** A panel of its own offers it; it is no button of the record. */
  readonly elsewhere?: boolean;
  /** The stage to which it takes the record: beside it no other button leads there. */
  readonly leadsTo?: string;
  /** Shown where the action is not possible in the state of the record. */
  readonly why?: Label;
}

/** What records of one kind offer; `create`: may this person make them? */
export interface RecordTypeMeta {
  readonly name: string;
  readonly label: Label;
  readonly help?: Label;
  readonly active: boolean;
  readonly isDefault: boolean;
  readonly create: boolean;
  readonly options?: Readonly<Record<string, readonly string[]>>;
  readonly stages?: Readonly<Record<string, readonly string[]>>;
  /** Processes of its own, by field and stage; they stand in place of the field's rules. */
  readonly rules?: Readonly<Record<string, Readonly<Record<string, TypeStage>>>>;
}

export interface LayoutFieldMeta {
  readonly name: string;
  readonly readOnly?: boolean;
  readonly required?: boolean;
  /** Formulas over the record. */
  readonly visibleWhen?: string;
  readonly requiredWhen?: string;
}

export interface LayoutSectionMeta {
  readonly key: string;
  readonly label: Label;
  readonly columns?: 1 | 2;
  readonly collapsed?: boolean;
  readonly visibleWhen?: string;
  readonly fields: readonly LayoutFieldMeta[];
}

/** A layout this person gets; lists that are empty are left out. */
export interface LayoutMeta {
  readonly name: string;
  readonly label: Label;
  readonly recordTypes?: readonly string[];
  readonly highlights?: readonly string[];
  readonly sections?: readonly LayoutSectionMeta[];
  readonly related?: readonly { readonly list: string; readonly columns?: readonly string[]; readonly hidden?: boolean }[];
  readonly panels?: readonly string[];
  readonly hiddenPanels?: readonly string[];
  readonly buttons?: readonly { readonly action: string; readonly place: 'primary' | 'secondary' | 'menu' | 'hidden' }[];
  readonly listColumns?: readonly string[];
  readonly searchFields?: readonly string[];
  readonly compactFields?: readonly string[];
  readonly boardFields?: readonly string[];
}

export interface ObjectMeta {
  readonly name: string;
  readonly label: Label;
  readonly plural?: Label;
  readonly icon?: string;
  /** The field that names a record. */
  readonly title: string;
  readonly custom?: boolean;
  /** Whether follow-ups are written about its records. */
  readonly followUps?: boolean;
  readonly fields: readonly FieldMeta[];
  readonly listColumns?: readonly string[];
  readonly highlights?: readonly string[];
  readonly sections?: readonly {
    readonly label: Label;
    readonly fields: readonly string[];
    readonly key?: string;
    readonly columns?: 1 | 2;
    readonly collapsed?: boolean;
  }[];
  readonly related?: readonly RelatedList[];
  readonly list?: {
    readonly columns?: readonly string[];
    readonly board?: string;
    /** What cards of the board and of the phone say beside the title. */
    readonly card?: readonly string[];
    readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  };
  readonly page?: { readonly path?: string };
  readonly access?: { readonly owned: boolean; readonly default?: 'private' | 'read' | 'readWrite'; readonly given?: boolean };
  /** Tenant-made objects: shown in the side bar. */
  readonly navigation?: boolean;
  /** What the caller may do with the object at all: create read edit delete import export transfer. */
  readonly can?: readonly string[];
  /** Duplicates are told. */
  readonly hasMatchRule?: boolean;
  /** Fields that tell records apart, the surest first. */
  readonly identifiers?: readonly string[];
  readonly searchable?: boolean;
  /** Groups of fields of which at least one must hold a value. */
  readonly requireAny?: readonly (readonly string[])[];
  /** By what a card says the field that takes it. */
  readonly card?: Readonly<Record<string, string>>;
  /** Kinds of parts the company has made for the object, of those that come with the metadata. */
  readonly partKinds?: readonly string[];
  readonly actions?: readonly ActionMeta[];
  readonly recordTypes?: readonly RecordTypeMeta[];
  /** In order; a record has the first that takes in its type. */
  readonly layouts?: readonly LayoutMeta[];
  /** Of an object arranged for one record (`arrange`): its layout. */
  readonly layout?: LayoutMeta;
}

/** The list of objects comes without fields and sections. */
export type ObjectSummary = Omit<ObjectMeta, 'fields' | 'sections'>;

/** Lists come bare or inside an envelope; pages need not care. */
export function listOf<T>(answer: unknown, key: string): readonly T[] {
  if (Array.isArray(answer)) return answer as T[];
  const inside = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  const found = inside[key] ?? inside['items'];
  return Array.isArray(found) ? (found as T[]) : [];
}

export const objectsQuery = queryOptions({
  queryKey: ['meta', 'objects'],
  queryFn: async ({ signal }) => listOf<ObjectSummary>(await api.get<unknown>('/meta/objects', { signal }), 'objects'),
  staleTime: 10 * 60_000,
});

export const objectQuery = (object: string) =>
  queryOptions({
    queryKey: ['meta', 'object', object],
    queryFn: async ({ signal }) =>
      withMasks(await withTags(withResults(await api.get<ObjectMeta>(`/meta/objects/${encodeURIComponent(object)}`, { signal })))),
    staleTime: 10 * 60_000,
  });

/** All objects this person may know of. */
export function useObjects() {
  return useQuery(objectsQuery);
}

/** One object with its fields, layouts and actions. */
export function useObject(object: string) {
  return useQuery(objectQuery(object));
}

/** The fields a record is called by: its title, and those that stand in for an empty one (a lead that is only a company). */
export const titleNames = (meta: Pick<ObjectMeta, 'title' | 'requireAny'>): readonly string[] => [
  ...new Set([meta.title, ...(meta.requireAny?.find((group) => group.includes(meta.title)) ?? [])]),
];

/** What a record is called, as lookups to it are; empty when it has no name at all. */
export function titleOf(meta: Pick<ObjectMeta, 'title' | 'requireAny'>, record: Readonly<Record<string, unknown>>): string {
  return titleNames(meta).reduce((found, name) => found || String(record[name] ?? ''), '');
}

export function fieldOf(meta: ObjectMeta | undefined, name: string): FieldMeta | undefined {
  return meta?.fields.find((field) => field.name === name);
}

/** The field by which records of an object hang below one another. */
export const treeOf = (meta: ObjectMeta): FieldMeta | undefined =>
  meta.fields.find((field) => field.tree === true && field.object === meta.name);

export function textOf(label: Label, language: UiLanguage): string {
  return language === 'en' ? label.en : label.zh;
}

/** `const text = useLabel(); text(field.label)`; of what is not known yet, nothing. */
export function useLabel(): (label: Label | undefined) => string {
  const language = useLanguage();
  return (label) => (label ? textOf(label, language) : '');
}
