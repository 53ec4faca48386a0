/** The words of text messages: pure, for the server and the browser alike. */

/** Services write their variables differently: `${name}` and `{1}`. */
const forms: Readonly<Record<string, RegExp>> = { aliyun: /\$\{(\w{1,40})\}/g, tencent: /\{(\d{1,2})\}/g };
const formOf = (provider: string) => forms[provider] ?? /(?!)/g;

/** Names of the variables of a text, each once, in their order. */
export const variablesIn = (provider: string, content: string): string[] => [
  ...new Set([...content.matchAll(formOf(provider))].map((match) => match[1] ?? '')),
];

/** The text with its variables filled; what nothing fills stays as it is written. */
export const filled = (provider: string, content: string, values: Readonly<Record<string, string>>): string =>
  content.replace(formOf(provider), (whole, name: string) => (values[name] ? values[name] : whole));

/** The message as it arrives. */
export const signed = (signature: string, text: string): string => `【${signature}】${text}`;

/** At most so many characters with the signature (Alibaba Cloud: 短信发送规则). */
export const mostCharacters = 500;

/**
 * Characters of a message, signature and brackets included, and how many it is charged as: one up to 70, else one for every 67 begun. Counted
 * as they are sent (UCS-2), so that a sign beyond the basic plane is two.
 *
 * @see https://help.aliyun.com/document_detail/44335.html
 */
export function lengthOf(message: string): { readonly characters: number; readonly segments: number } {
  const characters = message.length;
  return { characters, segments: characters <= 70 ? 1 : Math.ceil(characters / 67) };
}

export interface Fills {
  /** What fills a variable: a text with places such as `{{name}}`. */
  readonly fills: ReadonlyMap<string, string>;
  /** Lines that are none, the first being 1. */
  readonly wrong: readonly number[];
}

/** Reads `customer = {{name}}`, one a line. */
export function readFills(text: string): Fills {
  const fills = new Map<string, string>();
  const wrong: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = /^\s*(?:\$?\{)?(\w{1,40})\}?\s*[=＝:：]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '' || value === '' || fills.has(name)) wrong.push(index + 1);
    else fills.set(name, value);
  }
  return { fills, wrong };
}
