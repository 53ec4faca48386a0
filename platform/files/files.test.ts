import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import { saveRecords } from '../records/save/index.ts';
import { type TransferLab, transferLab } from '../transfer/testing.ts';
import { linkFiles, readableFile, saveFile } from './files.ts';
import { cleanFileName, contentDisposition } from './names.ts';
import { purgeFiles } from './purge.ts';
import { mayShow, sniffType } from './sniff.ts';

let lab: TransferLab;
beforeAll(async () => {
  lab = await transferLab();
});
afterAll(() => lab.close());

test.each([
  ['\x89PNG\r\n\x1a\n', 'x.exe', 'image/png'],
  ['\xff\xd8\xff\xe0', 'x.png', 'image/jpeg'],
  ['%PDF-1.7', 'x.txt', 'application/pdf'],
  ['PK\x03\x04....[Content_Types].xml', 'a.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['PK\x03\x04....[Content_Types].xml', 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['PK\x03\x04....any.txt', 'a.xlsx', 'application/zip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'a.xls', 'application/vnd.ms-excel'],
  ['RIFF\x10\x00\x00\x00WEBPVP8 ', 'a.webp', 'image/webp'],
  ['\x00\x00\x00\x18ftypisom', 'a.mp4', 'video/mp4'],
  ['MZ\x90\x00\x03', 'a.pdf', 'application/x-msdownload'],
  ['BMW 是一家客户', 'a.csv', 'text/csv'],
  ['name,phone\n', 'a.csv', 'text/csv'],
  ['<?xml version="1.0"?><svg onload="x()">', 'a.png', 'image/svg+xml'],
  ['\ufeff<!DOCTYPE html><script>', 'a.txt', 'text/html'],
  ['\x00\x01\x02', 'a.csv', 'application/octet-stream'],
  ['', 'a.txt', 'text/plain'],
])('sniffs %j named %s as %s', (content, name, type) => {
  expect(sniffType(Buffer.from(content, /[\u0100-\uffff]/.test(content) ? 'utf8' : 'latin1'), name)).toBe(type);
});

test('only pictures and PDF may be shown in place', () => {
  expect(['image/png', 'application/pdf', 'image/svg+xml', 'text/html', 'text/plain', 'application/zip'].map(mayShow)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('names lose paths and what can not be seen, and keep their ending', () => {
  expect(cleanFileName('../../etc/passwd')).toBe('passwd');
  expect(cleanFileName('C:\\temp\\合同.pdf')).toBe('合同.pdf');
  expect(cleanFileName('a\u202Efdp.exe')).toBe('afdp.exe');
  expect(cleanFileName('..')).toBe('file');
  expect(cleanFileName(undefined)).toBe('file');
  expect(cleanFileName(`${'长'.repeat(300)}.xlsx`)).toMatch(/^长{195}\.xlsx$/);
  expect(contentDisposition('attachment', '报价"1".pdf')).toBe(
    `attachment; filename="___1_.pdf"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%221%22.pdf`,
  );
});

test('a path never leaves the folder', async () => {
  for (const id of ['..', '../../x', '', 'a/b']) await expect(lab.app.files.local(1, id)).rejects.toThrow();
  await expect(lab.app.files.local(Number.NaN, newId())).rejects.toThrow();
});

test('what could not be stored whole leaves nothing behind', async () => {
  const ctx = await lab.as(lab.user);
  const count = async () => (await lab.rows(sql`select count(*)::int as n from file`))[0]?.n;
  const before = await count();
  await expect(saveFile(ctx, { name: 'x', content: Buffer.from('xy'), most: () => 1 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  expect(await count()).toBe(before);
});

test('a file follows the records that show it', async () => {
  const [owner, reader] = [await lab.as(lab.user), await lab.as(lab.other, { permissions: ['firm.read'] })];
  const file = await saveFile(owner, { name: '名片.png', content: Buffer.from('x') });
  expect((await readableFile(owner, file.id)).name).toBe('名片.png');
  await expect(readableFile(reader, file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const meta = owner.meta.object('firm');
  if (!meta) throw new Error('no firm');
  const [made] = await saveRecords(owner, meta, [{ operation: 'create', values: { name: '有附件的公司' } }], {});
  await owner.transaction((tx) => linkFiles(tx, [{ file: file.id, object: 'firm', record: made?.id ?? '' }]));
  expect((await readableFile(reader, file.id)).id).toBe(file.id);
  const blind = await lab.as(lab.other, { permissions: [] });
  await expect(readableFile(blind, file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const stranger = await lab.as(lab.user, { tenant: lab.stranger });
  await expect(readableFile(stranger, file.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('uploads that nothing points to go after a day; what is used stays', async () => {
  const ctx = await lab.as(lab.user);
  const [lost, fresh, used] = [
    await saveFile(ctx, { name: 'lost', content: Buffer.from('1') }),
    await saveFile(ctx, { name: 'fresh', content: Buffer.from('2') }),
    await saveFile(ctx, { name: 'used', content: Buffer.from('3') }),
  ];
  await ctx.transaction(async (tx) => {
    await linkFiles(tx, [{ file: used.id, object: 'firm', record: newId() }]);
    await tx.query(sql`update file set created_at = now() - interval '25 hours' where tenant_id = ${tx.tenant.id} and id <> ${fresh.id}`);
  });
  expect(await purgeFiles(ctx)).toBeGreaterThanOrEqual(1);
  await expect.poll(async () => existsSync(await lab.app.files.local(lab.tenant, lost.id))).toBe(false);
  await expect(readableFile(ctx, lost.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const { id } of [fresh, used]) expect((await readableFile(ctx, id)).id).toBe(id);
  expect(existsSync(await lab.app.files.local(lab.tenant, used.id))).toBe(true);
});
