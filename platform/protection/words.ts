/** What a person is recognised by in texts: expressions that JavaScript and PostgreSQL read alike. */
export interface Words {
  /** E-mails, phones, numbers: nobody else has them, so they are looked for everywhere. */
  readonly strong: readonly string[];
  /** Names, which others may share: looked for only where the person is meant. */
  readonly names: readonly string[];
}

export const mask = '***';

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A mainland mobile as people write it: with or without +86, spaces or dashes. */
function phonePattern(digits: string): string {
  const [a, b, c] = [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)];
  return `(\\+?86[- ]?)?${a}[- ]?${b}[- ]?${c}`;
}

function pattern(text: string): string {
  const mobile = /^(?:\+?86)?(1\d{10})$/.exec(text.replace(/[- ]/g, ''));
  return mobile?.[1] ? phonePattern(mobile[1]) : escaped(text);
}

/** Too short a word would be found in texts of others: those count as names. */
const leastStrong = 5;
const leastName = 2;

export function wordsOf(names: readonly string[], strong: readonly string[]): Words {
  const long = [...new Set(strong.filter((text) => text.length >= leastStrong))];
  const short = strong.filter((text) => text.length < leastStrong);
  const all = [...new Set([...names, ...short])].filter((text) => text.length >= leastName);
  return { strong: long.map(pattern), names: all.map(escaped) };
}

/** One expression for several; undefined for none. The longest first, so that a word inside another does not spoil it. */
export function oneOf(patterns: readonly string[]): string | undefined {
  if (patterns.length === 0) return undefined;
  return [...patterns].sort((a, b) => b.length - a.length).join('|');
}

export function scrub(text: string, expression: string | undefined): string {
  return expression === undefined ? text : text.replace(new RegExp(expression, 'gi'), mask);
}
