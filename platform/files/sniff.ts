interface Signature {
  readonly type: string;
  readonly at?: number;
  readonly bytes: readonly number[];
}

const ascii = (text: string) => [...text].map((sign) => sign.charCodeAt(0));

const signatures: readonly Signature[] = [
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', bytes: ascii('GIF8') },
  { type: 'image/webp', at: 8, bytes: ascii('WEBP') },
  { type: 'image/bmp', bytes: ascii('BM') },
  { type: 'image/tiff', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { type: 'image/tiff', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { type: 'image/heic', at: 4, bytes: ascii('ftyphei') },
  { type: 'image/heic', at: 4, bytes: ascii('ftypmif') },
  { type: 'application/pdf', bytes: ascii('%PDF-') },
  { type: 'video/mp4', at: 4, bytes: ascii('ftyp') },
  { type: 'audio/wav', at: 8, bytes: ascii('WAVE') },
  { type: 'audio/mpeg', bytes: ascii('ID3') },
  { type: 'audio/ogg', bytes: ascii('OggS') },
  { type: 'audio/amr', bytes: ascii('#!AMR') },
  { type: 'application/gzip', bytes: [0x1f, 0x8b] },
  { type: 'application/x-7z-compressed', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { type: 'application/vnd.rar', bytes: ascii('Rar!') },
  { type: 'application/x-msdownload', bytes: ascii('MZ') },
  { type: 'application/x-elf', bytes: [0x7f, 0x45, 0x4c, 0x46] },
];

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const office: Readonly<Record<string, string>> = {
  xlsx,
  xlsm: xlsx,
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};
const oldOffice: Readonly<Record<string, string>> = {
  xls: 'application/vnd.ms-excel',
  doc: 'application/msword',
  ppt: 'application/vnd.ms-powerpoint',
};

const startsWith = (head: Buffer, bytes: readonly number[], at = 0) => bytes.every((byte, index) => head[at + index] === byte);

/**
 * What the first bytes say the file is; the sender's word is never taken. The name's ending only tells relatives of one container
 * apart (xlsx and docx are both zip; csv is text). `head` should hold some 4 kB.
 */
export function sniffType(head: Buffer, name: string): string {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return (looksLikeOffice(head) && office[ending]) || 'application/zip';
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) return oldOffice[ending] ?? 'application/x-ole-storage';
  const known = signatures.find(
    (signature) => startsWith(head, signature.bytes, signature.at) && (signature.at !== 8 || startsWith(head, ascii('RIFF'))),
  );
  // two letters are a weak sign: a text may begin with BM or MZ
  if (known && (known.bytes.length > 2 || !isText(head))) return known.type;
  if (!isText(head)) return 'application/octet-stream';
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg[\s>]/.test(text)) return 'image/svg+xml';
  if (/^<(!doctype html|html|head|body|script|iframe|meta|style)[\s>]/.test(text)) return 'text/html';
  return ending === 'csv' ? 'text/csv' : 'text/plain';
}

function looksLikeOffice(head: Buffer): boolean {
  const text = head.toString('latin1');
  return ['[Content_Types].xml', 'xl/', 'word/', 'ppt/', '_rels/', 'docProps/'].some((part) => text.includes(part));
}

// C0 control characters that no text has; bytes above 0x7f may be UTF-8 or GB18030
const isText = (head: Buffer) => head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c);

const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf']);

/** Whether a browser may show it in place; everything else is only downloaded. */
export function mayShow(type: string): boolean {
  return shown.has(type);
}
