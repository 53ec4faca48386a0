import { type Label, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { printList } from '../lists.ts';
import { mergeProblem, readMerge } from '../merge.ts';

/** What a document names: fields of the record, and lists with the fields of their rows. */
export interface WordTags {
  readonly names: readonly string[];
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

const place = /\{\{([^{}]{0,300})\}\}/g;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of a part with its markup taken away: Word cuts a tag into several runs as it likes. */
function plainText(xml: string): string {
  return xml.replace(/<[^>]+>/g, '').replace(/&(amp|lt|gt|quot|apos);/g, (_whole, name: string) => entities[name] ?? '');
}

/**
 * Reads the merge fields of a document: `{{account.name}}`, `{{amount|大写}}`, and `{{#contacts}}…{{/contacts}}` around what is repeated
 * for each row of a list. A problem names the place as it is written.
 */
export function readTags(ctx: Context, meta: ObjectMeta, parts: Iterable<string>): { tags: WordTags; problems: Label[] } {
  const names = new Set<string>();
  const lists = new Map<string, Set<string>>();
  const problems: Label[] = [];
  for (const part of parts) {
    let open: string | undefined;
    for (const [whole, inner = ''] of plainText(part).matchAll(place)) {
      const text = inner.trim();
      if (text.startsWith('#')) {
        const name = text.slice(1).trim();
        if (open !== undefined) problems.push(label(`循环里不能再有循环：${whole}`, `A loop can not stand in a loop: ${whole}`));
        else if (!printList(ctx, meta, name)) problems.push(label(`没有“${name}”这个相关列表`, `There is no related list "${name}"`));
        open = name;
        lists.set(name, lists.get(name) ?? new Set());
      } else if (text.startsWith('/')) {
        if (open === undefined) problems.push(label(`${whole} 没有对应的开始`, `${whole} has no beginning`));
        open = undefined;
      } else {
        const child = open === undefined ? meta : ctx.meta.object(printList(ctx, meta, open)?.object ?? '');
        const problem = child && (isRow(text) && open !== undefined ? undefined : mergeProblem(ctx, child, whole));
        if (problem) problems.push(problem);
        if (open === undefined) names.add(text);
        else lists.get(open)?.add(text);
      }
    }
    if (open !== undefined) problems.push(label(`{{#${open}}} 没有结束`, `{{#${open}}} has no end`));
  }
  return {
    tags: { names: [...names], lists: new Map([...lists].map(([name, fields]) => [name, [...fields]])) },
    problems: problems.slice(0, 20),
  };
}

/** `{{$row}}`: the number of a row in its list. */
export const isRow = (text: string) => text === '$row';

/** The path a tag names. */
export function pathOf(tag: string): string {
  const read = readMerge(tag);
  return 'bad' in read ? '' : read.path;
}
