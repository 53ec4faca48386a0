/** A letter as mail programs write it; what is not said is left out. */
export interface LetterParts {
  readonly from: string;
  readonly to: string;
  readonly cc?: string;
  readonly subject?: string;
  /** Without brackets. */
  readonly id?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly date?: string;
  readonly text?: string;
  readonly html?: string;
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: string; readonly cid?: string }[];
}

const word = (text: string) => (/[^ -~]/.test(text) ? `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=` : text);
/** Addresses as headers hold them: names in other letters are encoded, one by one. */
const line = (people: string) => people.replace(/[^\p{ASCII}]+/gu, word);
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

const part = (type: string, content: string, rest: readonly string[] = []) =>
  [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...rest, '', base64(content)].join('\r\n');

/** The source of a letter, as it lies in a mailbox. */
export function writeLetter(letter: LetterParts): string {
  const parts = [
    ...(letter.text === undefined ? [] : [part('text/plain; charset=utf-8', letter.text)]),
    ...(letter.html === undefined ? [] : [part('text/html; charset=utf-8', letter.html)]),
    ...(letter.files ?? []).map(({ name, type, content, cid }) =>
      part(`${type}; name="${word(name)}"`, content, [
        `Content-Disposition: ${cid ? 'inline' : 'attachment'}; filename="${word(name)}"`,
        ...(cid ? [`Content-ID: <${cid}>`] : []),
      ]),
    ),
  ];
  const head = [
    `From: ${line(letter.from)}`,
    `To: ${line(letter.to)}`,
    ...(letter.cc ? [`Cc: ${line(letter.cc)}`] : []),
    `Subject: ${word(letter.subject ?? '')}`,
    ...(letter.id ? [`Message-ID: <${letter.id}>`] : []),
    ...(letter.inReplyTo ? [`In-Reply-To: <${letter.inReplyTo}>`] : []),
    ...(letter.references ? [`References: ${letter.references.map((id) => `<${id}>`).join(' ')}`] : []),
    `Date: ${new Date(letter.date ?? '2026-03-31T02:00:00Z').toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary="parts"',
  ].join('\r\n');
  return `${head}\r\n\r\n${parts.map((one) => `--parts\r\n${one}\r\n`).join('')}--parts--\r\n`;
}
