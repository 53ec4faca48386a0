import sanitize from 'sanitize-html';

const longestHtml = 2_000_000;
const decorations = 'align valign width height border cellpadding cellspacing colspan rowspan bgcolor color size dir style'.split(' ');
/** Properties that only colour and space; nothing that positions, loads or hides. */
const properties = (
  'color background-color font font-size font-weight font-style font-family line-height text-align text-decoration vertical-align white-space ' +
  'margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left ' +
  'border border-top border-right border-bottom border-left border-color border-style border-width border-collapse border-spacing border-radius ' +
  'width max-width height list-style-type word-break'
).split(' ');
const safeValue = /^(?!.*(?:url|expression|attr|image|var)\s*\()[a-zA-Z0-9#%.,()\s'"+!\u4e00-\u9fff-]{1,200}$/i;

/** Where a picture lies, kept so that showing it loads nothing yet: `data-cid` of the letter's own files, `data-remote` elsewhere. */
function pictureOf({ src = '', alt, width, height }: sanitize.Attributes): sanitize.Attributes {
  const address = src.trim();
  const place: sanitize.Attributes = /^cid:/i.test(address)
    ? { 'data-cid': address.slice(4) }
    : /^https?:\/\//i.test(address)
      ? { 'data-remote': address }
      : {};
  const shown = { alt: alt?.slice(0, 200), width, height };
  return {
    ...place,
    ...Object.fromEntries(Object.entries(shown).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  };
}

const options: sanitize.IOptions = {
  allowedTags: (
    'p br b strong i em u s strike del ul ol li dl dt dd a h1 h2 h3 h4 h5 h6 blockquote code pre div span table thead tbody tfoot tr td th ' +
    'caption colgroup col hr img font center sub sup small big'
  ).split(' '),
  allowedAttributes: { '*': decorations, a: ['href', 'target', 'rel'], img: ['alt', 'width', 'height', 'data-cid', 'data-remote'] },
  allowedStyles: { '*': Object.fromEntries(properties.map((name) => [name, [safeValue]])) },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nonTextTags: 'script style iframe object embed svg math template noscript title head textarea select option xmp noembed noframes'.split(
    ' ',
  ),
  nestingLimit: 100,
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, target: '_blank', rel: 'noreferrer noopener' } }),
    img: (tagName, attribs) => ({ tagName, attribs: pictureOf(attribs) }),
  },
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const decode = (text: string) => text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (whole, name: string) => entities[name] ?? whole);

/**
 * HTML of e-mails as far as it only shows something: tables, colours and sizes stay, everything that runs, loads, submits or lies over the
 * page goes. Pictures load nothing by themselves (`placePictures`, `showPictures`). Shown in a frame without scripts all the same.
 * `cleanLetter('<p onclick=x>a<script>y</script>') === '<p>a</p>'`
 */
export const cleanLetter = (source: string): string => sanitize(source.slice(0, longestHtml), options).trim();

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
