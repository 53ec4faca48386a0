import { dayOf } from '../time.ts';

/** Reads 2026-3-31, 2026/03/31, 2026.3.31, 2026年3月31日 and 20260331; null for anything else and for days that do not exist. */
export function dayFromWriting(text: string): number | null {
  const plain = text.replace(/[ \u3000]/g, '');
  const match =
    /^([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})$/.exec(plain) ??
    /^([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日$/.exec(plain) ??
    /^([0-9]{4})()([0-9]{2})([0-9]{2})$/.exec(plain);
  return match ? dayOf(Number(match[1]), Number(match[3]), Number(match[4])) : null;
}
