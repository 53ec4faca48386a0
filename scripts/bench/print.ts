import { makeFile, type PrintDocument } from '../../platform/print/index.ts';
import type { Figures } from './measure.ts';

const clause =
  '甲方应当在本合同签订之日起十个工作日内向乙方支付合同总价款的百分之三十作为预付款，乙方收到预付款后应当立即组织生产，并在三十日内完成交货。双方因履行本合同发生争议的，应当友好协商解决；协商不成的，任何一方均可向甲方所在地人民法院提起诉讼。';

/** A contract of 30 full pages: clauses, a table of 100 lines, signatures. */
function contract(): PrintDocument {
  const paragraphs = (from: number) => Array.from({ length: 10 }, (_, index) => [{ text: `${from + index}. ${clause}${clause}` }]);
  return {
    title: '购销合同',
    author: '环客',
    language: 'zh-CN',
    page: { size: 'A4', orientation: 'portrait', margins: { top: 20, right: 18, bottom: 20, left: 18 }, fontSize: 10.5 },
    header: { left: '环客', center: '', right: 'HT-2026-0001', line: true },
    footer: { left: '', center: '', right: '第 \u0001 页，共 \u0002 页', line: false },
    broken: '',
    blocks: [
      { type: 'heading', level: 1, align: 'center', runs: [{ text: '购销合同' }] },
      ...Array.from({ length: 17 }, (_, index) => [
        { type: 'heading' as const, level: 3 as const, align: 'left' as const, runs: [{ text: `第 ${index + 1} 条` }] },
        { type: 'text' as const, align: 'left' as const, size: undefined, indent: true, paragraphs: paragraphs(1) },
      ]).flat(),
      {
        type: 'table',
        head: ['产品名称', '规格型号', '数量', '金额'].map((text) => ({ text, align: 'left' as const, width: undefined })),
        rows: Array.from({ length: 100 }, (_, index) => [`耐腐蚀磁力泵 ${index + 1}`, 'CQB-65-50-160', '12', '¥1,286.00']),
        sums: ['合计', '', '1,200', '¥128,600.00'],
        empty: '',
      },
      { type: 'signature', parties: ['甲方（盖章）：', '乙方（盖章）：'].map((title) => ({ title, lines: ['日期：'] })) },
    ],
  };
}

/** Prints the contract: the first time with fonts still to be read, then as in a running server. */
export async function benchPrint(count: number): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const times: number[] = [];
  let file: Buffer = Buffer.alloc(0);
  for (let run = 0; run <= count; run += 1) {
    const began = performance.now();
    file = await makeFile({ kind: 'pdf', document: contract() });
    times.push(performance.now() - began);
  }
  const [first = 0, ...rest] = times;
  const sorted = rest.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0);
  const pages = file.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
  console.log(
    `a contract of ${pages} pages: first ${Math.round(first)} ms, then p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, ${file.length} bytes`,
  );
  const perSecond = Math.round((1000 / (at(0.5) || 1)) * 10) / 10;
  const figures = [
    {
      name: 'print a contract',
      count,
      errors: 0,
      perSecond,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: at(1),
      target: 'p95 < 3,000',
    },
  ];
  return { figures, notes: { pages, firstMs: Math.round(first), bytes: file.length, target: '30 pages < 3 s' } };
}
