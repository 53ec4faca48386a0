import { cleanLine } from '../kernel/index.ts';

// bidirectional marks can make "exe.pdf" of "fdp.exe"
const marks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name fit to be kept and shown: no folders, no control or direction characters, at most 200 characters, its ending kept. */
export function cleanFileName(name: string | undefined): string {
  const base =
    cleanLine(name ?? '')
      .replace(marks, '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  const safe = base
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .trim();
  if (safe === '') return 'file';
  if (safe.length <= 200) return safe;
  const dot = safe.lastIndexOf('.');
  const ending = dot > 0 && safe.length - dot <= 12 ? safe.slice(dot) : '';
  return (safe.slice(0, 200 - ending.length) + ending).toWellFormed();
}

/** The header that names a download, for every browser: plain ASCII beside the encoded whole name (RFC 6266, RFC 8187). */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
