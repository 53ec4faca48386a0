import { cleanLine, cleanText, fieldError, label } from '../kernel/index.ts';
import { mailKey } from '../text/index.ts';
import type { MailboxPlace, Security } from './types.ts';

/** A body of `PUT /mailbox`. */
export interface MailboxInput {
  readonly address?: unknown;
  readonly name?: unknown;
  readonly login?: unknown;
  /** Absent: as it was. */
  readonly secret?: unknown;
  readonly imapHost?: unknown;
  readonly imapPort?: unknown;
  readonly imapSecurity?: unknown;
  readonly smtpHost?: unknown;
  readonly smtpPort?: unknown;
  readonly smtpSecurity?: unknown;
  readonly signature?: unknown;
  readonly blocked?: unknown;
  readonly keepSent?: unknown;
  readonly active?: unknown;
}

export function line(raw: unknown, field: string, max: number): string {
  if (raw === undefined || raw === null) return '';
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', field);
  const text = cleanLine(raw);
  if (text.length > max) throw fieldError('TOO_LONG', field, label(`最多 ${max} 个字`, `At most ${max} characters`));
  return text;
}

export function host(raw: unknown, field: string): string {
  const text = line(raw, field, 255).toLowerCase();
  if (text === '') throw fieldError('REQUIRED', field, label('请填写服务器地址', 'Enter the server'));
  if (!/^[a-z0-9.:-]+$/.test(text))
    throw fieldError('INVALID_VALUE', field, label('应为主机名，例如 imap.example.cn', 'Must be a host name such as imap.example.cn'));
  return text;
}

export function port(raw: unknown, field: string, usual: number): number {
  const value = raw ?? usual;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65_535)
    throw fieldError('INVALID_VALUE', field, label('应为 1 到 65535 的整数', 'Must be a whole number from 1 to 65535'));
  return value;
}

export function security(raw: unknown, field: string): Security {
  const value = raw ?? 'tls';
  if (value !== 'tls' && value !== 'starttls' && value !== 'none')
    throw fieldError('INVALID_VALUE', field, label('应为 tls、starttls 或 none', 'Must be tls, starttls or none'));
  return value;
}

const mostBlocked = 500;

/** `boss@example.cn` or, for everybody there, `@example.cn`. */
function blockedList(raw: unknown): string[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) throw fieldError('WRONG_TYPE', 'blocked');
  if (raw.length > mostBlocked) throw fieldError('LIMIT_EXCEEDED', 'blocked', label(`最多 ${mostBlocked} 个`, `At most ${mostBlocked}`));
  const list = raw.map((one, index) => {
    const text = line(one, `blocked[${index}]`, 254).toLowerCase();
    if (!mailKey(text.startsWith('@') ? `x${text}` : text))
      throw fieldError('INVALID_VALUE', `blocked[${index}]`, label('应为邮箱地址，或 @ 加域名', 'Must be an address, or @ and a domain'));
    return text;
  });
  return [...new Set(list)];
}

function ownAddress(raw: unknown): string {
  const text = line(raw, 'address', 254);
  if (text === '') throw fieldError('REQUIRED', 'address', label('请填写邮箱地址', 'Enter the e-mail address'));
  const key = mailKey(text);
  if (!key) throw fieldError('INVALID_VALUE', 'address', label('应为邮箱地址', 'Must be an e-mail address'));
  return key.address;
}

/** The whole of a mailbox; what the body leaves out stays as it was. */
export function readMailbox(body: MailboxInput, before: MailboxPlace | undefined): MailboxPlace {
  const input: MailboxInput = { ...before, ...body };
  const address = ownAddress(input.address);
  if (input.active !== undefined && typeof input.active !== 'boolean') throw fieldError('WRONG_TYPE', 'active');
  if (input.keepSent !== undefined && typeof input.keepSent !== 'boolean') throw fieldError('WRONG_TYPE', 'keepSent');
  if (input.signature !== undefined && input.signature !== null && typeof input.signature !== 'string')
    throw fieldError('WRONG_TYPE', 'signature');
  const signature = cleanText(input.signature ?? '');
  if (signature.length > 2000) throw fieldError('TOO_LONG', 'signature', label('最多 2000 个字', 'At most 2000 characters'));
  return {
    address,
    name: line(input.name, 'name', 80),
    login: line(input.login, 'login', 254) || address,
    imapHost: host(input.imapHost, 'imapHost'),
    imapPort: port(input.imapPort, 'imapPort', 993),
    imapSecurity: security(input.imapSecurity, 'imapSecurity'),
    smtpHost: host(input.smtpHost, 'smtpHost'),
    smtpPort: port(input.smtpPort, 'smtpPort', 465),
    smtpSecurity: security(input.smtpSecurity, 'smtpSecurity'),
    signature,
    blocked: blockedList(input.blocked),
    keepSent: input.keepSent ?? true,
  };
}

/** The password of a body; undefined when it says none. */
export function readSecret({ secret }: MailboxInput): string | undefined {
  if (secret === undefined || secret === null || secret === '') return undefined;
  if (typeof secret !== 'string') throw fieldError('WRONG_TYPE', 'secret');
  if (secret.length > 500) throw fieldError('TOO_LONG', 'secret', label('最多 500 个字', 'At most 500 characters'));
  return secret;
}

const needed = ['login', 'imapHost', 'imapPort', 'imapSecurity', 'smtpHost', 'smtpPort', 'smtpSecurity'] as const;

/** Whether the password must be entered again: nobody sends a password that is kept to a server of their choice. */
export const asksPassword = (before: MailboxPlace, next: MailboxPlace): boolean => needed.some((key) => before[key] !== next[key]);

export const passwordMissing = () => fieldError('REQUIRED', 'secret', label('请填写邮箱密码或授权码', 'Enter the password of the mailbox'));
