import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '@huanke/platform/database';
import { readPlace, readScanner } from '@huanke/platform/files';
import { type Simulator, s3Simulator, until } from '@huanke/platform/testing';
import { type Client, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { copyFilesIn, copyFilesOut } from './commands/backup-files.ts';
import { dataChecks } from './doctor/data.ts';

/** The whole application with its files in a bucket, and with a virus scanner before it. */
const credentials = { key: 'AKIATEST', secret: 'a/secret+of=the test' };
const virus = 'X5O!P%@AP-EICAR';
let folder: string;
let bucket: Simulator;
let clamd: Server;
let t: TestApp;
let a: TestTenant;
let b: TestTenant;

/** As clamd(8) answers INSTREAM: reads chunks to their end and says what it found. */
function fakeClamd(): Server {
  return createServer((socket) => {
    let seen = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      if (!seen.subarray(0, 10).equals(Buffer.from('zINSTREAM\0'))) return void socket.end('UNKNOWN COMMAND\0');
      const parts: Buffer[] = [];
      for (let at = 10; at + 4 <= seen.length; ) {
        const size = seen.readUInt32BE(at);
        if (size === 0)
          return void socket.end(Buffer.concat(parts).includes(virus) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
        parts.push(seen.subarray(at + 4, at + 4 + size));
        at += 4 + size;
      }
    });
  });
}
const listening = (server: Server, port = 0) =>
  new Promise<number>((go) =>
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      go(typeof address === 'object' && address ? address.port : 0);
    }),
  );

let port: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-file-store-'));
  bucket = await s3Simulator(credentials, 'cn-test');
  clamd = fakeClamd();
  port = await listening(clamd);
  const place = readPlace(`s3://files/crm?endpoint=${encodeURIComponent(bucket.url)}&region=cn-test`);
  if (!place) throw new Error('no place');
  t = await testApp({ config: { files: { ...place, credentials }, scanner: readScanner(`clamd://127.0.0.1:${port}`) } });
  a = await t.tenant();
  b = await t.tenant();
});
beforeEach(() => {
  bucket.interfere = undefined;
});
afterAll(async () => {
  await t.close();
  await bucket.close();
  clamd.close();
  rmSync(folder, { recursive: true, force: true });
});

