import { expect, it } from 'vitest';
import { readLetter } from './letter.ts';
import { writeLetter } from './testing/letter.ts';

const source = Buffer.from(
  writeLetter({
    from: '张伟 <zhang@hengrun.cn>',
    to: 'seller@ours.cn',
    subject: '图纸',
    id: 'drawings@hengrun.cn',
    text: '两张图纸，请查收',
    files: [
      { name: '一.bin', type: 'application/octet-stream', content: 'a'.repeat(3000) },
      { name: '二.bin', type: 'application/octet-stream', content: 'b'.repeat(3000) },
    ],
  }),
);
const filesOf = async (...args: Parameters<typeof readLetter>) =>
  (await readLetter(...args)).files.map(({ name, content }) => [name, content.length]);

it('of a letter too large to be fetched whole, the file it was cut in is left out', async () => {
  expect(await filesOf(source)).toEqual([
    ['一.bin', 3000],
    ['二.bin', 3000],
  ]);
  const half = source.subarray(0, source.length - 2000);
  const { subject, text, files } = await readLetter(half, true);
  expect([subject, text.trim()]).toEqual(['图纸', '两张图纸，请查收']);
  expect(files.map(({ name, content }) => [name, content.length])).toEqual([['一.bin', 3000]]);
  // cut in the words: they are kept as far as they came
  const head = source.indexOf('Content-Transfer-Encoding: base64');
  expect(await filesOf(source.subarray(0, head + 60), true)).toEqual([]);
});
