import { inflateRawSync } from 'node:zlib';
import { run, word, zip } from '@huanke/platform/print/testing';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let here: TestTenant;
let other: TestTenant;
let account: string;
const deals: string[] = [];

const at = '/meta/objects/account/parts/printTemplate';

beforeAll(async () => {
  app = await testApp();
  here = await app.tenant('恒润科技');
  other = await app.tenant();
  const { seller } = here.as;
  account = good(
    await seller.post('/records/account', {
      name: '浙江恒润化工有限公司',
      industry: 'chemical',
      annualRevenue: '1286000.00',
      phone: '0575-82031234',
    }),
    201,
  ).body.id;
  for (const [name, amount] of [
    ['取水泵站一期', '1000.10'],
    ['取水泵站二期', '2000.20'],
    ['加药间改造', '0.05'],
  ])
    deals.push(good(await seller.post('/records/opportunity', { name, amount, account }), 201).body.id);
});
afterAll(() => app.close());

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text.slice(0, 500)).toBe(status);
  return answer;
}
const code = (answer: Answer) => [answer.status, answer.body.code, answer.body.errors?.[0]?.field];

/** Sends and takes bytes, which the clients of the kit read as text. */
async function bytes(
  who: Client,
  method: 'GET' | 'POST',
  url: string,
  body?: unknown,
): Promise<{ status: number; headers: Answer['headers']; raw: Buffer }> {
  const answer = await app.server.inject({
    method,
    url: `/api/v1${url}`,
    headers: { cookie: who.cookie },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: answer.statusCode, headers: answer.headers, raw: answer.rawPayload };
}

interface Pdf {
  pages: string[];
  text: string;
  title: string;
  outline: string[];
}

async function readPdf(raw: Buffer): Promise<Pdf> {
  const pdf = await getDocument({ data: new Uint8Array(raw), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(
      items
        .map((item) => ('str' in item ? item.str : ''))
        .join('')
        .replace(/\s+/g, ''),
    );
  }
  const { info } = await pdf.getMetadata();
  const outline = ((await pdf.getOutline()) ?? []).map(({ title }) => title);
  return { pages, text: pages.join(''), title: (info as { Title?: string }).Title ?? '', outline };
}

async function print(who: Client, name: string, id = account, object = 'account'): Promise<Pdf> {
  const { status, raw } = await bytes(who, 'POST', `/records/${object}/${id}/print`, { template: name });
  expect(status, raw.toString('utf8').slice(0, 300)).toBe(200);
  return readPdf(raw);
}

async function upload(who: Client, name: string, content: Buffer): Promise<string> {
  const boundary = 'xxhuankexx';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return good(await who.send('POST', '/files', payload, { 'content-type': `multipart/form-data; boundary=${boundary}` }), 201).body.id;
}

const lines = {
  type: 'table',
  list: 'opportunity_account',
  numbered: true,
  columns: [{ field: 'name' }, { field: 'stage', label: '阶段' }, { field: 'amount', sum: true, width: 40 }],
};
const template = (blocks: unknown[], more: object = {}) => ({ label: { zh: '报价单', en: 'Quotation' }, format: 'pdf', blocks, ...more });
const save = async (name: string, body: unknown, who = here.as.admin) => who.put(`${at}/${name}`, body);

test('a template becomes a PDF with text, amounts in words, a table with its sum, page numbers, title and outline', async () => {
  const { admin, seller } = here.as;
  good(
    await save(
      'quote',
      template(
        [
          { type: 'heading', level: 1, text: '报价单' },
          {
            type: 'text',
            text: '致：**{{name}}**，年营业额 {{annualRevenue}}，大写 {{annualRevenue|大写}}，负责人 {{owner.name}}，{{owner.department.name}}',
          },
          { type: 'fields', columns: 2, border: true, items: [{ field: 'industry' }, { field: 'phone', label: '联系电话' }] },
          lines,
          { type: 'code', kind: 'qr', text: '{{name}}', width: 20 },
          {
            type: 'signature',
            parties: [
              { title: '甲方：{{name}}', lines: ['日期：____'] },
              { title: '乙方：{{$company}}', lines: [] },
            ],
          },
        ],
        { fileName: '报价-{{name}}', footer: { right: '第 {{$page}} 页/共 {{$pages}} 页' } },
      ),
    ),
  );
  expect(good(await seller.get('/records/account/printTemplates')).body.items).toEqual([
    { name: 'quote', label: { zh: '报价单', en: 'Quotation' }, format: 'pdf' },
  ]);
  const answer = await bytes(seller, 'POST', `/records/account/${account}/print`, { template: 'quote' });
  expect(answer.headers['content-type']).toBe('application/pdf');
  expect(decodeURIComponent(String(answer.headers['content-disposition']).split("filename*=UTF-8''")[1] ?? '')).toBe(
    '报价-浙江恒润化工有限公司.pdf',
  );
  const { pages, text, title, outline } = await readPdf(answer.raw);
  expect(title).toBe('报价-浙江恒润化工有限公司');
  expect(outline).toEqual(['报价单']);
  for (const part of [
    '致：浙江恒润化工有限公司，年营业额¥1,286,000.00，大写人民币壹佰贰拾捌万陆仟元整，负责人',
    '，销售一部',
    '行业化工联系电话0575-82031234',
    '序号商机名称阶段金额',
    '1取水泵站一期初步接洽¥1,000.10',
    '3加药间改造初步接洽¥0.05',
    // 1,000.10 + 2,000.20 + 0.05
    '合计¥3,000.35',
    '甲方：浙江恒润化工有限公司',
    '乙方：恒润科技',
    '第1页/共1页',
  ])
    expect(text).toContain(part);
  expect(pages).toHaveLength(1);
  // the fonts are in the file, and only the signs it uses: both whole fonts would be 21 MB
  expect(answer.raw.toString('latin1')).toContain('/FontFile2');
  expect(answer.raw.length).toBeLessThan(300_000);
  const events: string[] = [];
  for (let since = ''; ; ) {
    const { body } = await admin.get(`/events?since=${since}`);
    events.push(...body.items.map((item: { event: string }) => item.event));
    if (body.items.length === 0 || body.nextCursor === since) break;
    since = body.nextCursor;
  }
  expect(events).toContain('account.printed');
});

test('who may not print, read or see gets nothing; what is hidden in lists is hidden on paper', async () => {
  const { readOnly, outsider, manager, colleague } = here.as;
  const to = (who: Client, id = account) => who.post(`/records/account/${id}/print`, { template: 'quote' });
  expect(code(await to(readOnly))).toEqual([403, 'FORBIDDEN', undefined]);
  expect((await readOnly.get('/records/account/printTemplates')).status).toBe(403);
  expect((await to(outsider)).status).toBe(404);
  expect((await to(other.as.admin)).status).toBe(404);
  expect(good(await other.as.admin.get('/records/account/printTemplates')).body.items).toEqual([]);
  expect((await app.anonymous.post(`/records/account/${account}/print`, { template: 'quote' })).status).toBe(401);
  expect((await to(here.as.seller, 'nonsense')).status).toBe(404);
  expect(code(await here.as.seller.post(`/records/account/${account}/print`, { template: 'none' }))).toEqual([
    422,
    'LOOKUP_NOT_FOUND',
    'template',
  ]);
  expect(code(await here.as.seller.post(`/records/account/${account}/print`, {}))).toEqual([422, 'REQUIRED', 'template']);
  // the colleague owns the account but not the deals of the seller: the table is empty and its sum is nothing
  const own = good(await colleague.post('/records/account', { name: '同事的客户' }), 201).body.id;
  good(await here.as.admin.post('/records/opportunity', { name: '管理员的商机', amount: '77.00', account: own }), 201);
  const seen = await print(colleague, 'quote', own);
  expect(seen.text).toContain('同事的客户');
  expect(seen.text).not.toContain('管理员的商机');
  expect(seen.text).not.toContain('77.00');
  expect((await print(here.as.admin, 'quote', own)).text).toContain('管理员的商机');
  expect((await print(manager, 'quote')).text).toContain('取水泵站一期');
});

test('conditions, filters and sorts mean what they mean in lists; a template out of use is not offered', async () => {
  const { seller } = here.as;
  const when = (value: string) => ({ field: 'annualRevenue', op: 'gte', value });
  const blocks = [
    { type: 'condition', when: when('1286000'), blocks: [{ type: 'text', text: '大客户条款' }] },
    { type: 'condition', when: when('1286000.01'), blocks: [{ type: 'text', text: '特大客户条款' }] },
    { ...lines, numbered: false, filter: { field: 'amount', op: 'gt', value: '1' }, sort: [{ field: 'amount', direction: 'desc' }] },
    { ...lines, filter: { field: 'amount', op: 'gt', value: '999999' }, empty: '没有明细' },
  ];
  good(await save('rules', template(blocks)));
  const { text } = await print(seller, 'rules');
  expect(text).toContain('大客户条款');
  expect(text).not.toContain('特大客户条款');
  expect(text).toContain('取水泵站二期初步接洽¥2,000.20取水泵站一期初步接洽¥1,000.10合计¥3,000.30');
  expect(text).toContain('没有明细');
  good(await save('rules', template(blocks, { active: false })));
  expect(good(await seller.get('/records/account/printTemplates')).text).not.toContain('rules');
  expect((await seller.post(`/records/account/${account}/print`, { template: 'rules' })).status).toBe(422);
});

test('a bad definition is refused in its whole, each problem with its block and field', async () => {
  const { admin, seller } = here.as;
  const refused = async (blocks: unknown[], more: object = {}) =>
    (await save('bad', template(blocks, more))).body.errors?.map((one: { field: string; code: string }) => `${one.field} ${one.code}`);
  expect(
    await refused(
      [
        { type: 'text', text: '{{nothing}}' },
        { type: 'text', text: '{{name' },
        { type: 'text', text: '{{amount|x}}' },
        { type: 'text', text: '{{$page}}' },
        { type: 'fields', items: [{ field: 'phone' }, { field: 'no.name' }] },
        { type: 'table', list: 'nowhere', columns: [] },
        {
          type: 'table',
          list: 'opportunity_account',
          columns: [{ field: 'name', sum: true }],
          filter: { field: 'stage', op: 'gt', value: 1 },
        },
        { type: 'condition', when: { field: 'x', op: 'eq', value: 1 }, blocks: [{ type: 'image', source: 'field', field: 'name' }] },
        { type: 'magic' },
        7,
        { type: 'line', colour: 'red' },
        { type: 'space', height: 999 },
        { type: 'seal', source: 'file' },
      ],
      { page: { size: 'A9', margins: { top: 1 } }, wrong: 1 },
    ),
  ).toEqual([
    'wrong UNKNOWN_FIELD',
    'page.margins.top INVALID_VALUE',
    'page.size INVALID_VALUE',
    'blocks[0].text UNKNOWN_FIELD',
    'blocks[1].text UNKNOWN_FIELD',
    'blocks[2].text UNKNOWN_FIELD',
    'blocks[3].text UNKNOWN_FIELD',
    'blocks[4].items[1].field UNKNOWN_FIELD',
    'blocks[5].list INVALID_VALUE',
    'blocks[6].columns[0].sum INVALID_VALUE',
    'blocks[6].filter INVALID_VALUE',
    'blocks[7].when INVALID_VALUE',
    'blocks[7].blocks[0].field INVALID_VALUE',
    'blocks[8].type INVALID_VALUE',
    'blocks[9] WRONG_TYPE',
    'blocks[10].colour UNKNOWN_FIELD',
    'blocks[11].height INVALID_VALUE',
    'blocks[12].file REQUIRED',
  ]);
  expect(await refused([])).toEqual(['blocks REQUIRED']);
  expect(await refused(Array.from({ length: 201 }, () => ({ type: 'line' })))).toEqual(['blocks LIMIT_EXCEEDED']);
  expect((await save('quote', template([{ type: 'line' }]), seller)).status).toBe(403);
  expect((await save('bad', template([{ type: 'seal', source: 'file', file: account }]))).body.errors[0]).toMatchObject({
    field: 'blocks[0].file',
    code: 'LOOKUP_NOT_FOUND',
  });
  const csv = await upload(admin, 'a.csv', Buffer.from('a,b'));
  expect(code(await save('bad', template([{ type: 'image', source: 'file', file: csv }])))).toEqual([
    422,
    'INVALID_VALUE',
    'blocks[0].file',
  ]);
});

test('emoji and signs no font has are boxes, marks in data stay text, long rows go over pages', async () => {
  const { seller } = here.as;
  const id = good(await seller.post('/records/account', { name: '𠮷野家👨‍👩‍👧🎉**粗**{{phone}}' }), 201).body.id;
  good(
    await save(
      'rare',
      template(
        [
          { type: 'heading', level: 1, text: '{{name}}' },
          { type: 'text', text: '长'.repeat(9000) },
          { type: 'pageBreak' },
          { type: 'text', text: '末页' },
        ],
        {
          header: { center: '{{$page}}/{{$pages}}', line: true },
          page: { size: 'A5', orientation: 'landscape' },
        },
      ),
    ),
  );
  const { text, pages } = await print(seller, 'rare', id);
  expect(text).toContain('野家□□**粗**{{phone}}');
  expect(pages.at(-1)).toContain('末页');
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.at(1)).toContain(`2/${pages.length}`);
  expect(text.match(/长/g)).toHaveLength(9000);
});

test('a long table repeats its head on each page', async () => {
  const { seller } = here.as;
  const id = good(await seller.post('/records/account', { name: '多商机客户' }), 201).body.id;
  const records = Array.from({ length: 120 }, (_, index) => ({
    name: `商机${String(index + 1).padStart(3, '0')}`,
    amount: '0.10',
    account: id,
  }));
  good(await seller.post('/records/opportunity/bulk', { operation: 'create', records }));
  const { pages, text } = await print(seller, 'quote', id);
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages.slice(0, -1)) expect(page).toContain('序号商机名称');
  expect(text.match(/商机\d{3}/g)).toHaveLength(120);
  expect(text).toContain('合计¥12.00');
});

