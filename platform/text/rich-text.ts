/**
 * The safe subset of HTML that rich text holds: paragraphs, headings, lists, quotes, bold, italic, underline, struck, code, links. Nothing
 * else survives, neither elements nor attributes, so that what is stored can be shown as it is. No DOM is needed: the server cleans at
 * write, the browser once more before it shows what is stored. A person who is spoken to stands in it as `<span data-mention="id">@name</span>`.
 */
const allowed = new Set(['p', 'br', 'b', 'strong', 'i', 'em', 'u', 's', 'ul', 'ol', 'li', 'a', 'h3', 'h4', 'blockquote', 'code', 'pre']);
const empty = new Set(['br']);
/** Elements that are dropped with all that is in them. */
const dropped = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'svg',
  'math',
  'template',
  'noscript',
  'title',
  'head',
  'textarea',
  'select',
  'xmp',
]);
const renamed: Readonly<Record<string, string>> = {
  div: 'p',
  h1: 'h3',
  h2: 'h3',
  h5: 'h4',
  h6: 'h4',
  del: 's',
  strike: 's',
  section: 'p',
  article: 'p',
};
const deepest = 20;

const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/;
/** No tag of ours is longer; what begins like one and goes on is text. */
const longestTag = 4000;
const linkTarget = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));?/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return entities[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const hidden = /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029]/g;

const mentioned = /\bdata-mention\s*=\s*["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/i;
const mentionTag = /<span data-mention="([0-9a-f-]{36})">/g;

/** The people spoken to in clean rich text, by id, each once. */
export function mentionsIn(html: string): string[] {
  return [...new Set([...html.matchAll(mentionTag)].map((match) => match[1] ?? ''))];
}

function safeAddress(attributes: string): string | undefined {
  const match = linkTarget.exec(attributes);
  const raw = match?.[1] ?? match?.[2] ?? match?.[3];
  if (raw === undefined) return undefined;
  const address = decode(raw).replace(hidden, '');
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(address) ? address : undefined;
}

/** HTML of any origin as the safe subset, well nested. `cleanHtml('<b onclick=x>a<script>y</script>') === '<b>a</b>'` */
export function cleanHtml(html: string): string {
  const out: string[] = [];
  const open: string[] = [];
  const text = (raw: string) => out.push(escapeText(decode(raw)));
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    if (next < 0) {
      text(html.slice(at));
      break;
    }
    if (next > at) text(html.slice(at, next));
    at = next;
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const match = tag.exec(html.slice(at, at + longestTag));
    if (!match) {
      const mark = /^<[!?/][^>]*>/.exec(html.slice(at, at + longestTag));
      if (!mark) text('<');
      at += mark ? mark[0].length : 1;
      continue;
    }
    at += match[0].length;
    const given = (match[2] ?? '').toLowerCase();
    if (dropped.has(given)) {
      if (match[1]) continue;
      const end = new RegExp(`</${given}[^>]*>`, 'i').exec(html.slice(at));
      at = end ? at + end.index + end[0].length : html.length;
      continue;
    }
    const name = renamed[given] ?? given;
    const mention = name === 'span' && !match[1] ? mentioned.exec(match[3] ?? '')?.[1]?.toLowerCase() : undefined;
    if (!allowed.has(name) && mention === undefined && !(match[1] && name === 'span')) continue;
    if (empty.has(name)) {
      if (!match[1]) out.push(`<${name}>`);
    } else if (match[1]) {
      const place = open.lastIndexOf(name);
      if (place < 0) continue;
      while (open.length > place) out.push(`</${open.pop()}>`);
    } else if (open.length < deepest) {
      if (name === 'a') {
        const address = safeAddress(match[3] ?? '');
        if (address === undefined) continue;
        out.push(`<a href="${escapeText(address).replaceAll('"', '&quot;')}" rel="noreferrer noopener" target="_blank">`);
      } else out.push(mention === undefined ? `<${name}>` : `<span data-mention="${mention}">`);
      open.push(name);
    }
  }
  while (open.length > 0) out.push(`</${open.pop()}>`);
  const made = out.join('').trim();
  return htmlText(made) === '' ? '' : made;
}

/** What is to read in it, in one line. */
export function htmlText(html: string): string {
  return decode(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}
