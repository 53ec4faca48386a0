/** One thing an e-mail tells, with where it leads. */
export interface Point {
  readonly text: string;
  readonly href?: string;
  /** Words of somebody, set apart. */
  readonly quote?: string;
}

export interface Letter {
  readonly language: 'zh-CN' | 'en';
  readonly company: string;
  readonly heading: string;
  readonly points: readonly Point[];
  readonly button?: { readonly text: string; readonly href: string };
  /** Small lines below: why one gets it, how to stop it. */
  readonly foot: readonly { readonly text: string; readonly href?: string }[];
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '<br>');

const link = (text: string, href: string | undefined, colour: string) =>
  href ? `<a href="${escapeHtml(href)}" style="color:${colour}">${escapeHtml(text)}</a>` : escapeHtml(text);

const QUOTE = 'margin:4px 0 0;padding-left:10px;border-left:3px solid #d9d9d9;color:#595959';

function pointHtml({ text, href, quote }: Point): string {
  return `<li style="margin:0 0 12px">${link(text, href, '#1668dc')}${quote ? `<p style="${QUOTE}">${escapeHtml(quote)}</p>` : ''}</li>`;
}

/** Styles stand at the elements: mail programs know no others. Light colours on white, which dark programs turn round by themselves. */
export function writeHtml(letter: Letter): string {
  const button = letter.button
    ? `<p style="margin:20px 0"><a href="${escapeHtml(letter.button.href)}" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#1668dc;color:#fff;text-decoration:none">${escapeHtml(letter.button.text)}</a></p>`
    : '';
  const foot = letter.foot.map(({ text, href }) => link(text, href, '#595959')).join(' · ');
  return `<!doctype html><html lang="${letter.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(letter.heading)}</title></head>
<body style="margin:0;padding:24px;background:#fff;color:#1f1f1f;font:14px/1.6 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:560px;margin:0 auto"><p style="margin:0 0 8px;color:#595959">${escapeHtml(letter.company)}</p>
<h1 style="margin:0 0 16px;font-size:18px">${escapeHtml(letter.heading)}</h1>
<ul style="margin:0;padding:0;list-style:none">${letter.points.map(pointHtml).join('')}</ul>${button}
<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #f0f0f0;font-size:12px;color:#595959">${foot}</p></div></body></html>`;
}

/** The same for programs that show no HTML. */
export function writeText(letter: Letter): string {
  const point = ({ text, href, quote }: Point) =>
    [text, ...(quote ? [`  ${quote.replaceAll('\n', '\n  ')}`] : []), ...(href ? [href] : [])].join('\n');
  const foot = letter.foot.map(({ text, href }) => (href ? `${text}\n${href}` : text));
  const button = letter.button ? [`${letter.button.text}\n${letter.button.href}`] : [];
  return `${[letter.heading, ...letter.points.map(point), ...button, `--\n${foot.join('\n')}`].join('\n\n')}\n`;
}
