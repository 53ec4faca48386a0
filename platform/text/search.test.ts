import { describe, expect, test } from 'vitest';
import { seeded } from '../kernel/index.ts';
import type { SearchText, TextKind } from './atoms.ts';
import { matches } from './match.ts';
import { queryTokens } from './query.ts';
import { recordTokens } from './tokens.ts';

const name = (text: string): SearchText[] => [{ text, kind: 'name' }];

/** What the database does: is the record a candidate for the query? */
function isCandidate(query: string, texts: SearchText[], tenant = 7): boolean {
  const tokens = new Set(recordTokens({ tenant, texts }));
  return queryTokens(tenant, query).some(
    ({ every, some }) => every.every((one) => tokens.has(one)) && (some.length === 0 || some.some((one) => tokens.has(one))),
  );
}

function finds(query: string, texts: SearchText[]): string | null {
  const found = matches(query, texts);
  if (found) expect(isCandidate(query, texts), `${query} must be a candidate`).toBe(true);
  return found?.why ?? null;
}

describe('what finds a name', () => {
  test.each([
    ['浙江恒润化工有限公司', '浙江恒润化工有限公司', 'exact'],
    ['浙江', '浙江恒润化工有限公司', 'prefix'],
    ['恒润', '浙江恒润化工有限公司', 'substring'],
    ['恆潤', '浙江恒润化工有限公司', 'substring'],
    ['恒润', '浙江恆潤化工', 'substring'],
    ['浙江 化工', '浙江恒润化工有限公司', 'substring'],
    ['hrh', '浙江恒润化工', 'initials'],
    ['zjhrhg', '浙江恒润化工', 'initials'],
    ['HR', '浙江恒润化工', 'initials'],
    ['hengrun', '浙江恒润化工', 'pinyin'],
    ['hengru', '浙江恒润化工', 'pinyin'],
    ['hengr', '浙江恒润化工', 'pinyin'],
    ['zhejianghengrunhuagong', '浙江恒润化工', 'pinyin'],
    ['shanghai', '上海环客科技', 'pinyin'],
    ['上hai', '上海环客科技', 'pinyin'],
    ['shang海', '上海环客科技', 'pinyin'],
    ['上h', '上海环客科技', 'initials'],
    ['chongqing', '重庆长安', 'pinyin'],
    ['zhongqing', '重庆长安', 'pinyin'],
    ['cqca', '重庆长安', 'initials'],
    ['zhangan', '重庆长安', 'pinyin'],
    ['changsha', '长沙银行', 'pinyin'],
    ['csyh', '长沙银行', 'initials'],
    ['zengguofan', '曾国藩', 'pinyin'],
    ['cengguofan', '曾国藩', 'pinyin'],
    ['xian', '西安高新', 'pinyin'],
    ['fangan', '方案中心', 'pinyin'],
    ['lv', '吕布', 'pinyin'],
    ['wei', '张伟', 'pinyin'],
    ['zhan', '张伟', 'pinyin'],
    ['张', '张伟', 'prefix'],
    ['acme', 'Acme Corporation', 'prefix'],
    ['corp', 'Acme Corporation', 'substring'],
    ['acme corp', 'Acme Corporation', 'prefix'],
    ['Acme Corporation', 'Acme Corporation', 'exact'],
    ['jtexon', 'J-Texon', 'exact'],
    ['j-texon', 'J-Texon', 'exact'],
    ['gtxpro', 'GTX Pro', 'exact'],
    ['gekko & co', 'Gekko & Co', 'exact'],
    ['3m中国', '3M（中国）有限公司', 'prefix'],
    ['阿里巴巴中国', '阿里巴巴（中国）有限公司', 'prefix'],
    ['𠮷野家', '上海𠮷野家餐饮', 'substring'],
    ['恒润hg', '浙江恒润化工', 'initials'],
    ['a股', 'A股观察', 'prefix'],
    ['ＡＣＭＥ', 'acme', 'exact'],
  ])('%s finds %s: %s', (query, text, why) => {
    expect(finds(query, name(text))).toBe(why);
  });

  test.each([
    ['化恒', '浙江恒润化工'],
    ['rh h', '浙江恒润化工'],
    ['江', '浙江恒润化工'],
    ['zh', '张伟'],
    ['tech', 'Hottechi'],
    ['哈哈', '浙江恒润化工'],
    ['shanghaii', '上海环客'],
    ['', '上海'],
    ['😀', '😀上海'],
    ['%', '100%'],
    ['浙江 上海', '浙江恒润化工'],
  ])('%s does not find %s', (query, text) => {
    expect(matches(query, name(text))).toBeNull();
  });

  test('pinyin is for names, not for notes', () => {
    expect(matches('shanghai', [{ text: '上海', kind: 'text' }])).toBeNull();
    expect(finds('上海', [{ text: '明天去上海拜访', kind: 'text' }])).toBe('substring');
  });
});

