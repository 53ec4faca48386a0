import { type Label, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { resolvePath } from '../records/query/index.ts';

/** A merge field: what it shows, and how. `{{amount|大写}}` is the path `amount` with the option `upper`. */
export interface Merge {
  readonly path: string;
  readonly option?: MergeOption | undefined;
}

export const mergeOptions = ['upper', 'long', 'plain'] as const;
export type MergeOption = (typeof mergeOptions)[number];

const written: Readonly<Record<string, MergeOption>> = {
  upper: 'upper',
  long: 'long',
  plain: 'plain',
  大写: 'upper',
  长日期: 'long',
  原值: 'plain',
};

/** What stands for no field of the record. */
export const specials: Readonly<Record<string, Label>> = {
  $today: label('打印日期', 'Day of printing'),
  $now: label('打印时间', 'Time of printing'),
  $me: label('打印人', 'Who prints'),
  $company: label('公司名称', 'Company'),
  $page: label('页码', 'Page'),
  $pages: label('总页数', 'Pages'),
};
const pageMarks = new Set(['$page', '$pages']);

const place = /\{\{([^{}]{0,200})\}\}/g;

/** A text cut into what stands as it is and its merge fields. `splitText('共 {{amount}}')` → `['共 ', {path: 'amount'}]`. */
export function splitText(text: string): (string | Merge | { readonly bad: string })[] {
  const parts: (string | Merge | { readonly bad: string })[] = [];
  let at = 0;
  for (const match of text.matchAll(place)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(readMerge(match[1] ?? ''));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

export function readMerge(inner: string): Merge | { readonly bad: string } {
  const [path = '', option, ...more] = inner.split('|').map((one) => one.trim());
  if (path === '' || more.length > 0) return { bad: inner };
  if (option === undefined) return { path };
  const known = written[option];
  return known ? { path, option: known } : { bad: option };
}

/** What is wrong with the merge fields of a text; undefined when all are there. Page numbers are for headers and footers alone. */
export function mergeProblem(ctx: Context, meta: ObjectMeta, text: string, { pages = false } = {}): Label | undefined {
  for (const part of splitText(text)) {
    if (typeof part === 'string') {
      if (part.includes('{{')) return label('“{{”没有对应的“}}”', 'A "{{" has no "}}"');
      continue;
    }
    if ('bad' in part) return label(`看不懂“{{${part.bad}}}”`, `"{{${part.bad}}}" can not be read`);
    if (part.path.startsWith('$')) {
      if (specials[part.path] === undefined || (pageMarks.has(part.path) && !pages))
        return label(`这里不能用“${part.path}”`, `"${part.path}" can not be used here`);
      continue;
    }
    const problem = pathProblem(ctx, meta, part.path);
    if (problem) return problem;
  }
  return undefined;
}

/** What is wrong with a path to a field, such as `account.owner.name`. */
export function pathProblem(ctx: Context, meta: ObjectMeta, path: string): Label | undefined {
  try {
    resolvePath(ctx, meta, path, 'field');
    return undefined;
  } catch {
    const shown = path.slice(0, 100);
    return label(`没有“${shown}”这个字段`, `There is no field "${shown}"`);
  }
}

/** The fields of the record that texts name. */
export function pathsIn(texts: Iterable<string>): Set<string> {
  const paths = new Set<string>();
  for (const text of texts)
    for (const part of splitText(text)) if (typeof part !== 'string' && 'path' in part && !part.path.startsWith('$')) paths.add(part.path);
  return paths;
}
