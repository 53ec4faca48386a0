import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
  readonly fix: string;
}

const FOLDERS = ['platform', 'clouds', 'channels', 'packs', 'apps', 'e2e', 'scripts'];
const SKIPPED = new Set(['node_modules', 'dist', 'data']);

/** All TypeScript files of the repository, or of a fixture that is laid out like it. */
export function sourceFiles(root: string): SourceFile[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      // platform/testing/data holds code, a data folder elsewhere holds somebody's database.
      if (entry.isDirectory()) return SKIPPED.has(entry.name) && path !== 'platform/testing/data' ? [] : walk(path);
      return /\.tsx?$/.test(entry.name) ? [path] : [];
    });
  return FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap(walk)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function isTest(path: string): boolean {
  return /\.test(-d)?\.tsx?$/.test(path) || path.includes('/testing/') || path.endsWith('/testing.ts');
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

export function formatViolation({ file, line, problem, fix }: Violation): string {
  return `${file}:${line}  ${problem}\n    fix: ${fix}`;
}