describe('phones, e-mail and codes', () => {
  const phone: SearchText[] = [{ text: '+86 138-0013-8899', kind: 'phone' }];
  test.each([['8899'], ['13800138899'], ['138'], ['0013'], ['138 0013 8899'], ['+86 138 0013 8899'], ['8613800138899'], ['00138899']])(
    '%s finds the phone',
    (query) => {
      expect(finds(query, phone)).not.toBeNull();
    },
  );
  test.each([['899'], ['8898'], ['13800138898']])('%s does not', (query) => {
    expect(matches(query, phone)).toBeNull();
  });
  const mail: SearchText[] = [{ text: 'Zhang.Wei@hengrun.com.cn', kind: 'email' }];
  test.each([['zhang.wei@hengrun.com.cn'], ['wei'], ['hengrun'], ['hengrun.com'], ['zhang']])('%s finds the e-mail', (query) => {
    expect(finds(query, mail)).not.toBeNull();
  });
  const code: SearchText[] = [{ text: 'SO-2024-000128', kind: 'code' }];
  test.each([['SO-2024-000128'], ['so2024'], ['2024'], ['128'], ['0128'], ['so 2024']])('%s finds the code', (query) => {
    expect(finds(query, code)).not.toBeNull();
  });
  test('a code of letters and digits', () => {
    expect(finds('znbs69v1', [{ text: 'ZNBS69V1', kind: 'code' }])).toBe('exact');
    expect(finds('91330100MA27XW2P', [{ text: '91330100MA27XW2P5R', kind: 'code' }])).toBe('prefix');
  });
});

test('ranges say where, in the text as it is stored', () => {
  expect(matches('hrh', name('浙江恒润化工'))?.ranges).toEqual([[2, 5]]);
  expect(matches('浙江 化工', name('浙江恒润化工'))?.ranges).toEqual([
    [0, 2],
    [4, 6],
  ]);
  expect(matches('shanghai', name('𠮷😀上海环客'))?.ranges).toEqual([[4, 6]]);
  expect(matches('8899', [{ text: '138 0013 88 99', kind: 'phone' }])?.ranges).toEqual([
    [9, 11],
    [12, 14],
  ]);
  const both = matches('张伟 恒润', [
    { text: '张伟', kind: 'name' },
    { text: '浙江恒润', kind: 'text' },
  ]);
  expect(both?.hits).toEqual([[[0, 2]], [[2, 4]]]);
});

test('exact before prefix before inside before initials before pinyin', () => {
  const score = (query: string, text: string) => matches(query, name(text))?.score ?? 0;
  const order = [
    score('恒润', '恒润'),
    score('恒润', '恒润化工'),
    score('恒润', '浙江恒润'),
    score('hr', '恒润'),
    score('hengrun', '恒润'),
  ];
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  expect(new Set(order).size).toBe(5);
  expect(score('恒润', '恒润化工')).toBeGreaterThan(score('恒润', '恒润化工有限公司'));
});

test('a name read aloud goes before letters inside a code, whichever of them a record has', () => {
  const code: SearchText = { text: 'demo-activity-hengrun-3', kind: 'code' };
  const named = matches('hengrun', [{ text: '浙江恒润化工', kind: 'name' }, code]);
  const coded = matches('hengrun', [{ text: '回访', kind: 'name' }, code]);
  expect(named).toMatchObject({ why: 'pinyin', index: 0 });
  expect(coded).toMatchObject({ index: 1, ranges: [[14, 21]] });
  expect(named?.score).toBeGreaterThan(coded?.score ?? Number.POSITIVE_INFINITY);
  // the beginning of a code is asked for on purpose
  expect(matches('demo', [{ text: '德莫', kind: 'name' }, code])).toMatchObject({ why: 'prefix', index: 1 });
});

test('tokens are stable, 32-bit and differ between tenants', () => {
  const one = recordTokens({ tenant: 1, texts: name('浙江恒润化工有限公司') });
  expect(recordTokens({ tenant: 1, texts: name('浙江恒润化工有限公司') })).toEqual(one);
  expect(one.every((token) => Number.isInteger(token) && token >= -(2 ** 31) && token < 2 ** 31)).toBe(true);
  const other = new Set(recordTokens({ tenant: 2, texts: name('浙江恒润化工有限公司') }));
  expect(one.filter((token) => other.has(token))).toEqual([]);
  expect(one.length).toBeLessThan(40);
});

