import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { removeEmbedded, startEmbedded, withClient } from '@huanke/platform/database';
import { buildCompany, password, people, questions } from './company.ts';
import { objectTables } from './schema.ts';

/**
 * Saves a richly customised company of a release for the upgrade tests of all later ones:
 *
 *     node scripts/upgrade/save.ts --tree ../huanke-0.1.0 --out upgrades/0.1.0
 *
 * `tree` is a checkout of that release with its packages installed. Its own server makes the company through its own API, its own
 * `huanke backup` writes the tables; beside them lie the tables of shipped objects as DDL and what the API answered.
 */
const { values } = parseArgs({
  options: { tree: { type: 'string', default: '.' }, out: { type: 'string' }, port: { type: 'string', default: '39417' } },
});
if (!values.out) throw new Error('--out upgrades/<version> is missing');
const out = resolve(values.out);
const main = resolve(values.tree, 'apps/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'huanke-upgrade-'));
const env = {
  ...process.env,
  HUANKE_DATA_DIR: join(folder, 'data'),
  PORT: values.port,
  HUANKE_SKIP_BUILD: '1',
  DATABASE_URL: '',
  HUANKE_PASSWORD: password,
};
const base = `http://127.0.0.1:${values.port}/api/v1`;

function run(...args: string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`huanke ${args.join(' ')} ended with ${code}`))));
  });
}

async function call(cookie: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(base + path, {
    method,
    headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

try {
  await run('tenant', 'create', '--company', '升级一号', '--email', people.owner, '--name', '老板');
  await run('tenant', 'create', '--company', '升级二号', '--email', people.stranger, '--name', '外人');
  for (const [who, role] of [
    ['manager', 'manager'],
    ['seller', 'member'],
    ['colleague', 'member'],
    ['reader', 'readOnly'],
  ] as const)
    await run('user', 'create', '--tenant', '1', '--email', people[who], '--name', who, '--role', role);
  const server = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; tries < 600; tries += 1) {
    if (
      await fetch(base.replace('/api/v1', '/readyz')).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  const cookies: Record<string, string> = {};
  for (const [who, email] of Object.entries(people)) cookies[who] = (await call('', 'POST', '/auth/login', { email, password })).cookie;
  const as = (who: string) => async (method: string, path: string, body?: unknown) => {
    const answer = await call(cookies[who] ?? '', method, path, body);
    if (answer.status >= 300) throw new Error(`${who} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const ids = await buildCompany(as);
  const answers = [];
  for (const { who, method, path, body } of questions(ids)) {
    const { status, body: answer } = await call(cookies[who] ?? '', method, path, body);
    answers.push({ who, method, path, ...(body === undefined ? {} : { body }), status, answer });
  }
  server.kill('SIGINT');
  await new Promise((done) => server.on('exit', done));
  // the embedded server's address is in the runtime of the release; its backup opens it again
  await run('backup', join(folder, 'backup'));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(join(folder, 'backup'), out, { recursive: true });
  const database = await startEmbedded({ dataDir: join(folder, 'data', 'postgres') });
  const ddl = await withClient(database.url, (client) => objectTables(client));
  await database.stop();
  writeFileSync(join(out, 'objects.sql'), ddl);
  writeFileSync(join(out, 'answers.json.gz'), gzipSync(JSON.stringify({ people, answers })));
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { tables: Record<string, { rows: number }> };
  console.log(`${Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0)} rows, ${answers.length} answers in ${out}`);
} finally {
  await removeEmbedded(join(folder, 'data', 'postgres'));
  rmSync(folder, { recursive: true, force: true });
}