const upload = (who: Client, name: string, content: Buffer | string) => {
  const head = `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n--x--\r\n')]);
  return who.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' });
};
const rows = async () => {
  const ctx = await t.app.contextFor({ tenant: a.id });
  return ctx.query<{ id: string }>(sql`select id from file where tenant_id = ${a.id} order by id`);
};
const nameOf = (id: string) => `crm/${a.id}/${id.slice(-2)}/${id}`;

it('keeps files in the bucket with their type, serves them whole and in part, and makes previews and imports of them', async () => {
  const { seller, manager } = a.as;
  const text = '客户名称,电话\r\n存储测试公司,057188880000\r\n';
  const { body: csv } = await upload(seller, '客户.csv', text);
  expect(bucket.objects.get(nameOf(csv.id))).toMatchObject({ type: 'text/csv', content: Buffer.from(text) });
  expect(readdirSync(t.app.dataDir)).not.toContain('files');
  expect((await seller.get(`/files/${csv.id}`)).text).toBe(text);
  const size = Buffer.byteLength(text);
  const part = await seller.get(`/files/${csv.id}`, { range: 'bytes=0-11' });
  expect(part).toMatchObject({ status: 206, text: '客户名称', headers: { 'content-range': `bytes 0-11/${size}`, 'content-length': '12' } });
  expect((await seller.get(`/files/${csv.id}`, { range: 'bytes=-2' })).text).toBe('\r\n');
  expect((await seller.get(`/files/${csv.id}`, { range: `bytes=${size}-` })).status).toBe(416);
  expect((await seller.get(`/files/${csv.id}`, { range: 'bytes=0-1', 'if-range': '"other"' })).text).toBe(text);
  expect((await seller.get(`/files/${csv.id}`, { range: 'bytes=0-1,4-5' })).status).toBe(200);
  for (const who of [a.as.outsider, b.as.owner]) expect((await who.get(`/files/${csv.id}`)).status).toBe(404);

  const { body: made } = await seller.post('/imports', { object: 'account', fileId: csv.id, mode: 'create' });
  await t.startWork();
  await seller.post(`/imports/${made.id}/start`);
  await until(async () => (await seller.get(`/imports/${made.id}`)).body.status === 'done', 'import');
  expect((await seller.get(`/imports/${made.id}`)).body).toMatchObject({ created: 1, failed: 0 });

  const picture = await sharp({ create: { width: 600, height: 300, channels: 3, background: '#ffffff' } })
    .png()
    .toBuffer();
  const { body: png } = await upload(seller, '门头.png', picture);
  expect(bucket.objects.get(nameOf(png.id))?.type).toBe('image/png');
  expect((await seller.get(`/files/${png.id}/preview`)).headers['content-type']).toBe('image/webp');
  expect((await manager.get(`/files/${png.id}/preview`)).status).toBe(404);
});

it('leaves neither rows nor parts of an upload that does not reach the bucket, and says that it is away', async () => {
  const before = await rows();
  const objects = bucket.objects.size;
  for (const [what, content] of [
    ['PUT', 'klein'],
    ['partNumber=2', Buffer.alloc(17 * 1024 * 1024, 'x')],
    ['POST', Buffer.alloc(9 * 1024 * 1024, 'x')],
  ] as const) {
    bucket.interfere = (call) => (call.includes(what) ? 'hangUp' : undefined);
    expect((await upload(a.as.seller, 'x.txt', content)).status, what).toBe(503);
  }
  bucket.interfere = undefined;
  expect(await rows()).toEqual(before);
  expect([bucket.objects.size, bucket.uploads.size]).toEqual([objects, 0]);
});

it('refuses what the scanner finds and everything while it is away; nothing of it is kept', async () => {
  const before = await rows();
  const objects = bucket.objects.size;
  const refused = await upload(a.as.seller, '发票.pdf', `%PDF-1.7 ${virus}`);
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'file', code: 'INVALID_VALUE', message: expect.stringContaining('Eicar-Test-Signature') }] },
  });
  // its end hides behind many chunks
  expect((await upload(a.as.seller, 'x.bin', Buffer.concat([Buffer.alloc(3 * 1024 * 1024), Buffer.from(virus)]))).status).toBe(422);
  const found = (await a.as.admin.get('/audit?event=file.infected')).body.items;
  expect(found.map((one: { data: object }) => one.data)).toContainEqual({ found: 'Eicar-Test-Signature', name: '发票.pdf' });
  expect((await b.as.admin.get('/audit?event=file.infected')).body.items).toEqual([]);
  await new Promise((go) => clamd.close(go));
  expect(await upload(a.as.seller, 'x.txt', 'sauber')).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(await rows()).toEqual(before);
  expect(bucket.objects.size).toBe(objects);
  await listening(clamd, port);
  expect((await upload(a.as.seller, 'x.txt', 'sauber')).status).toBe(201);
});

it('scans by a command as well: 0 is clean, 1 is found, anything else is no answer', async () => {
  const script = join(folder, 'scan.sh');
  const command = (lines: string) => {
    writeFileSync(script, `#!/bin/sh\n${lines}\n`);
    chmodSync(script, 0o700);
    const scanner = readScanner(`${script} --quiet -`);
    if (!scanner) throw new Error('no scanner');
    return scanner;
  };
  const { Readable } = await import('node:stream');
  const content = () => Readable.from([Buffer.from(`a ${virus}`)]);
  expect(await command('if grep -q EICAR; then echo "Eicar: $1"; exit 1; fi')(content())).toBe('Eicar: --quiet');
  expect(await command('cat > /dev/null')(content())).toBeUndefined();
  await expect(command('exit 2')(content())).rejects.toThrow('ended with 2');
  await expect(readScanner(join(folder, 'nothing'))?.(content())).rejects.toThrow('ENOENT');
  for (const bad of ['clamd:', 'http://scanner', '']) expect(readScanner(bad), bad).toBeUndefined();
});

it('is backed up into a folder and brought back with types; the doctor finds what is lost, left over or out of reach', async () => {
  const bad = async () => (await dataChecks(t.app, { repair: false })).filter((finding) => !finding.ok).map((finding) => finding.what.en);
  expect(await bad()).toEqual([]);
  const held = new Map(bucket.objects);
  expect(held.size).toBeGreaterThan(1);
  await copyFilesOut(t.app, join(folder, 'files'));
  bucket.objects.clear();
  expect((await bad())[0]).toMatch(/^Files that are missing/);
  await copyFilesIn(t.app, join(folder, 'files'));
  expect(bucket.objects).toEqual(held);

  const old = '01890000-0000-7000-8000-00000000abcd';
  await t.app.files.put(a.id, old, Buffer.from('x'));
  expect(await bad()).toEqual([`Files that belong to nothing (1): ${a.id}/${old}`]);
  await dataChecks(t.app, { repair: true });
  expect(bucket.objects.has(nameOf(old))).toBe(false);
  bucket.interfere = () => ({ status: 403, code: 'AccessDenied' });
  expect(await bad()).toEqual(['The file store can not be reached or refuses us']);
});
