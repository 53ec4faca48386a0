import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineAt, sourceFiles, type Violation } from './sources.ts';

interface Bare {
  readonly file: string;
  readonly line: number;
}

/** What is always loaded: other stylesheets refine its classes. */
const everywhere = /^platform\/ui\/(theme|primitives)\//;

/** Classes that a stylesheet sets wherever they stand, by name: `.agenda { … }`, not `.home .agenda { … }`. */
function bareClasses(css: string): Map<string, number> {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const found = new Map<string, number>();
  for (const rule of text.matchAll(/([^{}]+)\{[^{}]*\}/g)) {
    const selectors = (rule[1] ?? '').replace(/\([^()]*\)/g, '()');
    if (selectors.includes(':has()')) continue;
    for (const selector of selectors.split(',')) {
      const name = /^\.([\w-]+)(?::{1,2}[\w-]+(?:\(\))?)*$/.exec(selector.trim())?.[1];
      if (name && !found.has(name)) found.set(name, lineAt(text, rule.index + rule[0].search(/\S/)));
    }
  }
  return found;
}

function classesIn(tsx: string): Set<string> {
  const values = [...tsx.matchAll(/className=(?:"([^"]*)"|\{([^}]*)\})/g)].map((match) => match[1] ?? match[2] ?? '');
  return new Set(values.flatMap((value) => value.split(/[^\w-]+/)));
}

/**
 * Stylesheets of pages are loaded when a page is first opened and stay: a class that two of them set by itself, or one that a cloud sets and
 * the kit uses, changes pages opened earlier. That is how the calendar of the home page once broke the timeline of records.
 */
export function checkStyles(root: string): Violation[] {
  const sheets = globSync('{platform,clouds,channels}/**/*.css', { cwd: root, exclude: (path) => /node_modules|dist/.test(path) })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !everywhere.test(path))
    .sort();
  const kit = new Set(
    sourceFiles(root)
      .filter(({ path }) => path.startsWith('platform/ui/') && path.endsWith('.tsx'))
      .flatMap(({ text }) => [...classesIn(text)]),
  );
  const first = new Map<string, Bare>();
  return sheets.flatMap((file) =>
    [...bareClasses(readFileSync(join(root, file), 'utf8'))].flatMap(([name, line]): Violation[] => {
      const other = first.get(name);
      if (!other) first.set(name, { file, line });
      const fix = 'give it a name of its own, or write it below the class of its page';
      if (other) return [{ file, line, problem: `.${name} is set by itself in ${other.file}:${other.line} as well`, fix }];
      return !file.startsWith('platform/') && kit.has(name) ? [{ file, line, problem: `.${name} is a class of platform/ui`, fix }] : [];
    }),
  );
}
