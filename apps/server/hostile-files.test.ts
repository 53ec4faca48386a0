import { existsSync } from 'node:fs';
import { zip } from '@huanke/platform/print/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Uploads that mean harm are refused, or served so that nothing can run. */
let t: TestApp;
let a: TestTenant;
let b: TestTenant;
beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
});
afterAll(() => t.close());

const form = (name: string, content: Buffer | string) =>
  Buffer.concat([
    Buffer.from(`--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/html\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n--x--\r\n'),
  ]);
const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
const send = (who: Client, name: string, content: Buffer | string): Promise<Answer> =>
  who.send('POST', '/files', form(name, content), multipart);
async function upload(name: string, content: Buffer | string): Promise<{ id: string; type: string; name: string }> {
  const answer = await send(a.as.seller, name, content);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
/** All addresses that give a file to somebody. */
async function served(id: string): Promise<Answer[]> {
  const { seller } = a.as;
  const links = await Promise.all(['download', 'preview'].map((use) => seller.post(`/files/${id}/links`, { use })));
  const urls = links.map(({ body }) => body.url.replace('/api/v1', ''));
  return [await seller.get(`/files/${id}`), ...(await Promise.all(urls.map((url) => t.anonymous.get(url))))];
}

const script = '<script>alert(document.cookie)</script>';
const evil: readonly [string, string][] = [
  ['logo.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`],
  ['prolog.svg', `<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n<svg>${script}</svg>`],
  ['bom.svg', `\ufeff  <svg>${script}</svg>`],
  ['page.html', `<!doctype html>${script}`],
  ['fragment.html', `<p>你好</p>${script}`],
  ['报价.pdf.html', `<html>${script}</html>`],
  ['invoice.pdf.exe', 'MZ\u0090\u0000\u0003'],
  ['photo.png', `<html>${script}`],
  ['xhtml.xml', `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`],
  ['style.xml', `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="data:text/xml,x"?><a/>`],
  ['worker.js', 'self.addEventListener("fetch", () => {})'],
  ['note.mht', `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${script}`],
  ['shell.hta', `<hta:application>${script}`],
  ['later.html', `${' '.repeat(5000)}<html>${script}`],
];

describe('what a browser could run', () => {
  it.each(evil)('%s is only downloaded, under a type that nothing runs', async (name, content) => {
    const { id } = await upload(name, content);
    for (const { status, headers } of await served(id)) {
      if (status === 422) continue;
      expect(status).toBe(200);
      expect(String(headers['content-disposition'])).toMatch(/^attachment;/);
      expect(String(headers['content-type'])).toMatch(/^(text\/plain|application\/(octet-stream|x-msdownload))/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" });
    }
    expect((await a.as.seller.get(`/files/${id}/preview`)).status).toBe(422);
  });

  it.each([
    ['both.js', 'GIF89a=0/*\u0000\u0000*/;alert(1)', 'image/gif'],
    ['both.html', `\u0089PNG\r\n\u001a\n${script}`, 'image/png'],
    ['both.htm', `%PDF-1.7\n%<html>${script}`, 'application/pdf'],
  ])('%s, which is a picture or a PDF as well, is shown as that, and may do nothing', async (name, content, type) => {
    const { id } = await upload(
      name,
      Buffer.from(content, 'latin1').toString('latin1') === content ? Buffer.from(content, 'latin1') : content,
    );
    for (const { status, headers } of await served(id)) {
      if (status === 422) continue;
      expect(['content-type', headers['content-type']]).toEqual(['content-type', type]);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" });
    }
  });
});

describe('names', () => {
  it.each([
    ['../../../etc/cron.d/x', 'x'],
    ['..\\..\\windows\\system32\\x.dll', 'x.dll'],
    ['/etc/passwd', 'passwd'],
    ['....//....//x', 'x'],
    ['a\u202Efdp.exe', 'afdp.exe'],
    ['.htaccess', 'htaccess'],
    ['con<>:|?*.txt', 'con______.txt'],
  ])('%j lies under an id of ours and is called %j', async (given, kept) => {
    const { id, name } = await upload(given, '内容');
    expect(name).toBe(kept);
    expect(await t.app.files.local(a.id, id)).toMatch(new RegExp(`/files/${a.id}/[0-9a-f]{2}/${id}$`));
    const disposition = String((await a.as.seller.get(`/files/${id}`)).headers['content-disposition']);
    expect(disposition).not.toMatch(/[\r\n]|\.\.|\/|\\/);
    for (const who of [a.as.outsider, b.as.admin]) expect((await who.get(`/files/${id}`)).status).toBe(404);
  });
});

describe('sizes', () => {
  it('what is larger than allowed leaves nothing behind, whatever it says of itself', async () => {
    process.env.HUANKE_UPLOAD_LIMIT_MB = '1';
    const count = async () => (await t.app.owner.query('select count(*)::int as n from file where tenant_id = $1', [a.id])).rows[0].n;
    const before = await count();
    const answer = await send(a.as.seller, 'large.bin', Buffer.alloc(1024 * 1024 + 1, 7));
    delete process.env.HUANKE_UPLOAD_LIMIT_MB;
    expect([answer.status, answer.body.code]).toEqual([413, 'TOO_LARGE']);
    expect(await count()).toBe(before);
    // a body that only claims to be huge is not waited for
    const claimed = await a.as.seller.send('POST', '/records/account', '{}', {
      'content-type': 'application/json',
      'content-length': '99999999999',
    });
    expect([claimed.status, claimed.body.code]).toEqual([413, 'TOO_LARGE']);
  });

  const workbook = (sheet: Buffer | string, shared?: string) => ({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': '<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
    ...(shared === undefined ? {} : { 'xl/sharedStrings.xml': shared }),
  });
  const inspect = async (file: Buffer) =>
    a.as.seller.post('/imports/inspect', { object: 'account', fileId: (await upload('a.xlsx', file)).id });
  const cell = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';

  it('a workbook that unpacks without end is refused, also when it says it is small', async () => {
    const rows = Buffer.alloc(40 * 1024 * 1024, `<row r="1">${' '.repeat(4000)}</row>`);
    for (const lie of [undefined, 100]) {
      const file = zip(workbook(rows), lie === undefined ? {} : { lie });
      expect(file.length).toBeLessThan(2 * 1024 * 1024);
      const answer = await inspect(file);
      expect([lie, answer.status, answer.body.code]).toEqual([lie, 413, 'SHEET_TOO_LARGE']);
    }
    const strings = zip(workbook(`<sheetData>${cell}</sheetData>`, `<sst>${'<si><t>aaaaaaaaaa</t></si>'.repeat(1_500_000)}</sst>`));
    expect((await inspect(strings)).status).toBe(413);
    // what people have is read
    const honest = zip(
      workbook(
        `<sheetData>${cell}<row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData>`,
        '<sst><si><t>客户名称</t></si><si><t>恒润</t></si></sst>',
      ),
    );
    const read = await inspect(honest);
    expect([read.status, read.text.includes('客户名称')]).toEqual([200, true]);
  }, 60_000);

  it('a workbook that names files of the server is given none', async () => {
    const shared = '<!DOCTYPE sst [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>';
    const answer = await inspect(zip(workbook(`<sheetData>${cell}</sheetData>`, shared)));
    expect(answer.text).not.toContain('root:');
    const outside = { ...workbook(`<sheetData>${cell}</sheetData>`), '../../escaped.xml': 'x', '/tmp/escaped.xml': 'x' };
    await inspect(zip(outside));
    expect(existsSync('/tmp/escaped.xml')).toBe(false);
  });
});
