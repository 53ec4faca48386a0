import { cleanLine } from '../../kernel/index.ts';
import type { Letter, Participant } from '../letter.ts';

/** What mail programs write above a letter they quote, in both languages. */
const names = {
  from: /^(?:from|发件人|寄件者)$/i,
  to: /^(?:to|收件人|收件者)$/i,
  cc: /^(?:cc|抄送|副本)$/i,
  subject: /^(?:subject|主题|主旨)$/i,
  date: /^(?:date|sent|日期|发送时间|时间)$/i,
} as const;

type Head = Partial<Record<keyof typeof names, string>>;

const mostHeads = 10;

function headOf(line: string): readonly [keyof typeof names, string] | undefined {
  const [, name = '', value = ''] = /^[>*\s]*([^:：*]{1,20}?)\s*\*{0,2}\s*[:：]\s*\*{0,2}\s*(.*)$/.exec(line) ?? [];
  const key = (Object.keys(names) as (keyof typeof names)[]).find((one) => names[one].test(name.trim()));
  return key && [key, value.trim()];
}

function peopleIn(line: string | undefined): Participant[] {
  return (line ?? '').split(/[,;，；](?=[^<>]*(?:<|@|$))/).flatMap((part) => {
    const address = /[^\s<>"'[\]():]+@[^\s<>"'[\]();,]+/.exec(part)?.[0];
    return address
      ? {
          name: cleanLine(part.split(/[<[]/)[0] ?? '')
            .replaceAll('"', '')
            .replace(address, '')
            .trim(),
          address,
        }
      : [];
  });
}

/** The lines of a quoted head from `start` on, and where what follows begins. */
function readHead(lines: readonly string[], start: number): { head: Head; end: number } {
  const head: Head = {};
  let end = start;
  for (; end < Math.min(lines.length, start + mostHeads); end += 1) {
    const found = headOf(lines[end] ?? '');
    if (found) head[found[0]] ??= found[1];
    else if ((lines[end] ?? '').trim() !== '' || end > start + 1) break;
  }
  return { head, end };
}

/**
 * The letter that a forwarded one quotes, as far as its text tells: sender, receivers, subject, time. It is the same letter as the one
 * forwarded where that is named (In-Reply-To, References), so that a copy of it elsewhere is no second one.
 */
export function forwardedIn(letter: Letter): Letter | undefined {
  const lines = letter.text.split('\n');
  const start = lines.findIndex((line) => headOf(line)?.[0] === 'from');
  if (start < 0) return undefined;
  const { head, end } = readHead(lines, start);
  const [from] = peopleIn(head.from);
  if (!from || head.subject === undefined) return undefined;
  const sent = Date.parse((head.date ?? '').replace(/\s+at\s+/i, ' '));
  return {
    ...letter,
    messageId: letter.inReplyTo ?? letter.references.at(-1) ?? letter.messageId,
    inReplyTo: null,
    references: letter.inReplyTo ? letter.references.filter((id) => id !== letter.inReplyTo) : letter.references.slice(0, -1),
    from,
    to: peopleIn(head.to),
    cc: peopleIn(head.cc),
    subject: cleanLine(head.subject).slice(0, 300),
    sentAt: Number.isNaN(sent) ? letter.sentAt : new Date(sent).toISOString(),
    text: lines.slice(end).join('\n').trim(),
    html: '',
  };
}
