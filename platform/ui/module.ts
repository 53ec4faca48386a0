import type { ComponentType } from 'react';
import type { ActionMeta, Label, ObjectMeta } from './data/meta.ts';
import type { RecordData } from './data/records.ts';
import type { ModuleTexts } from './i18n/index.ts';
import type { IconName } from './primitives/icons.ts';

/** Code that comes when first shown: `() => import('./ListPage.tsx').then((file) => file.ListPage)`. */
export type Load<Props = object> = () => Promise<ComponentType<Props>>;

export interface NavItem {
  readonly key: string;
  readonly label: Label;
  readonly icon: IconName;
  readonly to: string;
  /** Shown to those who may read the object (and only while it exists for the company). */
  readonly object?: string;
  readonly permission?: string;
  /** Small first. Seven fit; the rest goes under 更多. */
  readonly order?: number;
  /** Apps (clouds) that show it; without it every one. */
  readonly apps?: readonly string[];
  readonly place?: 'main' | 'bottom';
  /** In the bottom bar of the phone (four fit beside 我的). */
  readonly phone?: boolean;
  /** A small figure at the right. */
  readonly badge?: ComponentType;
}

export interface WebRoute {
  /** TanStack path: `/o/$object/$id`. */
  readonly path: string;
  readonly load: Load;
  /** Runs on hover and before the page is shown; fill the query cache here. */
  readonly prefetch?: (at: {
    readonly params: Readonly<Record<string, string>>;
    readonly search: Readonly<Record<string, unknown>>;
  }) => Promise<unknown>;
  /** Without the shell and without a session. */
  readonly public?: boolean;
}

export interface WebPanel {
  readonly id: string;
  /** `*`: on every object. */
  readonly object: string;
  readonly place: 'main' | 'side' | 'tab' | 'header';
  readonly label: Label;
  readonly order?: number;
  readonly permission?: string;
  /** Of those on every object: on which they make sense. */
  readonly when?: (object: ObjectMeta) => boolean;
  readonly load: Load<{ readonly object: ObjectMeta; readonly record: RecordData }>;
}

/** How records of an object that is linked to others stand in their timelines, where the line of an activity would say too little. */
export interface TimelineLine {
  readonly object: string;
  readonly load: Load<{ readonly at: string; readonly record: RecordData }>;
}

export interface HomeCard {
  readonly id: string;
  readonly place: 'next' | 'figures' | 'below';
  readonly order?: number;
  readonly permission?: string;
  /** Homes (`session.user.home`) that show it; without it every one. */
  readonly homes?: readonly string[];
  readonly load: Load;
}

export interface Command {
  readonly id: string;
  readonly label: Label;
  readonly icon?: IconName;
  readonly keys?: string;
  readonly permission?: string;
  /** Other words people type for it. */
  readonly words?: string;
  readonly run: (tools: { readonly go: (to: string) => void }) => void;
}

/** A page of the settings: found on the settings' home, in its side list, by the search there and with Ctrl/⌘-K. */
export interface SettingsPage {
  readonly key: string;
  readonly group: 'me' | 'company' | 'data';
  readonly icon: IconName;
  readonly to: string;
  readonly label: Label;
  /** One line: what it is for. */
  readonly text: Label;
  readonly permission?: string;
  /** Small first; 50 unless said. */
  readonly order?: number;
  /** What people type who look for it: words in both languages, pinyin and initials. */
  readonly words: string;
}

export interface CreateProps {
  readonly object: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly onClose: () => void;
  readonly onCreated?: (record: RecordData) => void;
}

/** A form of its own for an action whose JSON Schema says too little for a good one. */
export interface ActionForm {
  readonly object: string;
  readonly action: string;
  readonly load: Load<ActionFormProps>;
}

export interface ActionFormProps {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly action: ActionMeta;
  readonly onClose: () => void;
}

/** What a module has to say while somebody fills in the form of a new record; nothing is drawn until it has. */
export interface FormNote {
  /** Sets it apart from others in the same form. */
  readonly key: string;
  readonly object: string;
  readonly load: Load<FormNoteProps>;
}

