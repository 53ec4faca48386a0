import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signatureOf } from '@huanke/platform/webhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

const guide = readFileSync(new URL('../../docs/guide/api.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
const folder = mkdtempSync(join(tmpdir(), 'huanke-guide-'));
let t: TestApp;
let a: TestTenant;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  await t.server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await t.close();
});

function run(command: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const child = spawn('sh', ['-c', command], { cwd: folder, env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => done({ code, out, err }));
  });
}

it('every command of the guide does what it says', async () => {
  const { token } = (await a.as.admin.post('/api-tokens', { name: '手册', scopes: ['*'] })).body;
  const { clientId, clientSecret } = (await a.as.admin.post('/api-apps', { name: '手册', scopes: ['*.read'] })).body;
  const env = {
    ...process.env,
    CRM: `http://127.0.0.1:${(t.server.server.address() as AddressInfo).port}`,
    TOKEN: token,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
  };
  const [setUp, ...commands] = blocks('sh');
  expect(setUp).toMatch(/^export CRM=.*\nexport TOKEN=.*\n$/);
  const answers = [];
  for (const command of commands) {
    const own = command.replace('npx huanke', `"${process.execPath}" "${fileURLToPath(new URL('../cli/main.ts', import.meta.url))}"`);
    answers.push(await run(own, env));
  }
  expect(answers.map(({ code, err }) => [code, err])).toEqual(answers.map(() => [0, '']));
  const text = answers.map(({ out }) => out);
  expect(JSON.parse(text[0] ?? '')).toMatchObject({ kind: 'token', scopes: ['*'] });
  expect(JSON.parse(text[3] ?? '').results).toMatchObject([{ status: 200 }, { status: 201 }]);
  expect(JSON.parse(text[4] ?? '')).toMatchObject({ token_type: 'Bearer' });
  expect(JSON.parse(text[6] ?? '')).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
  expect(readFileSync(join(folder, 'crm.ts'), 'utf8')).toContain('readonly account:');
});

it('the check of signatures in the guide takes ours and nothing else', async () => {
  const [source = ''] = blocks('js');
  const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const at = new Date('2026-03-01T08:00:00Z');
  const header = signatureOf('{"a":1}', at, ['新', '旧']);
  const ask = (body: string, secret: string, ms = 0) => isGenuine(body, header, secret, at.getTime() + ms);
  expect([ask('{"a":1}', '新'), ask('{"a":1}', '旧'), ask('{"a":1}', '别的'), ask('{"a":2}', '新'), ask('{"a":1}', '新', 301_000)]).toEqual(
    [true, true, false, false, false],
  );
});
