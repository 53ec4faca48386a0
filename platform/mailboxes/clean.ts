/**
 * HTML of e-mails as far as it only shows something: tables, colours and sizes stay, everything that runs, loads, submits or lies over the
 * page goes. Pictures load nothing by themselves: their address stands in `data-remote`, those of the letter's own files in `data-cid`
 * (`placePictures`, `showPictures`). Shown in a frame without scripts all the same.
 */
const allowed = new Set(
  (
    'p br b strong i em u s strike del ul ol li dl dt dd a h1 h2 h3 h4 h5 h6 blockquote code pre div span table thead tbody tfoot tr td th ' +
    'caption colgroup col hr img font center sub sup small big'
  ).split(' '),
);
const single = new Set(['br', 'hr', 'img', 'col']);
const dropped = new Set(
  'script style iframe object embed svg math template noscript title head textarea select xmp noembed noframes'.split(' '),
);
const deepest = 100;
const longestTag = 8000;
const longestHtml = 2_000_000;

const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/;
const attribute = /([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
const plain: Readonly<Record<string, RegExp>> = {
  align: /^(left|right|center|justify)$/i,
  valign: /^(top|middle|bottom|baseline)$/i,
  width: /^\d{1,4}%?$/,
  height: /^\d{1,4}%?$/,
  border: /^\d{1,2}$/,
  cellpadding: /^\d{1,3}$/,
  cellspacing: /^\d{1,3}$/,
  colspan: /^\d{1,3}$/,
  rowspan: /^\d{1,3}$/,
  bgcolor: /^(#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
  color: /^(#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
  size: /^[+-]?\d$/,
  dir: /^(ltr|rtl)$/i,
};
/** Properties that only colour and space; nothing that positions, loads or hides. */
const property =
  /^(color|background-color|font(-size|-weight|-style|-family)?|line-height|text-align|text-decoration|vertical-align|white-space|(margin|padding)(-(top|right|bottom|left))?|border(-(top|right|bottom|left))?(-(color|style|width))?|border-(collapse|spacing|radius)|width|max-width|height|list-style-type|word-break)$/;
const safeValue = /^[a-zA-Z0-9#%.,()\s'"+!\u4e00-\u9fff-]{1,200}$/;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const decode = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));?/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return entities[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const escapeValue = (text: string) => escapeText(text).replaceAll('"', '&quot;');
const hidden = /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029]/g;

function styleOf(value: string): string {
  const kept = value.split(';').flatMap((part) => {
    const at = part.indexOf(':');
    const [name, text] = [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
    if (at < 0 || !property.test(name) || !safeValue.test(text) || /url|expression|attr|image|var\s*\(/i.test(text)) return [];
    return `${name}:${text}`;
  });
  return kept.join(';');
}

function pictureOf(raw: string): string {
  const address = raw.replace(hidden, '');
  if (/^cid:/i.test(address)) return ` data-cid="${escapeValue(address.slice(4))}"`;
  return /^https?:\/\//i.test(address) ? ` data-remote="${escapeValue(address)}"` : '';
}

function attributesOf(name: string, text: string): string {
  const out: string[] = [];
  for (const match of text.matchAll(attribute)) {
    const key = (match[1] ?? '').toLowerCase();
    const value = decode(match[2] ?? match[3] ?? match[4] ?? '');
    if (key === 'href' && name === 'a') {
      const address = value.replace(hidden, '');
      if (/^(?:https?:\/\/|mailto:|tel:)/i.test(address))
        out.push(` href="${escapeValue(address)}" target="_blank" rel="noreferrer noopener"`);
    } else if (key === 'src' && name === 'img') out.push(pictureOf(value));
    else if (key === 'alt' && name === 'img') out.push(` alt="${escapeValue(value.slice(0, 200))}"`);
    else if (key === 'style') out.push(styleOf(value) && ` style="${escapeValue(styleOf(value))}"`);
    else if (plain[key]?.test(value.trim())) out.push(` ${key}="${escapeValue(value.trim())}"`);
  }
  return [...new Set(out)].join('');
}

interface Reading {
  readonly html: string;
  readonly out: string[];
  readonly open: string[];
}

/** Takes in the tag that begins at `at`, or leaves it out; answers where to read on. */
function takeTag({ html, out, open }: Reading, at: number): number {
  const match = tag.exec(html.slice(at, at + longestTag));
  if (!match) {
    const mark = /^<[!?/][^>]*>/.exec(html.slice(at, at + longestTag));
    if (!mark) out.push('&lt;');
    return at + (mark ? mark[0].length : 1);
  }
  const after = at + match[0].length;
  const name = (match[2] ?? '').toLowerCase();
  if (dropped.has(name)) {
    if (match[1]) return after;
    const end = new RegExp(`</${name}[^>]*>`, 'i').exec(html.slice(after));
    return end ? after + end.index + end[0].length : html.length;
  }
  if (!allowed.has(name)) return after;
  if (single.has(name)) {
    if (!match[1]) out.push(`<${name}${attributesOf(name, match[3] ?? '')}>`);
  } else if (match[1]) {
    const place = open.lastIndexOf(name);
    while (place >= 0 && open.length > place) out.push(`</${open.pop()}>`);
  } else if (open.length < deepest) {
    out.push(`<${name}${attributesOf(name, match[3] ?? '')}>`);
    open.push(name);
  }
  return after;
}

/** HTML of any origin as what may be shown, well nested. `cleanLetter('<p onclick=x>a<script>y</script>') === '<p>a</p>'` */
export function cleanLetter(source: string): string {
  const html = source.slice(0, longestHtml);
  const reading: Reading = { html, out: [], open: [] };
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf('<', at);
    const end = next < 0 ? html.length : next;
    if (end > at) reading.out.push(escapeText(decode(html.slice(at, end))));
    if (next < 0) break;
    if (html.startsWith('<!--', next)) {
      const close = html.indexOf('-->', next + 4);
      at = close < 0 ? html.length : close + 3;
    } else at = takeTag(reading, next);
  }
  while (reading.open.length > 0) reading.out.push(`</${reading.open.pop()}>`);
  return reading.out.join('').trim();
}

/** What is to read in clean HTML, with its lines. */
export function letterText(html: string): string {
  return decode(html.replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6]|hr)\b[^>]*>/gi, '\n').replace(/<[^>]*>/g, ' '))
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Clean HTML in which the letter's own pictures are named by their files (`data-file`) instead of their place in the letter. */
export function placePictures(html: string, files: ReadonlyMap<string, string>): string {
  return html.replace(/ data-cid="([^"]*)"/g, (_whole, cid: string) => {
    const id = files.get(decode(cid));
    return id ? ` data-file="${id}"` : '';
  });
}

/**
 * Clean HTML with its pictures: the letter's own, and those from elsewhere only when asked, because loading one tells its sender who read
 * the letter and when.
 */
export function showPictures(html: string, { remote }: { readonly remote: boolean }): string {
  const own = html.replace(/ data-file="([0-9a-f-]{36})"/g, ' src="/api/v1/files/$1"');
  return remote ? own.replaceAll(' data-remote="', ' src="') : own;
}

/** Whether showing it would ask other servers for pictures. */
export const hasRemotePictures = (html: string): boolean => html.includes(' data-remote="');
