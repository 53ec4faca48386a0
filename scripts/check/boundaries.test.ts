import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkBoundaries } from './boundaries.ts';

const MODULE_EXPORTS = { '.': './module.ts', './contract': './contract.ts', './web': './web/module.ts', './testing': './testing/index.ts' };
const manifests = {
  'platform/package.json': JSON.stringify({ name: '@huanke/platform', exports: { './*': './*/index.ts', './ui': './ui/index.ts' } }),
  'clouds/base/package.json': JSON.stringify({ name: '@huanke/base', exports: MODULE_EXPORTS }),
  'clouds/sales/package.json': JSON.stringify({ name: '@huanke/sales', exports: MODULE_EXPORTS }),
  'clouds/service/package.json': JSON.stringify({ name: '@huanke/service', exports: MODULE_EXPORTS }),
  'apps/server/package.json': JSON.stringify({ name: '@huanke/server', exports: { '.': './index.ts', './testing': './testing.ts' } }),
};

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What the checker says of a repository that holds these files: `file:line problem`, without the explanation. */
function found(files: Record<string, string>): string[] {
  root = mkdtempSync(join(tmpdir(), 'huanke-boundaries-'));
  for (const [path, text] of Object.entries({ ...manifests, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkBoundaries(root).map(({ file, line, problem }) => `${file}:${line} ${problem.split(':')[0]}`);
}

describe('checkBoundaries', () => {
  it('lets the allowed imports pass', () => {
    expect(
      found({
        'platform/records/save.ts':
          "import { a } from '../kernel/index.ts';\nimport type { M } from '../metadata/index.ts';\nimport pg from 'pg';",
        'platform/jobs/run.ts': "export * from '../records/index.ts';",
        'platform/kernel/id.test.ts': "import { testDatabase } from '../testing/index.ts';",
        'clouds/base/module.ts': "import { defineModule } from '@huanke/platform/module';",
        'clouds/sales/module.ts':
          "import { Account } from '@huanke/base';\nimport { ticketClosed } from '@huanke/service/contract';\nimport './objects/lead.ts';",
        'clouds/sales/web/page.tsx': "import { RecordList } from '@huanke/platform/ui';\nimport { stages } from '../domain/stages.ts';",
        'clouds/sales/lead.test.ts': "import { testApp } from '@huanke/server/testing';\nimport { anAccount } from '@huanke/base/testing';",
        'apps/server/index.ts': "import { sales } from '@huanke/sales';\nconst service = await import('@huanke/service');",
        'apps/web/main.tsx': "import { sales } from '@huanke/sales/web';",
        'scripts/bench.ts': "import { thing } from '../platform/testing/thing.ts';",
      }),
    ).toEqual([]);
  });

  it('holds the platform below the clouds and the apps', () => {
    expect(
      found({
        'platform/records/a.ts': "\nimport { Lead } from '@huanke/sales';",
        'platform/records/b.ts': "const app = await import('@huanke/server');",
      }),
    ).toEqual(['platform/records/a.ts:2 imports @huanke/sales', 'platform/records/b.ts:1 imports @huanke/server']);
  });

  it('holds the order inside the platform', () => {
    expect(
      found({
        'platform/kernel/id.ts': "import { pool } from '../database/index.ts';",
        'platform/metadata/merge.ts': "import {\n  type Codec,\n} from '../records/codec.ts';",
        'platform/records/emit.ts': "export { emit } from '../events/index.ts';",
      }),
    ).toEqual([
      'platform/kernel/id.ts:1 imports ../database/index.ts',
      'platform/metadata/merge.ts:1 imports ../records/codec.ts',
      'platform/records/emit.ts:1 imports ../events/index.ts',
    ]);
  });

  it('lets a cloud meet another cloud only by its contract, and base meet none', () => {
    expect(
      found({
        'clouds/sales/a.ts': "import { Ticket } from '@huanke/service';",
        'clouds/sales/b.ts': "import { Ticket } from '../service/contract.ts';",
        'clouds/base/c.ts': "import type { leadConverted } from '@huanke/sales/contract';",
        'clouds/sales/d.ts': "import { Account } from '../base/objects/account.ts';",
      }),
    ).toEqual([
      'clouds/base/c.ts:1 imports @huanke/sales/contract',
      'clouds/sales/a.ts:1 imports @huanke/service',
      'clouds/sales/b.ts:1 imports ../service/contract.ts',
      'clouds/sales/d.ts:1 imports ../base/objects/account.ts',
    ]);
  });

  it('keeps the web half and test help out of the server half', () => {
    expect(
      found({
        'clouds/sales/module.ts': "import { pages } from './web/module.ts';",
        'apps/server/index.ts': "import { theme } from '@huanke/platform/ui';",
        'platform/records/save.ts': "import { random } from '../testing/random.ts';",
      }),
    ).toEqual([
      'apps/server/index.ts:1 imports @huanke/platform/ui',
      'clouds/sales/module.ts:1 imports ./web/module.ts',
      'platform/records/save.ts:1 imports ../testing/random.ts',
    ]);
  });

  it('is not misled by comments and texts', () => {
    expect(
      found({
        'platform/kernel/a.ts':
          "/**\n * import { x } from '@huanke/sales';\n */\n// import '@huanke/sales';\nexport const text = 'import y from \"@huanke/sales\"';",
      }),
    ).toEqual([]);
  });
});
