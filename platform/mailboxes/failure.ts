import { AppError, type Label, label } from '../kernel/index.ts';
import { failureText } from '../mail/index.ts';

interface ImapError {
  readonly code?: string;
  readonly authenticationFailed?: boolean;
  /** STARTTLS was asked for and is not there. */
  readonly tlsFailed?: boolean;
}

/** What went wrong in words, reading or sending; never the server's own, which might tell of the network behind it. */
export function mailboxFailure(error: unknown): Label {
  if (error instanceof AppError) return error.text;
  const { code = '', authenticationFailed, tlsFailed } = error as ImapError;
  if (authenticationFailed)
    return label(
      '账号或密码不正确；许多邮箱要用授权码代替密码，并先开启 IMAP/SMTP 服务',
      'The server does not accept login or password; many mailboxes want an app password and IMAP/SMTP switched on',
    );
  if (['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'ENOTFOUND', 'ECONNRESET', 'EHOSTUNREACH', 'NoConnection', 'ETIMEOUT'].includes(code))
    return failureText({ code: 'ECONNECTION' });
  const known = failureText(tlsFailed || /TLS|SSL/.test(code) ? { code: 'ETLS', originalCode: code } : error);
  return known.zh.startsWith('邮件没有发出') && !(error as { responseCode?: number }).responseCode && code !== 'EMESSAGE'
    ? label('邮箱暂时无法读取，稍后会再试', 'The mailbox can not be read now; it is tried again later')
    : known;
}
