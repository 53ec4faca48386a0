import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeData, startServer } from './bench/server.ts';
import { startBait } from './security/bait.ts';
import { byCaller, targetsOf } from './security/requests.ts';
import { type Finding, missingScanners, type Scan, sqlmap, wapiti } from './security/scanners.ts';

// npm run security: sqlmap and wapiti over the whole API and the pages of a fresh installation, as its administrator, and over what is open to
// everybody without a session. Before that both must
// find the hole of a server that has one, or their finding nothing would say nothing.

const scanners = { sqlmap, wapiti };

function tell(name: string, { tested, findings }: { tested: number; findings: readonly Finding[] }): void {
  console.log(`${findings.length === 0 ? '✓' : '✗'} ${name}: ${tested} tested, ${findings.length} found`);
  for (const { place, what } of findings) console.log(`    ${place}: ${what}`);
}

async function findsTheBait(folder: string): Promise<boolean> {
  const bait = await startBait(join(folder, 'bait-data'));
  try {
    const scan: Omit<Scan, 'folder'> = { url: bait.url, cookie: '', targets: [{ method: 'GET', path: '/?name=a' }] };
    let all = true;
    for (const [name, run] of Object.entries(scanners)) {
      const { findings } = await run({ ...scan, folder: join(folder, `bait-${name}`) });
      if (findings.length > 0) continue;
      console.error(`✗ ${name} does not find the hole of a server that has one`);
      all = false;
    }
    return all;
  } finally {
    await bait.stop();
  }
}

async function main(): Promise<number> {
  const missing = missingScanners();
  if (missing.length > 0) {
    console.error(`The scan needs ${missing.join(' and ')}; install first:\n\n    apt-get install -y ${missing.join(' ')}\n`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'huanke-security-'));
  let found = 0;
  try {
    if (!(await findsTheBait(folder))) return 1;
    const server = await startServer(join(folder, 'data'), { HUANKE_TRUST_PROXY: '1' });
    try {
      const admin = await server.signIn('admin', 'admin@demo.huanke.local', 'huanke-demo');
      const { anybody, signedIn } = byCaller(await targetsOf(admin));
      const passes = [
        { who: 'anybody', cookie: '', targets: anybody },
        { who: 'administrator', cookie: admin.cookie, targets: signedIn },
      ];
      for (const { who, ...scan } of passes)
        for (const [name, run] of Object.entries(scanners)) {
          const result = await run({ ...scan, url: server.url, folder: join(folder, `${name}-${who}`) });
          tell(`${name} as ${who}`, result);
          found += result.findings.length;
          if (result.tested === 0) throw new Error(`${name} tested nothing as ${who}; see ${folder}`);
        }
      const alive = await admin.send('GET', '/api/v1/auth/me');
      if (alive.status !== 200) throw new Error('the session did not outlive the scan: most of it was refused unseen');
    } finally {
      await server.stop();
    }
  } finally {
    if (process.env.HUANKE_TEST_KEEP) console.log(folder);
    else {
      await removeData(join(folder, 'data'));
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return found === 0 ? 0 : 1;
}

process.exitCode = await main();
