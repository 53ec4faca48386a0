/** What a number in a cell means by its format. */
export type NumberKind = 'number' | 'date' | 'datetime' | 'time' | 'percent';

// Formats Excel knows by number only; 27-36 and 50-58 are dates in Chinese, Japanese and Korean versions.
function builtinKind(id: number): NumberKind {
  if (id === 9 || id === 10) return 'percent';
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35) || id === 55 || id === 56) return 'time';
  if (id === 22) return 'datetime';
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58) return 'date';
  return 'number';
}

/** `formatKind('yyyy"年"m"月"d"日"')` is 'date'. */
export function formatKind(format: string): NumberKind {
  const positive = format.split(';')[0] ?? '';
  const bare = positive
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/AM\/PM|A\/P|上午\/下午/gi, 'h')
    .toLowerCase();
  if (bare.includes('%')) return 'percent';
  if (/general|[#?]/.test(bare)) return 'number';
  const day = /[yd]|m(?!m?:)/.test(bare.replace(/[hs][^ymd]*m+|m+[^ymdh]*s/g, 'h'));
  const clock = /[hs]/.test(bare);
  if (day) return clock ? 'datetime' : 'date';
  return clock ? 'time' : 'number';
}

/** The kind of each cell style of a styles.xml, by index. */
export function readStyles(xml: string): NumberKind[] {
  const custom = new Map<number, NumberKind>();
  for (const [, attributes = ''] of xml.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)) {
    const id = /\bnumFmtId="(\d+)"/.exec(attributes)?.[1];
    const code = /\bformatCode="([^"]*)"/.exec(attributes)?.[1];
    if (id !== undefined && code !== undefined) custom.set(Number(id), formatKind(decodeXml(code)));
  }
  const cells = /<(?:\w+:)?cellXfs\b[^>]*>([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(xml)?.[1] ?? '';
  return Array.from(cells.matchAll(/<(?:\w+:)?xf\b([^>]*)>/g), ([, attributes = '']) => {
    const id = Number(/\bnumFmtId="(\d+)"/.exec(attributes)?.[1] ?? 0);
    return custom.get(id) ?? builtinKind(id);
  });
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of XML as it is meant: entities and the _x000D_ form in which Excel writes control characters. */
export function decodeXml(text: string): string {
  const plain = text.includes('&')
    ? text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex?: string, dec?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name] ?? whole;
        const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(dec);
        return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      })
    : text;
  return plain.includes('_x')
    ? plain.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : plain;
}
