import { fold } from '../../text/index.ts';

/** How near misses are compared: case, width, traditional forms, blanks and punctuation do not count. `nearKey('GTX Pro') === nearKey('gtxpro')` */
export function nearKey(text: string): string {
  return fold(text).replace(/[\s\p{P}\p{S}]+/gu, '');
}
