import { parseDay } from '../form/dates.ts';

/** A follow-up and what comes next, written in one go: `价格谈妥，下一步周五发合同` */
export interface Noted {
  readonly text: string;
  readonly next: string;
  readonly on: string | null;
}

const MARK = /(?:^|[\s，,。；;\n]+)(?:下一步|下步|next(?: step)?)\s*[:：,，]?\s*(.+)$/is;
const DAY =
  /^(大后天|后天|今天|明天|今日|明日|(?:下下|下|本|这)?(?:周|星期|礼拜)[一二三四五六日天]|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}[日号]?|\d{1,3}天后|月底|年底|today|tomorrow|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)[\s，,]*/i;

/** A day at the beginning or the end of a text, and the text without it. */
export function splitDay(typed: string, today: string): { readonly text: string; readonly on: string | null } {
  const text = typed.trim();
  const start = DAY.exec(text);
  const startDay = start ? parseDay(start[1] ?? '', today) : null;
  if (start && startDay) return { text: text.slice(start[0].length).trim(), on: startDay };
  const words = /[\s，,]+(\S+)$/.exec(text);
  const endDay = words ? parseDay(words[1] ?? '', today) : null;
  return words && endDay ? { text: text.slice(0, words.index).trim(), on: endDay } : { text, on: null };
}

/** Takes 下一步 out of a follow-up; without the word the text stays whole. */
export function splitNextStep(typed: string, today: string): Noted {
  const match = MARK.exec(typed);
  if (!match) return { text: typed.trim(), next: '', on: null };
  const { text: next, on } = splitDay((match[1] ?? '').replace(/[。.\s]+$/, ''), today);
  return { text: typed.slice(0, match.index).trim(), next, on };
}

const SUBJECT = 60;

/** The first line or sentence as a subject; the whole text is the content when there is more of it. */
export function subjectOf(text: string): { readonly subject: string; readonly content: string | null } {
  const line = text.trim().split('\n')[0] ?? '';
  const sentence = /^.{4,60}?[。！？!?；;]/.exec(line)?.[0] ?? line;
  const subject = [...sentence]
    .slice(0, SUBJECT)
    .join('')
    .replace(/[。；;]$/, '');
  return { subject, content: subject === text.trim().replace(/[。；;]$/, '') ? null : text.trim() };
}