export interface FormNoteProps {
  /** What the form holds so far: lookups as `{id, title}`. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A tab in the settings of one object: `/settings/objects/$object/$tab`. */
export interface ObjectTab {
  readonly key: string;
  readonly label: Label;
  readonly order?: number;
  /** Shown for every object unless this says otherwise. */
  readonly when?: (object: ObjectMeta) => boolean;
  readonly load: Load<{ readonly object: ObjectMeta }>;
}

/** Places of the shell that others fill. The last module that fills one wins. */
export interface Slots {
  /** Ctrl/⌘-K. Render a layer of your own; call `onClose` when done. */
  readonly palette?: Load<{ readonly onClose: () => void }>;
  /** The bell with its count and list. */
  readonly bell?: Load;
  /** 置顶视图 in the side bar: a heading and its list, or nothing. */
  readonly pinned?: Load;
  /** The create drawer behind 新建 everywhere. */
  readonly create?: Load<CreateProps>;
}

export interface WebModule {
  readonly name: string;
  /** Makes the module an app (cloud) of its own in the switcher. */
  readonly app?: { readonly label: Label; readonly order?: number };
  readonly order?: number;
  readonly navigation?: readonly NavItem[];
  readonly routes?: readonly WebRoute[];
  readonly panels?: readonly WebPanel[];
  readonly actionForms?: readonly ActionForm[];
  readonly formNotes?: readonly FormNote[];
  readonly timeline?: readonly TimelineLine[];
  readonly home?: readonly HomeCard[];
  readonly commands?: readonly Command[];
  /** Pages of the settings; the order of modules is theirs. */
  readonly settings?: readonly SettingsPage[];
  /** Objects offered under 新建, in this order. */
  readonly quickCreate?: readonly string[];
  readonly slots?: Slots;
  /** Tabs in the settings of every object. */
  readonly objectTabs?: readonly ObjectTab[];
  /** Texts of the module's own pages; namespace = module name. */
  readonly texts?: ModuleTexts;
}

/**
 * The browser half of a module: `platform/ui/<part>/module.ts` or `clouds/<cloud>/web/module.ts`, exported as default.
 * `export default defineWebModule({ name: 'sales', navigation: [...], panels: [...] })`
 */
export function defineWebModule(module: WebModule): WebModule {
  return module;
}

let registered: readonly WebModule[] = [];

/** Called once by the app that puts modules together. */
export function registerWebModules(modules: readonly WebModule[]): void {
  const names = new Set<string>();
  for (const { name } of modules) {
    if (names.has(name)) throw new Error(`Two web modules are called ${name}`);
    names.add(name);
  }
  registered = [...modules].sort((a, b) => (a.order ?? 100) - (b.order ?? 100) || a.name.localeCompare(b.name));
}

export function webModules(): readonly WebModule[] {
  return registered;
}

const byOrder = (a: { readonly order?: number }, b: { readonly order?: number }) => (a.order ?? 100) - (b.order ?? 100);

export function slot<K extends keyof Slots>(name: K): Slots[K] | undefined {
  return registered.findLast((module) => module.slots?.[name])?.slots?.[name];
}

/** Panels for one object, in order. Ask `useCan` for those with a permission. */
export function panelsOf(object: string): readonly WebPanel[] {
  return registered
    .flatMap((module) => module.panels ?? [])
    .filter((panel) => panel.object === object || panel.object === '*')
    .sort(byOrder);
}

/** The own form of an action, where a module gives one. */
export function actionForm(object: string, action: string): ActionForm | undefined {
  return registered.flatMap((module) => module.actionForms ?? []).find((form) => form.object === object && form.action === action);
}

export const formNotes = (object: string): readonly FormNote[] =>
  registered.flatMap((module) => module.formNotes ?? []).filter((note) => note.object === object);

/** The own line of an object in timelines, where a module gives one. */
export function timelineLine(object: string): TimelineLine | undefined {
  return registered.flatMap((module) => module.timeline ?? []).find((line) => line.object === object);
}

export function homeCards(): readonly HomeCard[] {
  return registered.flatMap((module) => module.home ?? []).sort(byOrder);
}

/** Commands of modules, and the way to every page of the settings. */
export function commands(): readonly Command[] {
  const toSettings = settingsPages().map(({ key, label, icon, to, permission, words }) => ({
    id: `settings.${key}`,
    label,
    icon,
    words,
    ...(permission ? { permission } : {}),
    run: ({ go }: { readonly go: (to: string) => void }) => go(to),
  }));
  return [...registered.flatMap((module) => module.commands ?? []), ...toSettings];
}

export function settingsPages(): readonly SettingsPage[] {
  return registered.flatMap((module) => module.settings ?? []).sort((a, b) => (a.order ?? 50) - (b.order ?? 50));
}

export function navigationItems(): readonly NavItem[] {
  return registered.flatMap((module) => module.navigation ?? []).sort(byOrder);
}

/** Tabs of an object's settings, in order. */
export function objectTabs(object: ObjectMeta): readonly ObjectTab[] {
  return registered
    .flatMap((module) => module.objectTabs ?? [])
    .filter((tab) => tab.when?.(object) ?? true)
    .sort(byOrder);
}

export function apps(): readonly { readonly name: string; readonly label: Label }[] {
  return registered.flatMap((module) => (module.app ? [{ name: module.name, ...module.app }] : [])).sort(byOrder);
}

export function quickCreateObjects(): readonly string[] {
  return [...new Set(registered.flatMap((module) => module.quickCreate ?? []))];
}

export function moduleTexts(): ReadonlyMap<string, ModuleTexts> {
  return new Map(registered.flatMap((module) => (module.texts ? [[module.name, module.texts] as const] : [])));
}
