import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { isTest, lineAt, type SourceFile, sourceFiles, type Violation } from './sources.ts';

/**
 * Who may import whom inside the platform: only folders of the same or a lower number. A folder that is not named here
 * is of "the rest" and stands above them all.
 */
const PLATFORM_ORDER: Readonly<Record<string, number>> = {
  kernel: 0,
  outbound: 0,
  text: 1,
  sheets: 2,
  database: 2,
  module: 3,
  formula: 3,
  access: 4,
  audit: 4,
  storage: 4,
  metadata: 5,
  records: 6,
  identity: 7,
};
const THE_REST = 8;

interface Place {
  readonly ring: 'platform' | 'module' | 'app' | 'tool';
  /** The workspace: `platform`, `clouds/sales`, `apps/server`. */
  readonly home: string;
  /** The folder inside the platform. */
  readonly part: string;
  readonly isWeb: boolean;
}

interface Import {
  readonly line: number;
  readonly specifier: string;
  /** Path of the imported file inside the repository. */
  readonly target: string;
}

/** Every import that breaks the rule apps → clouds → clouds/base → platform, or one of the finer rules below. */
export function checkBoundaries(root: string): Violation[] {
  const packages = workspacePackages(root);
  return sourceFiles(root).flatMap((file) =>
    importsOf(file, packages).flatMap((found) => {
      const broken = brokenRule(file.path, found);
      return broken ? [{ file: file.path, line: found.line, ...broken }] : [];
    }),
  );
}

function brokenRule(path: string, found: Import): Pick<Violation, 'problem' | 'fix'> | null {
  const from = placeOf(path);
  const to = placeOf(found.target);
  if (from.ring === 'tool') return null;
  const what = `imports ${found.specifier}`;
  if (isTest(found.target) && !isTest(path)) {
    return { problem: `${what}: test help in product code`, fix: 'move what both need out of testing/' };
  }
  if (!from.isWeb && to.isWeb) {
    return { problem: `${what}: the server half must not import the web half`, fix: 'move what both need into domain/ or contract.ts' };
  }
  // A test of a module may start the whole app by its testing entry.
  if (to.ring === 'tool' || (to.ring === 'app' && from.ring !== 'app' && !(isTest(path) && isTest(found.target)))) {
    return { problem: `${what}: nothing below apps/ knows them`, fix: 'move the code down, or hand it in as an argument' };
  }
  if (from.ring === 'platform' && to.ring === 'module') {
    return {
      problem: `${what}: the platform knows nothing of CRM`,
      fix: 'let the module declare it and the platform read it from the registry',
    };
  }
  if (from.home !== to.home && found.specifier.startsWith('.')) {
    return { problem: `${what}: a path into another package`, fix: 'import it by its package name, @huanke/…' };
  }
  if (from.ring === 'module' && to.ring === 'module' && from.home !== to.home) return brokenModuleRule(what, path, from, found, to);
  if (from.ring === 'platform' && to.ring === 'platform' && from.part !== to.part && !isTest(path)) {
    // a folder's routes are its outermost layer: they stand on platform/http, whatever the folder's place
    const mine = /\/routes(\.ts$|\/)/.test(path) ? THE_REST : (PLATFORM_ORDER[from.part] ?? THE_REST);
    const theirs = PLATFORM_ORDER[to.part] ?? THE_REST;
    if (theirs > mine) {
      return {
        problem: `${what}: platform/${to.part} stands above platform/${from.part}`,
        fix: 'move the code down, or hand it in as an argument',
      };
    }
  }
  return null;
}

function brokenModuleRule(what: string, path: string, from: Place, found: Import, to: Place): Pick<Violation, 'problem' | 'fix'> | null {
  if (isTest(path) && isTest(found.target)) return null;
  if (from.home === 'clouds/base')
    return { problem: `${what}: clouds/base stands below every cloud`, fix: 'move what both need into clouds/base' };
  if (to.home === 'clouds/base' || found.target === `${to.home}/contract.ts`) return null;
  return {
    problem: `${what}: another cloud may be switched off`,
    fix: `import ${to.home}/contract.ts, or meet it by a reference, an action or an event`,
  };
}

function placeOf(path: string): Place {
  const [top = '', second = ''] = path.split('/');
  const isWeb =
    path.startsWith('platform/ui/') || /^apps\/(web|mobile|portal)\//.test(path) || /^(clouds|channels|packs)\/[^/]+\/web\//.test(path);
  if (top === 'platform') return { ring: 'platform', home: top, part: second, isWeb };
  if (['clouds', 'channels', 'packs'].includes(top)) return { ring: 'module', home: `${top}/${second}`, part: '', isWeb };
  if (top === 'apps') return { ring: 'app', home: `${top}/${second}`, part: '', isWeb };
  return { ring: 'tool', home: top, part: '', isWeb };
}

// Only at the start of a line: comments and texts that speak of imports do not count.
const STATIC = /^[ \t]*(?:import|export)\b(?:[^'"`;=()]*?\bfrom\s*)?\s*['"]([^'"\n]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

function importsOf(file: SourceFile, packages: ReadonlyMap<string, Package>): Import[] {
  return [...file.text.matchAll(STATIC), ...file.text.matchAll(DYNAMIC)].flatMap((match) => {
    const specifier = match[1] ?? '';
    const target = specifier.startsWith('.') ? normalize(join(dirname(file.path), specifier)) : packageTarget(specifier, packages);
    // The match may begin with the line's indent, never with an earlier line.
    return target === null ? [] : [{ specifier, target, line: lineAt(file.text, match.index) }];
  });
}

interface Package {
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
}

function workspacePackages(root: string): Map<string, Package> {
  const found = new Map<string, Package>();
  for (const folder of globSync(['platform', 'clouds/*', 'channels/*', 'packs/*', 'apps/*', 'e2e'], { cwd: root })) {
    const manifest = join(root, folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
    found.set(name, { folder: folder.replaceAll('\\', '/'), exports });
  }
  return found;
}

function packageTarget(specifier: string, packages: ReadonlyMap<string, Package>): string | null {
  const [, name = '', rest = ''] = /^(@[^/]+\/[^/]+|[^/]+)(.*)$/.exec(specifier) ?? [];
  const found = packages.get(name);
  if (!found) return null;
  const entry = `.${rest}`;
  const file = found.exports[entry] ?? found.exports['./*']?.replace('*', rest.slice(1)) ?? `${entry}/index.ts`;
  return normalize(`${found.folder}/${file}`);
}
