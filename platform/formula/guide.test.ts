import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type FunctionCategory, functionCatalog } from './index.ts';

const page = new URL('../../docs/guide/formulas.md', import.meta.url);
const titles: Readonly<Record<FunctionCategory, string>> = {
  logic: '逻辑',
  text: '文本',
  number: '数字',
  date: '日期',
  picklist: '选项',
  change: '保存前后',
};
const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;

function table(category: FunctionCategory): string {
  const rows = functionCatalog
    .filter((each) => each.category === category)
    .map(({ signatures, text, examples }) => {
      const shown = examples.map(({ formula, result }) => `${code(formula)} → ${result === null ? '空' : code(String(result))}`);
      return `| ${signatures.map(code).join('<br>')} | ${text.zh.replaceAll('|', '\\|')} | ${shown.join('<br>')} |`;
    });
  return [`### ${titles[category]}`, '', '| 函数 | 说明 | 例子 |', '|---|---|---|', ...rows, ''].join('\n');
}

it('the guide lists every function as the catalog has it (HUANKE_WRITE_DOCS=1 writes it)', () => {
  const tables = (Object.keys(titles) as FunctionCategory[]).map(table).join('\n');
  const now = readFileSync(page, 'utf8');
  const wanted = now.replace(
    /(<!-- functions:start -->\n)[\s\S]*(<!-- functions:end -->)/,
    (_, start, end) => `${start}\n${tables}\n${end}`,
  );
  if (process.env['HUANKE_WRITE_DOCS'] === '1') writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
  for (const { name } of functionCatalog) expect(wanted).toContain(`\`${name}(`);
});
