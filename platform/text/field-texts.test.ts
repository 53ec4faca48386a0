import { describe, expect, it } from 'vitest';
import { barcodeProblem, ean13Check } from './barcode.ts';
import { maskIdNumber, readIdNumber } from './id-number.ts';
import { cleanHtml, htmlText } from './rich-text.ts';

describe('idNumber', () => {
  it.each([
    // GB 32100-2015, worked in the product's papers
    ['uscc', '91350100M000100Y43', '91350100M000100Y43', undefined],
    ['uscc', ' 91350100m000100y4３', '91350100M000100Y43', undefined],
    ['uscc', '91350100M000100Y4Z', '91350100M000100Y4Z', 'form'],
    ['uscc', '91350100M000100Y44', '91350100M000100Y44', 'check'],
    ['uscc', '91310000MA00003490', '91310000MA00003490', undefined],
    ['uscc', '91310000MA0000015F', '91310000MA0000015F', undefined],
    ['uscc', '91350211M0000XUF46', '91350211M0000XUF46', 'check'],
    ['uscc', '91350100M000100Y4', '91350100M000100Y4', 'form'],
    // GB 11643-1999, the example of the standard
    ['resident', '11010519491231002X', '11010519491231002X', undefined],
    ['resident', '１１０１０５１９４９１２３１００２ｘ', '11010519491231002X', undefined],
    ['resident', '110105194912310021', '110105194912310021', 'check'],
    ['resident', '110105194902310021', '110105194902310021', 'birthday'],
    ['resident', '110105491231002', '11010519491231002X', undefined],
    ['resident', '110105491331002', '110105491331002', 'birthday'],
    ['resident', '1101051949123100', '1101051949123100', 'form'],
    ['resident', '<b>11010519491231', '<B>11010519491231', 'form'],
  ] as const)('%s %s', (kind, text, value, problem) => {
    expect(readIdNumber(kind, text)).toEqual(problem ? { value, problem } : { value });
  });

  it('hides the middle', () => {
    expect(maskIdNumber('330106199001011234')).toBe('3301**********1234');
    expect(maskIdNumber('12345')).toBe('*****');
  });
});

describe('barcode', () => {
  it.each([
    ['ean13', '6901234567892', undefined],
    ['ean13', '4006381333931', undefined],
    ['ean13', '6901234567890', 'check'],
    ['ean13', '690123456789', 'form'],
    ['code128', 'HR-CHEM 01/26', undefined],
    ['code128', '编号1', 'form'],
    ['qr', '设备 1 号', undefined],
  ] as const)('%s %s', (kind, text, problem) => {
    expect(barcodeProblem(kind, text)).toBe(problem);
  });
  it('knows check digits', () =>
    expect([ean13Check('690123456789'), ean13Check('400638133393'), ean13Check('69')]).toEqual(['2', '1', null]));
});

describe('cleanHtml', () => {
  it.each([
    ['<p>好 <b>粗</b> <i>斜</i></p>', '<p>好 <b>粗</b> <i>斜</i></p>'],
    ['R&D < 3 & 5 &lt; 6', 'R&amp;D &lt; 3 &amp; 5 &lt; 6'],
    ['<b onclick=alert(1) style="x">a<script>alert(2)</script></b>', '<b>a</b>'],
    ['<img src=x onerror=alert(1)>字', '字'],
    ['<svg><script>1</script></svg>字', '字'],
    ['<a href="javascript:alert(1)">点</a>', '点'],
    ['<a href="java&#10;script:alert(1)">点</a>', '点'],
    ['<a href="&#106;avascript:alert(1)">点</a>', '点'],
    ['<a href=" data:text/html,x">点</a>', '点'],
    [
      '<a href=https://a.cn/?a=1&b=2 onmouseover=x>点</a>',
      '<a href="https://a.cn/?a=1&amp;b=2" rel="noreferrer noopener" target="_blank">点</a>',
    ],
    [
      '<a href="https://a.cn/&quot; onclick=&quot;x">点</a>',
      '<a href="https://a.cn/&quot;onclick=&quot;x" rel="noreferrer noopener" target="_blank">点</a>',
    ],
    ['<ul><li>一<li>二</ul>', '<ul><li>一<li>二</li></li></ul>'],
    ['<b><i>错</b>位</i>', '<b><i>错</i></b>位'],
    ['<div>段</div><h1>题</h1>', '<p>段</p><h3>题</h3>'],
    ['<!-- x --><p>字<!-- <b> --></p>', '<p>字</p>'],
    ['<scr<script>x</script>ipt>alert(1)</script>', '&lt;script&gt;alert(1)'],
    ['<p><br></p>', ''],
    ['<style>p{}</style>', ''],
    ['<iframe src=x>', ''],
    ['字<b', '字&lt;b'],
  ])('%s', (html, clean) => {
    expect(cleanHtml(html)).toBe(clean);
    // what is clean stays as it is
    expect(cleanHtml(clean)).toBe(clean);
  });

  it('is quick on hostile texts', () => {
    const start = performance.now();
    for (const part of ['<', '<a ', '<a href="', '<!--', '<b>', '</b>', '&#', '<script>', '<a b="\''])
      cleanHtml(part.repeat(100_000 / part.length));
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('reads as one line', () => expect(htmlText('<p>R&amp;D&nbsp;部</p><p>二</p>')).toBe('R&D 部 二'));
});
