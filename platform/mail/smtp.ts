import nodemailer, { type Transporter } from 'nodemailer';
import type { Context } from '../module/index.ts';
import { mailAddress } from './address.ts';

const SECONDS = 1000;

/** Where letters go out. */
export interface SmtpPlace {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  /** Empty: the server asks for none. */
  readonly login: string | null;
  readonly password?: string | null | undefined;
  /** In place of a password: what a sign-in service has given. */
  readonly accessToken?: string;
}

/**
 * A way to a server whose name is resolved and checked once; the connection goes to that address. Letters name no files and pages of ours.
 * Close it after use.
 *
 * @throws MAIL_HOST, MAIL_HOST_PRIVATE
 */
export async function openSmtp(
  ctx: Context,
  { host, port, security, login, password, accessToken }: SmtpPlace,
  more: { readonly pool?: true; readonly maxConnections?: number } = {},
): Promise<Transporter> {
  return nodemailer.createTransport({
    ...more,
    host: await mailAddress(host, ctx.app.identity),
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    ...(login ? { auth: accessToken ? { type: 'OAuth2' as const, user: login, accessToken } : { user: login, pass: password ?? '' } } : {}),
    connectionTimeout: 10 * SECONDS,
    greetingTimeout: 10 * SECONDS,
    socketTimeout: 30 * SECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