test('yen are told from yuan, and have no decimals', async () => {
  const { seller } = here.as;
  const id = good(await seller.post('/records/account', { name: '东京客户' }), 201).body.id;
  good(await seller.post('/records/opportunity', { name: '出口泵组', amount: '128600', currency: 'JPY', account: id }), 201);
  const { text } = await print(seller, 'quote', id);
  expect(text).toContain('JP¥128,600');
  expect(text).not.toContain('JP¥128,600.00');
});

test('an administrator sees a draft with a record of their choice; nobody else does', async () => {
  const { admin, seller } = here.as;
  const url = '/meta/objects/account/printPreview';
  const definition = template([{ type: 'text', text: '草稿 {{name}}' }]);
  const shown = await bytes(admin, 'POST', url, { definition, record: account });
  expect((await readPdf(shown.raw)).text).toBe('草稿浙江恒润化工有限公司');
  expect((await readPdf((await bytes(admin, 'POST', url, { definition })).raw)).text).toContain('草稿');
  expect((await seller.post(url, { definition })).status).toBe(403);
  expect((await other.as.admin.post(url, { definition, record: account })).status).toBe(404);
  expect(code(await other.as.admin.post(url, { definition }))).toEqual([409, 'STATE', 'record']);
  expect(code(await admin.post(url, { definition: template([{ type: 'text', text: '{{no}}' }]) }))).toEqual([
    400,
    'UNKNOWN_FIELD',
    'blocks[0].text',
  ]);
});

