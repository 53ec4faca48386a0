import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { setApiLanguage } from '../data/api.ts';
import type { UiLanguage } from '../format/index.ts';

/**
 * One folder per namespace, each with `zh.ts` and `en.ts` (same keys). Chinese is in the first load, English comes when first chosen.
 * Use: `const { t } = useTranslation('list'); t('empty', { count: 3 })`.
 */
type Texts = Readonly<Record<string, unknown>>;

const STORE = 'huanke.language';
const zhFiles = import.meta.glob<Texts>('./*/zh.ts', { eager: true, import: 'zh' });
const enFiles = import.meta.glob<Texts>('./*/en.ts', { import: 'en' });
const namespaceOf = (path: string) => path.split('/')[1] ?? path;

/** Texts of a module's own pages, under the module's name as namespace. */
export interface ModuleTexts {
  readonly zh: Texts;
  readonly en: () => Promise<Texts>;
}

const moduleTexts = new Map<string, ModuleTexts>();
let englishLoaded = false;

async function loadEnglish(): Promise<void> {
  if (englishLoaded) return;
  const platform = Object.entries(enFiles).map(async ([path, load]) => i18next.addResourceBundle('en', namespaceOf(path), await load()));
  const modules = [...moduleTexts].map(async ([name, texts]) => i18next.addResourceBundle('en', name, await texts.en()));
  await Promise.all([...platform, ...modules]);
  englishLoaded = true;
}

/** The language chosen on this device, else the browser's, else Chinese. */
export function preferredLanguage(): UiLanguage {
  const stored = localStorage.getItem(STORE);
  if (stored === 'en' || stored === 'zh-CN') return stored;
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
  return first && /^en/i.test(first) ? 'en' : 'zh-CN';
}

export function hasChosenLanguage(): boolean {
  return localStorage.getItem(STORE) !== null;
}

/** Call once before the first render. */
export async function startI18n(texts: ReadonlyMap<string, ModuleTexts> = new Map()): Promise<void> {
  const zh: Record<string, Texts> = {};
  for (const [path, file] of Object.entries(zhFiles)) zh[namespaceOf(path)] = file;
  for (const [name, own] of texts) {
    moduleTexts.set(name, own);
    zh[name] = own.zh;
  }
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    defaultNS: 'common',
    fallbackNS: 'common',
    resources: { 'zh-CN': zh },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await applyLanguage(preferredLanguage());
}

async function applyLanguage(language: UiLanguage): Promise<void> {
  if (language === 'en') await loadEnglish();
  await i18next.changeLanguage(language);
  setApiLanguage(language);
  document.documentElement.lang = language;
}

/** Changes the language at once and remembers it on this device. */
export async function setLanguage(language: UiLanguage): Promise<void> {
  localStorage.setItem(STORE, language);
  await applyLanguage(language);
}

export function useLanguage(): UiLanguage {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh-CN';
}

/** A text outside components (toasts of helpers, document titles). */
export function say(namespace: string, key: string, values: Record<string, unknown> = {}): string {
  return i18next.t(key, { ns: namespace, ...values });
}

export { useTranslation } from 'react-i18next';
