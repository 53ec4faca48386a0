import { expect, test } from 'vitest';
import { seeded } from '../kernel/index.ts';
import { containsTokens } from './contains-tokens.ts';
import { fold } from './normalise.ts';
import { recordTokens } from './tokens.ts';

const pieces = [
  '浙江',
  '恒润',
  '恒潤',
  '國際',
  '重庆',
  '𠮷',
  '中',
  'Acme',
  'ＡＢ',
  'gtx',
  '138',
  '0001',
  '8899',
  '86',
  '+86',
  '-',
  ' ',
  '（',
  '）',
  '.',
  '😀',
  'é',
  'ß',
  "'",
  '㈱',
  '0',
];
const kinds = ['name', 'text', 'phone', 'email', 'code'] as const;

test('every text that holds the part has its tokens, wherever the part was cut', () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const random = seeded(seed);
  let used = 0;
  for (let i = 0; i < 5000; i += 1) {
    const text = Array.from({ length: random.int(1, 6) }, () => random.pick(pieces))
      .join('')
      .normalize('NFC')
      .trim();
    const kind = random.pick(kinds);
    const chars = [...text];
    const start = random.chance(0.3);
    const from = start ? 0 : random.int(0, chars.length);
    const part = chars.slice(from, from + random.int(1, 6)).join('');
    const folded = fold(part);
    if (folded === '' || !(start ? fold(text).startsWith(folded) : fold(text).includes(folded))) continue;
    const wanted = containsTokens(7, part, { kind, start });
    const held = new Set(recordTokens({ tenant: 7, texts: [{ text, kind }] }));
    used += wanted.length;
    expect(
      wanted.filter((one) => !held.has(one)),
      `seed ${seed}: ${JSON.stringify({ text, part, kind, start })}`,
    ).toEqual([]);
  }
  expect(used).toBeGreaterThan(1000);
});

test('gives nothing to go by where nothing is certain', () => {
  expect(containsTokens(7, 'cme', { kind: 'name' })).toEqual([]);
  expect(containsTokens(7, '恒', { kind: 'name' })).toEqual([]);
  expect(containsTokens(7, '+8613', { kind: 'phone' })).toEqual([]);
  expect(containsTokens(7, '恒润', { kind: 'name' })).toHaveLength(1);
  expect(containsTokens(7, '恒', { kind: 'name', start: true })).toHaveLength(1);
});
