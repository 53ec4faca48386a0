import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLanguages } from './languages.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function found(files: Record<string, string>): Promise<string[]> {
  root = mkdtempSync(join(tmpdir(), 'huanke-languages-'));
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (await checkLanguages(root)).map(({ file, line, problem }) => `${file}:${line} ${problem}`);
}

describe('checkLanguages', () => {
  it('accepts whole labels, capitals in Chinese and the name of the language in English', async () => {
    const text = `label('客户', 'Account'); label("CSV / XLSX", 'CSV / XLSX'); label('English', 'English');
      label('简体中文', '简体中文'); label('共 {count} 条', '{count} records'); label('{name}', '{name}');
      const pair = { zh: '商机', en: 'Opportunity' }; label(zh, en);
      label('Acme', 'Acme'); // language-ok: a company's name`;
    expect(await found({ 'platform/a.ts': text })).toEqual([]);
  });

  it('names empty and wrong texts', async () => {
    const text =
      "label('客户', '');\nlabel(' ', 'Account');\nlabel('客户', '客户');\nlabel('Account',\n  'Account',\n);\nconst x = { zh: 'Lead', en: '线索' };";
    expect(await found({ 'clouds/sales/a.ts': text })).toEqual([
      'clouds/sales/a.ts:1 the English text is empty',
      'clouds/sales/a.ts:2 the Chinese text is empty',
      'clouds/sales/a.ts:3 the English text "客户" holds Chinese',
      'clouds/sales/a.ts:4 the Chinese text "Account" is not Chinese',
      'clouds/sales/a.ts:7 the Chinese text "Lead" is not Chinese',
      'clouds/sales/a.ts:7 the English text "线索" holds Chinese',
    ]);
  });

  it('compares the resource files of both languages', async () => {
    const files = {
      'platform/ui/i18n/list/zh.ts':
        "export const zh = { title: '列表', rows_other: '{{count}} 条', only: '只有中文', menu: { open: '打开 {{name}}', close: 'Close' } };",
      'platform/ui/i18n/list/en.ts':
        "export const en = { title: 'List', rows_one: '{{count}} row', rows_other: '{{count}} rows', menu: { open: 'Open', close: 'Close', more: 'More' } };",
      'platform/ui/i18n/home.zh.ts': "export default { hello: '你好' };",
    };
    expect(await found(files)).toEqual([
      'platform/ui/i18n/home.zh.ts:1 has no English counterpart',
      'platform/ui/i18n/list/en.ts:1 key only is missing',
      'platform/ui/i18n/list/zh.ts:1 key menu.more is missing',
      'platform/ui/i18n/list/en.ts:1 menu.open: the values differ: name in Chinese, none in English',
      'platform/ui/i18n/list/zh.ts:1 menu.close: the Chinese text "Close" is not Chinese',
    ]);
  });
});
