import { cleanLine, fieldError, label } from '@huanke/platform/kernel';

/** A body of `PUT /calendar-account`; what is left out stays as it was. */
export interface AccountInput {
  readonly server?: unknown;
  readonly login?: unknown;
  readonly secret?: unknown;
  readonly calendar?: unknown;
  readonly active?: unknown;
}

function line(raw: unknown, field: string, max: number): string {
  if (raw === undefined || raw === null) return '';
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', field);
  const text = cleanLine(raw);
  if (text.length > max) throw fieldError('TOO_LONG', field, label(`最多 ${max} 个字`, `At most ${max} characters`));
  return text;
}

/** `caldav.example.cn` is meant as https; an open connection only where the own network may be called. */
function serverIn(raw: unknown, allowOpen: boolean): string {
  const text = line(raw, 'server', 500);
  if (text === '') throw fieldError('REQUIRED', 'server', label('请填写服务器地址', 'Enter the address of the server'));
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url?.hostname || url.username || url.password || !['https:', 'http:'].includes(url.protocol))
    throw fieldError(
      'INVALID_VALUE',
      'server',
      label('应为服务器地址，例如 caldav.example.cn', 'Must be an address such as caldav.example.cn'),
    );
  if (url.protocol === 'http:' && !allowOpen)
    throw fieldError('INVALID_VALUE', 'server', label('只能使用加密连接（https）', 'The connection must be encrypted (https)'));
  url.hash = '';
  url.search = '';
  return url.toString();
}

export function readAccess(
  input: AccountInput,
  before: { readonly server: string; readonly login: string } | undefined,
  allowOpen: boolean,
): { server: string; login: string } {
  const server = serverIn(input.server ?? before?.server, allowOpen);
  const login = line(input.login ?? before?.login, 'login', 254);
  if (login === '') throw fieldError('REQUIRED', 'login', label('请填写账号', 'Enter the login'));
  if (login.includes(':')) throw fieldError('INVALID_VALUE', 'login', label('账号里不能有冒号', 'A login has no colon'));
  return { server, login };
}

/** The password of a body; undefined when it says none. */
export function readSecret({ secret }: AccountInput): string | undefined {
  if (secret === undefined || secret === null || secret === '') return undefined;
  if (typeof secret !== 'string') throw fieldError('WRONG_TYPE', 'secret');
  if (secret.length > 500) throw fieldError('TOO_LONG', 'secret', label('最多 500 个字', 'At most 500 characters'));
  return secret;
}
