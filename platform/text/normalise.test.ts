import { expect, test } from 'vitest';
import { cleanText, fold, hasControl } from './index.ts';

test('control characters and half surrogates are seen, tab and line ends are not', () => {
  for (const bad of ['a\u0000b', 'a\u0007', '\u001b[0m', 'a\u007f', 'a\u0085', 'x\rb', '\ud842', '\udfb7a'])
    expect(hasControl(bad), JSON.stringify(bad)).toBe(true);
  for (const good of ['', 'a\tb', 'a\nb', 'a\r\nb', '𠮷野家', '👩‍👩‍👧', '环客']) expect(hasControl(good), JSON.stringify(good)).toBe(false);
});

test('clean text is NFC, trimmed, with LF line ends and no control characters', () => {
  expect(cleanText('  环客科技 \r\n二行\u0000 ')).toBe('环客科技 \n二行');
  expect(cleanText('Cafe\u0301')).toBe('Caf\u00e9');
  expect(cleanText('\u3000全角空格\u3000')).toBe('全角空格');
  expect(cleanText('a\ud842b')).toBe('a\ufffdb');
  expect(cleanText('👩‍👩‍👧')).toBe('👩‍👩‍👧');
});

test('fold makes width, case, script and blanks alike', () => {
  expect(fold('ＡＢＣ１２３')).toBe('abc123');
  expect(fold('  環客　雲端  CRM ')).toBe('环客 云端 crm');
  expect(fold('長沙廣東國際')).toBe('长沙广东国际');
  expect(fold('㈱')).toBe('(株)');
  expect(fold('Acme\u200b  Corp')).toBe('acme corp');
});

test('a part of a text folds to a part of the folded text', () => {
  const text = '乾隆皇後裡頭著作ＩＢＭ㈱ﾊﾞ';
  const chars = [...text];
  for (let from = 0; from < chars.length; from += 1) {
    for (let to = from + 1; to <= chars.length; to += 1) expect(fold(text)).toContain(fold(chars.slice(from, to).join('')));
  }
});