test('the stored values never change: other machines and later releases read them', () => {
  expect(recordTokens({ tenant: 1, texts: [{ text: '恒润', kind: 'text' }] })).toMatchInlineSnapshot(`
    [
      478406179,
      25760577,
    ]
  `);
});

test('nothing to look for gives no plan, and every plan asks for something', () => {
  for (const query of ['', ' ', '😀', '---', '%_']) expect(queryTokens(1, query)).toEqual([]);
  for (const query of ['a', '1', '张', 'zh', 'zhangwei', 'ananananananananan', '上a海b中c国d', 'x '.repeat(30)]) {
    const plans = queryTokens(1, query);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.length).toBeLessThanOrEqual(12);
    for (const plan of plans) expect(plan.every.length + plan.some.length).toBeGreaterThan(0);
  }
});

describe('whatever matches is a candidate', () => {
  const alphabet = [
    ...'重庆长沙曾单行张伟上海恒润化工有限公司𠮷𬬮〇々環雲呂绿嗯儿',
    ...'aehgnizuxv',
    ...'ABzhü',
    ...'0123456789',
    ...'  -.&@()（）',
    '😀',
    '👩‍👩‍👧',
    'é',
    'e\u0301',
    'ß',
    'İ',
    'ｶﾞ',
    '㈱',
    'Ⅷ',
    '한',
    'Д',
    '\u200b',
    '\ud842',
  ];
  const kinds: TextKind[] = ['name', 'name', 'text', 'phone', 'email', 'code'];
  const syllables = [
    'zhong',
    'chong',
    'qing',
    'chang',
    'sha',
    'zeng',
    'dan',
    'shan',
    'hang',
    'xing',
    'zhang',
    'wei',
    'shang',
    'hai',
    'heng',
    'run',
    'hua',
    'gong',
    'you',
    'xian',
    'si',
    'z',
    'h',
    'r',
    'lv',
    'er',
    'en',
    'a',
    'e',
  ];

  test('random texts and random queries', () => {
    const random = seeded(20_260_101);
    let matched = 0;
    for (let round = 0; round < 30_000; round += 1) {
      const texts = Array.from(
        { length: random.int(1, 2) },
        (): SearchText => ({
          text: Array.from({ length: random.int(1, 14) }, () => random.pick(alphabet)).join(''),
          kind: random.pick(kinds),
        }),
      );
      const chars = [...random.pick(texts).text];
      const from = random.int(0, chars.length - 1);
      const piece = chars.slice(from, from + random.int(1, 8)).join('');
      const query = random.pick([
        () => piece,
        () => piece.toUpperCase(),
        () => Array.from({ length: random.int(1, 4) }, () => random.pick(syllables)).join(''),
        () => piece.slice(0, 2) + random.pick(syllables),
        () => random.pick(syllables) + piece.slice(0, 2),
        () => `${piece} ${random.pick(chars)}`,
      ])();
      if (!matches(query, texts)) continue;
      matched += 1;
      expect(isCandidate(query, texts), JSON.stringify({ query, texts })).toBe(true);
    }
    expect(matched).toBeGreaterThan(5_000);
  });

  test('pinyin and initials of every piece of a name', () => {
    const random = seeded(3);
    const han = alphabet.slice(0, 20);
    const said: Record<string, string[]> = {
      重: ['zhong', 'chong'],
      庆: ['qing'],
      长: ['chang', 'zhang'],
      沙: ['sha'],
      张: ['zhang'],
      伟: ['wei'],
      上: ['shang'],
      海: ['hai'],
      恒: ['heng'],
      润: ['run'],
      化: ['hua'],
      工: ['gong'],
    };
    const known = han.filter((char) => said[char]);
    for (let round = 0; round < 3_000; round += 1) {
      const text = Array.from({ length: random.int(2, 10) }, () => random.pick(known));
      const from = random.int(0, text.length - 2);
      const piece = text.slice(from, from + random.int(2, 6)).map((char) => random.pick(said[char] ?? []));
      const letters = piece.join('');
      for (const query of [
        letters,
        letters.slice(0, letters.length - random.int(0, (piece.at(-1) ?? '').length - 1)),
        piece.map((one) => one.charAt(0)).join(''),
      ]) {
        expect(matches(query, name(text.join(''))), `${query} in ${text.join('')}`).not.toBeNull();
        expect(isCandidate(query, name(text.join(''))), `${query} in ${text.join('')}`).toBe(true);
      }
    }
  });
});
