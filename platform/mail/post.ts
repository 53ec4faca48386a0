import { createHash } from 'node:crypto';
import type {} from '../identity/service.ts';
import { type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { type MailServer, noteFailure, openServer } from './server.ts';
import { openSmtp } from './smtp.ts';

export interface Mail {
  /** The same id is the same message: servers that have taken it already can tell. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where one click ends mail of this kind. */
  readonly unsubscribe?: string;
}

export interface Post {
  readonly server: MailServer;
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The company's way out; undefined when it has none. Close it after use. */
export async function openPost(ctx: Context): Promise<Post | undefined> {
  const found = await openServer(ctx);
  if (!found) return undefined;
  const { password, ...server } = found;
  const transport = await openSmtp(ctx, { ...server, password }, { pool: true, maxConnections: 1 });
  const from = { name: server.senderName || ctx.tenant.name, address: server.sender };
  return {
    server,
    async send({ id, to, subject, text, html, unsubscribe }) {
      const hash = createHash('sha256').update(`${ctx.tenant.id} ${id}`).digest('hex').slice(0, 32);
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        html,
        messageId: `<${hash}@${new URL(server.site).hostname}>`,
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribe ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
        },
      });
      await noteFailure(ctx, null);
    },
    close: () => transport.close(),
  };
}

interface SmtpError {
  readonly code?: string;
  /** The code of the connection where nodemailer puts its own over it. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** The server has refused this recipient for good: trying again is of no use. */
export function isRefusedForGood(error: unknown): boolean {
  const { responseCode = 0, command = '' } = error as SmtpError;
  return responseCode >= 500 && command === 'RCPT TO';
}

/** Nobody who is trusted vouches for the certificate, it is out of date, or it is another host's. */
const aboutCertificate = /CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|HOSTNAME_MISMATCH/;

/** What went wrong in words; never the server's own, which might tell of the network behind it. */
export function failureText(error: unknown): Label {
  const { code = '', originalCode = code, responseCode } = error as SmtpError;
  if (aboutCertificate.test(originalCode))
    return label(
      '服务器的证书不受信任、已过期，或与主机名不符；请核对主机名，自建邮箱请管理员信任公司的根证书',
      'The certificate of the server is not trusted, out of date or of another host; check the host, or have your own root certificate trusted',
    );
  if (code === 'MAIL_HOST_PRIVATE')
    return label('邮件服务器在内部网络，系统不允许连接', 'The mail server is in a private network, which is not allowed');
  if (code === 'EAUTH') return label('账号或密码不正确', 'The server does not accept login or password');
  if (code === 'ETLS') return label('加密连接失败，请检查端口和加密方式', 'No encrypted connection; check port and encryption');
  if (code === 'EENVELOPE') return label('服务器不接受发件人或收件人地址', 'The server does not accept the sender or the recipient');
  if (['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'MAIL_HOST', 'ECONNREFUSED'].includes(code))
    return label('连接不上邮件服务器，请检查主机、端口和加密方式', 'The mail server can not be reached; check host, port and encryption');
  const number = responseCode ? ` (${responseCode})` : '';
  return label(`邮件没有发出${number}`, `The e-mail was not sent${number}`);
}
