import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTest, lineAt, sourceFiles, type Violation } from './sources.ts';

/** Words that are right in a Chinese text although they are Latin; all-capital ones (CSV, API) need not be named. */
const LATIN_IN_CHINESE = [
  'Huanke',
  'English',
  'Excel',
  'Webhook',
  'Logo',
  'Emoji',
  'iOS',
  'Android',
  'WiFi',
  'Ctrl',
  'Esc',
  'Enter',
  'Tab',
  'Shift',
];

/** Han words that are right in an English text: names of the language and of the product. */
const HAN_IN_ENGLISH = ['简体中文', '中文', '环客'];

const TEXT = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/.source;
const LABEL = new RegExp(`\\blabel\\(\\s*(?:${TEXT})\\s*,\\s*(?:${TEXT})\\s*,?\\s*\\)`, 'g');
const PAIR = new RegExp(`\\bzh:\\s*(?:${TEXT})\\s*,\\s*en:\\s*(?:${TEXT})`, 'g');

/** Every text that lacks a language or is in the wrong one, and every key that only one language has. */
export async function checkLanguages(root: string): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { path, text } of sourceFiles(root)) {
    if (isTest(path) || /^(e2e|scripts)\//.test(path)) continue;
    for (const match of [...text.matchAll(LABEL), ...text.matchAll(PAIR)]) {
      if (isExcused(text, match.index)) continue;
      const zh = match[1] ?? match[2] ?? match[3] ?? '';
      const en = match[4] ?? match[5] ?? match[6] ?? '';
      for (const wrong of wrongTexts(zh, en)) found.push({ file: path, line: lineAt(text, match.index), ...wrong });
    }
    const partner = englishPartner(path);
    if (partner) found.push(...(await compareResources(root, path, partner)));
  }
  return found;
}

type Wrong = Pick<Violation, 'problem' | 'fix'>;

function wrongTexts(zh: string, en: string): Wrong[] {
  return [wrongChinese(zh), wrongEnglish(en)].filter((wrong) => wrong !== null);
}

function wrongChinese(text: string): Wrong | null {
  if (!text.trim()) return { problem: 'the Chinese text is empty', fix: 'write it' };
  if (/\p{Script=Han}/u.test(text)) return null;
  const rest = LATIN_IN_CHINESE.reduce((left, word) => left.replaceAll(word, ''), withoutPlaces(text));
  if (!/\p{Ll}/u.test(rest)) return null;
  return {
    problem: `the Chinese text "${text}" is not Chinese`,
    fix: 'translate it, or end the line with the comment "language-ok: reason"',
  };
}

function wrongEnglish(text: string): Wrong | null {
  if (!text.trim()) return { problem: 'the English text is empty', fix: 'write it' };
  const rest = HAN_IN_ENGLISH.reduce((left, word) => left.replaceAll(word, ''), withoutPlaces(text));
  if (!/\p{Script=Han}/u.test(rest)) return null;
  return {
    problem: `the English text "${text}" holds Chinese`,
    fix: 'translate it, or end the line with the comment "language-ok: reason"',
  };
}

/** Without `{name}`, `{{name}}` and `${name}`, which are names of values and no words. */
function withoutPlaces(text: string): string {
  return text.replace(/\$?\{\{?[^}]*\}?\}/g, '');
}

function isExcused(text: string, index: number): boolean {
  const end = text.indexOf('\n', index);
  return text.slice(index, end < 0 ? undefined : end).includes('language-ok:');
}

/** `…/zh.ts` has `…/en.ts`, `list.zh.ts` has `list.en.ts`, `i18n/zh/list.ts` has `i18n/en/list.ts`. */
function englishPartner(path: string): string | null {
  const partner = path.replace(/(^|[/.])zh(-CN)?(?=\.tsx?$|\/[^/]+$)/, '$1en');
  return partner === path ? null : partner;
}

async function compareResources(root: string, zhPath: string, enPath: string): Promise<Violation[]> {
  const violation = (file: string, wrong: Wrong): Violation => ({ file, line: 1, ...wrong });
  if (!existsSync(join(root, enPath))) return [violation(zhPath, { problem: 'has no English counterpart', fix: `write ${enPath}` })];
  const [zh, en] = [await textsOf(join(root, zhPath)), await textsOf(join(root, enPath))];
  const missing = (file: string, has: Texts, lacks: Texts): Violation[] =>
    [...has.keys()].filter((key) => !lacks.has(key)).map((key) => violation(file, { problem: `key ${key} is missing`, fix: 'add it' }));
  const wrong = [...zh].flatMap(([key, { text }]) => {
    const english = en.get(key)?.text;
    if (english === undefined) return [];
    const [inChinese, inEnglish] = [wrongChinese(text), wrongEnglish(english)];
    return [
      ...(inChinese ? [violation(zhPath, { ...inChinese, problem: `${key}: ${inChinese.problem}` })] : []),
      ...(inEnglish ? [violation(enPath, { ...inEnglish, problem: `${key}: ${inEnglish.problem}` })] : []),
      ...unequalPlaces(key, text, english).map((problem) => violation(enPath, { problem, fix: `use the same values as ${zhPath}` })),
    ];
  });
  return [...missing(enPath, zh, en), ...missing(zhPath, en, zh), ...wrong];
}

function unequalPlaces(key: string, zh: string, en: string): string[] {
  const places = (text: string) => [...new Set(text.match(/\{\{\s*\w+/g)?.map((place) => place.replace(/\W/g, '')))].sort().join(', ');
  return places(zh) === places(en)
    ? []
    : [`${key}: the values differ: ${places(zh) || 'none'} in Chinese, ${places(en) || 'none'} in English`];
}

type Texts = Map<string, { text: string }>;

/** All texts a resource file exports, by dotted key. Plural forms count as one key: Chinese has one form, English two. */
async function textsOf(path: string): Promise<Texts> {
  const found: Texts = new Map();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string') found.set(key.replace(/_(zero|one|two|few|many|other)$/, ''), { text: value });
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) collect(inner, key ? `${key}.${name}` : name);
    }
  };
  const exported: Record<string, unknown> = await import(pathToFileURL(path).href);
  // The name of the export may carry the language (`zh`, `listEn`), so only what is inside counts.
  for (const value of Object.values(exported)) collect(value, '');
  return found;
}
