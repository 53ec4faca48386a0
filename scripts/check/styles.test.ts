import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { checkStyles } from './styles.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

function found(files: Record<string, string>): string[] {
  root = mkdtempSync(join(tmpdir(), 'huanke-styles-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkStyles(root).map(({ file, line, problem }) => `${file}:${line} ${problem}`);
}

it('finds a class that two pages set', () => {
  const files = {
    'platform/ui/a/a.css': '.one { color: red; }\n',
    'platform/ui/b/b.css': '\n/* .x { } */\n.two, .one:hover { color: blue; }\n',
  };
  expect(found(files)).toEqual(['platform/ui/b/b.css:3 .one is set by itself in platform/ui/a/a.css:1 as well']);
});

it('finds a class of the kit that a cloud sets, also on the phone only', () => {
  const files = {
    'platform/ui/timeline/Timeline.tsx': "<section className={wide ? 'day wide' : 'day'} />",
    'clouds/sales/web/home/home.css': '@media (max-width: 700px) {\n  .day { margin: 0; }\n}\n',
  };
  expect(found(files)).toEqual(['clouds/sales/web/home/home.css:2 .day is a class of platform/ui']);
});

it('lets pass what is scoped, and what refines the theme', () => {
  const files = {
    'platform/ui/theme/base.css': '.inp { color: red; }',
    'platform/ui/form/form.css': '.inp { min-height: 44px; }',
    'platform/ui/a/a.css': '.one { color: red; }',
    'platform/ui/b/b.css': '.page .one { color: blue; } .one:has(.le) { color: blue; } .one > .two { color: blue; }',
  };
  expect(found(files)).toEqual([]);
});
