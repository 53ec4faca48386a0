import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, testClock } from '@huanke/platform/kernel';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Previews, signed links and files that mean harm, from outside. */
const folder = mkdtempSync(join(tmpdir(), 'huanke-previews-'));
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
const clock = testClock('2026-03-31T02:00:00Z');

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function upload(who: Client, name: string, content: Buffer | string): Promise<{ id: string; type: string; name: string }> {
  const head = `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n--x--\r\n')]);
  const answer = await who.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' });
  expect(answer.status).toBe(201);
  return answer.body;
}

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .jpeg()
    .toBuffer();
/** A file of a comment: who sees the record may read it. */
async function attached(name: string, content: Buffer | string): Promise<string> {
  const { seller } = tenant.as;
  const { id } = await upload(seller, name, content);
  const account = (await seller.post('/records/account', { name: `附件 ${name}` })).body.id;
  expect((await seller.post(`/records/account/${account}/comments`, { files: [id] })).status).toBe(201);
  return id;
}
/** The product lets pictures be read from files only. */
function opened(content: Buffer) {
  const path = join(folder, `${newId()}.webp`);
  writeFileSync(path, content);
  return sharp(path);
}
/** Binary answers: bodies are texts in the client of tests. */
const fetched = async (who: Client, url: string) =>
  app.server.inject({
    method: 'GET',
    url: url.startsWith('/api') ? url : `/api/v1${url}`,
    headers: who.cookie ? { cookie: who.cookie } : {},
  });

describe('previews', () => {
  it('are small pictures for who may read the file', async () => {
    const id = await attached('门头.jpg', await picture(2400, 1200));
    const { manager, outsider } = tenant.as;
    const thumb = await fetched(manager, `/files/${id}/preview`);
    expect(thumb.statusCode).toBe(200);
    expect(thumb.headers).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    });
    expect(await opened(thumb.rawPayload).metadata()).toMatchObject({ format: 'webp', width: 240, height: 120 });
    const large = await fetched(manager, `/files/${id}/preview?size=large`);
    expect(await opened(large.rawPayload).metadata()).toMatchObject({ width: 1600, height: 800 });
    for (const who of [outsider, other.as.owner]) expect((await fetched(who, `/files/${id}/preview`)).statusCode).toBe(404);
    expect((await fetched(app.anonymous, `/files/${id}/preview`)).statusCode).toBe(401);
    expect((await manager.get(`/files/${id}/preview?size=huge`)).status).toBe(422);
  });

  it('lose what the camera wrote into the picture, and stand upright', async () => {
    const raw = await sharp({ create: { width: 300, height: 100, channels: 3, background: '#ffffff' } })
      .withExif({ IFD0: { Artist: '机密作者' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const preview = await fetched(tenant.as.seller, `/files/${(await upload(tenant.as.seller, 'a.jpg', raw)).id}/preview`);
    const found = await opened(preview.rawPayload).metadata();
    expect(found.exif).toBeUndefined();
    expect([found.width, found.height]).toEqual([80, 240]);
  });

  it('carry who looks when the company wants it, each time anew', async () => {
    const { admin, seller, manager } = tenant.as;
    const id = await attached('白图.png', await picture(800, 600));
    const white = async (who: Client) => {
      const { rawPayload } = await fetched(who, `/files/${id}/preview?size=large`);
      const { channels } = await opened(rawPayload).removeAlpha().stats();
      return (channels[0]?.min ?? 0) > 240;
    };
    expect(await white(seller)).toBe(true);
    expect((await seller.patch('/file-settings', { watermark: true })).status).toBe(403);
    expect((await seller.get('/file-settings')).status).toBe(403);
    expect((await admin.patch('/file-settings', { watermark: true })).body).toEqual({ watermark: true });
    expect(await white(seller)).toBe(false);
    const [mine, theirs] = [
      await fetched(seller, `/files/${id}/preview?size=large`),
      await fetched(manager, `/files/${id}/preview?size=large`),
    ];
    expect(mine.headers['cache-control']).toBe('private, no-store');
    expect(mine.rawPayload.equals(theirs.rawPayload)).toBe(false);
    expect((await other.as.admin.get('/file-settings')).body).toEqual({ watermark: false });
    // smaller than the stamp
    const tiny = await attached('小图.png', await picture(20, 10));
    expect((await fetched(seller, `/files/${tiny}/preview?size=large`)).statusCode).toBe(200);
    await admin.patch('/file-settings', { watermark: false });
  });

  it('of a PDF are told who looks, for whoever draws it, when the company wants it', async () => {
    const { admin, seller, manager } = tenant.as;
    const id = await attached('合同.pdf', '%PDF-1.7 x');
    const mark = async (who: Client) => (await who.get(`/files/${id}`)).headers['x-huanke-watermark'];
    expect(await mark(seller)).toBeUndefined();
    await admin.patch('/file-settings', { watermark: true });
    const name = (await seller.get('/auth/me')).body.user.name;
    expect(decodeURIComponent(String(await mark(seller)))).toBe(`${name} 2026-03-31 10:00`);
    expect(await mark(manager)).not.toBe(await mark(seller));
    expect(await mark(other.as.owner)).toBeUndefined();
    await admin.patch('/file-settings', { watermark: false });
  });

  it('are refused where there is none', async () => {
    const { seller } = tenant.as;
    const broken = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('no picture')]);
    for (const [name, content] of [
      ['a.txt', '文字'],
      ['a.pdf', '%PDF-1.7 x'],
      ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
      ['a.png', broken],
      ['bomb.png', bomb(60_000, 60_000)],
    ] as const) {
      const { id } = await upload(seller, name, content);
      expect(await seller.get(`/files/${id}/preview`), name).toMatchObject({ status: 422, body: { code: 'NO_PREVIEW' } });
    }
  });
});

/** The head of a PNG that claims to be huge. */
function bomb(width: number, height: number): Buffer {
  const ihdr = Buffer.alloc(25);
  ihdr.writeUInt32BE(13, 0);
  ihdr.write('IHDR', 4, 'latin1');
  ihdr.writeUInt32BE(width, 8);
  ihdr.writeUInt32BE(height, 12);
  ihdr.set([8, 2, 0, 0, 0], 16);
  ihdr.writeUInt32BE(crc(ihdr.subarray(4, 21)), 21);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ihdr, Buffer.alloc(200)]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

describe('signed links', () => {
  it('work without a session for some minutes, as long as the person may read the file', async () => {
    const { admin, seller, manager, colleague, outsider } = tenant.as;
    const { id } = await upload(seller, '合同.pdf', '%PDF-1.7 x');
    const account = (await seller.post('/records/account', { name: '链接公司' })).body.id;
    await seller.post(`/records/account/${account}/comments`, { files: [id] });
    const made = await manager.post(`/files/${id}/links`, { use: 'preview' });
    expect(made.status).toBe(201);
    const open = (url: string) => fetched(app.anonymous, url);
    const shown = await open(made.body.url);
    expect(shown.statusCode).toBe(200);
    expect(shown.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff' });
    expect(String(shown.headers['content-disposition'])).toMatch(/^inline;/);
    const download = (await manager.post(`/files/${id}/links`, { use: 'download' })).body.url;
    expect(String((await open(download)).headers['content-disposition'])).toMatch(/^attachment;/);
    for (const who of [outsider, other.as.owner]) expect((await who.post(`/files/${id}/links`, { use: 'preview' })).status).toBe(404);
    expect((await manager.post(`/files/${id}/links`, { use: 'steal' })).status).toBe(422);

    for (const forged of [
      made.body.url.replace('.preview.', '.download.'),
      made.body.url.replace(manager.user, seller.user),
      made.body.url.replace(/\.[a-z0-9]+\.([A-Za-z0-9_-]+)$/, '.zzzzzzzzz.$1'),
      `${made.body.url}x`,
      '/api/v1/file-links/1.2.3',
    ])
      expect((await open(forged)).statusCode, forged).toBe(404);

    // what is deleted, given away or too old is not to be had any more
    await admin.patch(`/records/account/${account}`, { owner: colleague.user });
    const sellers = (await colleague.post(`/files/${id}/links`, { use: 'preview' })).body.url;
    await admin.patch(`/records/account/${account}`, { owner: outsider.user });
    expect((await open(sellers)).statusCode).toBe(404);
    await admin.patch(`/records/account/${account}`, { owner: seller.user });
    expect((await open(made.body.url)).statusCode).toBe(200);
    clock.advance(5 * 60_000 + 1000);
    expect((await open(made.body.url)).statusCode).toBe(404);
  });
});

describe('files that mean harm', () => {
  it.each([
    ['script.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['page.html', '<!doctype html><script>alert(1)</script>'],
    ['hidden.png', '<html><body onload=alert(1)>'],
    ['bomb.zip', 'PK\x03\x04 forty-two'],
    ['mhtml.eml', 'MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>'],
  ])('%s is only downloaded, under a type that nothing runs', async (name, content) => {
    const { id } = await upload(tenant.as.seller, name, content);
    for (const url of [`/files/${id}`, (await tenant.as.seller.post(`/files/${id}/links`, { use: 'download' })).body.url]) {
      const { headers } = await fetched(tenant.as.seller, url);
      expect(String(headers['content-disposition'])).toMatch(/^attachment;/);
      expect(String(headers['content-type'])).not.toMatch(/html|svg|xml|script/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" });
    }
    expect(
      (await fetched(tenant.as.seller, (await tenant.as.seller.post(`/files/${id}/links`, { use: 'preview' })).body.url)).statusCode,
    ).toBe(422);
  });

  it('a picture that is a page as well is shown as a picture that may do nothing', async () => {
    const polyglot = 'GIF89a/*<script>*/=1;alert(1)//</script>';
    const { id, type } = await upload(tenant.as.seller, 'x.html', polyglot);
    expect(type).toBe('image/gif');
    const { headers } = await fetched(tenant.as.seller, `/files/${id}`);
    expect(headers).toMatchObject({
      'content-type': 'image/gif',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect((await tenant.as.seller.get(`/files/${id}/preview`)).status).toBe(422);
  });

  it('names lead nowhere', async () => {
    const { name, id } = await upload(tenant.as.seller, '..\\..\\etc/passwd\u202Egpj.exe', 'x');
    expect(name).toBe('passwdgpj.exe');
    const disposition = String((await fetched(tenant.as.seller, `/files/${id}`)).headers['content-disposition']);
    expect(disposition).not.toMatch(/[\\/]\.|\u202e/i);
    for (const path of ['/files/../../etc/passwd', '/files/%2e%2e%2fetc', `/files/${id}%00`])
      expect((await tenant.as.seller.get(path)).status).toBeGreaterThanOrEqual(400);
  });
});