test('templates to begin from can be saved and printed as they are, for every object', async () => {
  const { admin } = here.as;
  for (const object of ['account', 'contact', 'lead', 'opportunity', 'activity', 'product']) {
    const { items } = good(await admin.get(`/meta/objects/${object}/printStarters`)).body;
    expect(good(await admin.get(`/meta/objects/${object}/printLists`)).status).toBe(200);
    expect(items.map((one: { name: string }) => one.name)).toEqual(['quotation', 'contract', 'delivery', 'sheet']);
    for (const { name, definition } of items) good(await admin.put(`/meta/objects/${object}/parts/printTemplate/${name}`, definition));
  }
  const { text } = await print(admin, 'contract', deals[0], 'opportunity');
  expect(text).toContain('甲方（买方）：浙江恒润化工有限公司');
  expect(text).toContain('合同总价为¥1,000.10（大写：人民币壹仟元壹角整）。');
  for (const name of ['quotation', 'contract', 'delivery', 'sheet']) good(await admin.delete(`${at}/${name}`), 204);
});

/** A picture of one red dot. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64');

test('pictures and a seal are drawn, from a file and from the company', async () => {
  const { admin, seller } = here.as;
  const file = await upload(admin, '公章.png', png);
  good(await admin.patch('/settings', { logo: `data:image/png;base64,${png.toString('base64')}` }));
  good(
    await save(
      'sealed',
      template([
        { type: 'image', source: 'logo', width: 30 },
        { type: 'text', text: '盖章处' },
        { type: 'seal', source: 'file', file, width: 42, x: 20, y: -20 },
      ]),
    ),
  );
  const { raw } = await bytes(seller, 'POST', `/records/account/${account}/print`, { template: 'sealed' });
  expect((await readPdf(raw)).text).toContain('盖章处');
  expect(raw.toString('latin1')).toContain('/Subtype /Image');
});

function unzip(file: Buffer, wanted: string): string {
  let place = file.readUInt32LE(file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6])) + 16);
  while (file.readUInt32LE(place) === 0x02014b50) {
    const [length, extra, comment] = [28, 30, 32].map((one) => file.readUInt16LE(place + one)) as [number, number, number];
    if (file.toString('utf8', place + 46, place + 46 + length) === wanted) {
      const local = file.readUInt32LE(place + 42);
      const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
      const content = file.subarray(start, start + file.readUInt32LE(place + 20));
      return (file.readUInt16LE(place + 10) === 8 ? inflateRawSync(content) : content).toString('utf8');
    }
    place += 46 + length + extra + comment;
  }
  throw new Error(`no ${wanted}`);
}

const cell = (text: string) => `<w:tc><w:p>${run(text)}</w:p></w:tc>`;

test('a Word template is filled: fields, words of amounts, and a row for each line of a list', async () => {
  const { admin, seller, colleague } = here.as;
  const body =
    `<w:p>${run('客户：{{na')}${run('me}}，{{owner.department.name}}，{{annualRevenue|大写}}')}</w:p>` +
    `<w:tbl><w:tr>${cell('序号')}${cell('商机')}${cell('金额')}</w:tr><w:tr>${cell('{{#opportunity_account}}{{$row}}')}${cell('{{name}}')}${cell('{{amount}}{{/opportunity_account}}')}</w:tr></w:tbl><w:p>${run('完')}</w:p>`;
  const file = await upload(admin, '合同.docx', zip(word(body)));
  good(await save('word', { label: { zh: '合同', en: 'Contract' }, format: 'word', file }));
  const answer = await bytes(seller, 'POST', `/records/account/${account}/print`, { template: 'word' });
  expect(answer.status, answer.raw.toString('utf8').slice(0, 300)).toBe(200);
  expect(answer.headers['content-type']).toContain('wordprocessingml.document');
  expect(answer.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('合同-浙江恒润化工有限公司.docx')}`);
  const text = unzip(answer.raw, 'word/document.xml').replace(/<[^>]+>/g, '');
  expect(text).toContain('客户：浙江恒润化工有限公司，销售一部，人民币壹佰贰拾捌万陆仟元整');
  expect(text).toContain('1取水泵站一期¥1,000.10');
  expect(text).toContain('3加药间改造¥0.05');
  expect(text.endsWith('完')).toBe(true);
  expect((await bytes(colleague, 'POST', `/records/account/${account}/print`, { template: 'word' })).status).toBe(404);
  expect((await seller.get(`/files/${file}`)).status).toBe(404);
});

test('a Word file that could do harm, or names what is not there, is refused with the reason', async () => {
  const { admin } = here.as;
  const rels = (mode: string, type: string) =>
    `<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="http://evil.example/x" TargetMode="${mode}"/></Relationships>`;
  const tried: [string, Buffer, RegExp][] = [
    ['no archive', Buffer.from('just text'), /不是 Word/],
    ['cut off', zip(word('<w:p/>')).subarray(0, 200), /不是 Word/],
    ['another archive', zip({ 'a.txt': 'x' }), /不是 Word/],
    ['macros', zip(word('<w:p/>', { 'word/vbaProject.bin': 'x' })), /宏/],
    ['objects', zip(word('<w:p/>', { 'word/embeddings/oleObject1.bin': 'x' })), /嵌入/],
    ['a template elsewhere', zip(word('<w:p/>', { 'word/_rels/settings.xml.rels': rels('External', 'attachedTemplate') })), /外部/],
    ['entities', zip(word('<w:p/>', { 'word/styles.xml': '<!DOCTYPE x [<!ENTITY a "b">]><x/>' })), /异常/],
    ['a bomb that says it is small', zip(word('<w:p/>', { 'word/media/a.bmp': Buffer.alloc(80 * 1024 * 1024) }), { lie: 10 }), /太大/],
    ['an unknown field', zip(word(`<w:p>${run('{{nothing}}')}</w:p>`)), /没有“nothing”/],
    ['an unknown list', zip(word(`<w:p>${run('{{#nowhere}}x{{/nowhere}}')}</w:p>`)), /没有“nowhere”/],
    ['an open loop', zip(word(`<w:p>${run('{{#opportunity_account}}x')}</w:p>`)), /没有结束/],
  ];
  for (const [what, content, reason] of tried) {
    const file = await upload(admin, '合同.docx', content);
    const answer = await save('hostile', { label: '合同', format: 'word', file });
    expect([what, answer.status, answer.body.errors?.[0]?.field], answer.text.slice(0, 300)).toEqual([what, 422, 'file']);
    expect(answer.body.errors[0].message).toMatch(reason);
  }
  const links = zip(word('<w:p/>', { 'word/_rels/document.xml.rels': rels('External', 'hyperlink') }));
  good(await save('links', { label: '合同', format: 'word', file: await upload(admin, 'a.docx', links) }));
  const foreign = await upload(other.as.admin, 'a.docx', zip(word('<w:p/>')));
  expect(code(await save('hostile', { label: '合同', format: 'word', file: foreign }))).toEqual([422, 'LOOKUP_NOT_FOUND', 'file']);
});

test('a template can be taken away, and comes back by the change log', async () => {
  const { admin, seller } = here.as;
  good(await admin.delete(`${at}/quote`), 204);
  expect(good(await seller.get('/records/account/printTemplates')).text).not.toContain('quote');
  expect((await seller.delete(`${at}/word`)).status).toBe(403);
});
