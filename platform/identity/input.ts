import { cleanLine, fieldError, label } from '../kernel/index.ts';

/** An e-mail as accounts are known by: trimmed, lower-case. Throws naming the field. */
export function readEmail(raw: string, field = 'email'): string {
  const text = cleanLine(raw).toLowerCase();
  if (text === '') throw fieldError('REQUIRED', field, label('请填写邮箱', 'Enter the e-mail'));
  if (text.length > 254) throw fieldError('TOO_LONG', field, label('邮箱太长', 'The e-mail is too long'));
  if (!/^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>.]+$/.test(text))
    throw fieldError('INVALID_VALUE', field, label('邮箱格式不正确', 'This is not an e-mail address'));
  return text;
}

/** A text of one line that must not be empty. Throws naming the field. */
export function readLine(raw: string, field: string, max: number): string {
  const text = cleanLine(raw);
  if (text === '') throw fieldError('REQUIRED', field, label('必填', 'Required'));
  if (text.length > max) throw fieldError('TOO_LONG', field, label(`最多 ${max} 个字`, `At most ${max} characters`));
  return text;
}
