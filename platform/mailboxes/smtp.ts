import { openSmtp } from '../mail/index.ts';
import type { Context } from '../module/index.ts';
import type { Participant } from './letter.ts';
import type { OpenMailbox } from './types.ts';

/** A letter of a person to people. */
export interface OutgoingLetter {
  /** Made beforehand and the same at every try, so that servers and readers can tell that it is one letter. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly to: readonly Participant[];
  readonly cc: readonly Participant[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly files: readonly { readonly name: string; readonly type: string; readonly content: Buffer }[];
}

const transportOf = (ctx: Context, box: OpenMailbox) =>
  openSmtp(ctx, { host: box.smtpHost, port: box.smtpPort, security: box.smtpSecurity, login: box.login, password: box.password });

/**
 * Sends through the person's own server; returns when it has taken the letter, with the recipients it has not taken it for.
 *
 * @throws MAIL_HOST, MAIL_HOST_PRIVATE, errors of nodemailer (`mailboxFailure` says them in words)
 */
export async function sendFrom(ctx: Context, box: OpenMailbox, letter: OutgoingLetter): Promise<string[]> {
  const transport = await transportOf(ctx, box);
  try {
    const sent = await transport.sendMail({
      from: { name: box.name || ctx.user.name, address: box.address },
      to: letter.to.map((one) => ({ ...one })),
      cc: letter.cc.map((one) => ({ ...one })),
      subject: letter.subject,
      text: letter.text,
      ...(letter.html ? { html: letter.html } : {}),
      messageId: `<${letter.messageId}>`,
      ...(letter.inReplyTo ? { inReplyTo: `<${letter.inReplyTo}>` } : {}),
      ...(letter.references.length > 0 ? { references: letter.references.map((id) => `<${id}>`) } : {}),
      attachments: letter.files.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
    });
    return (sent.rejected as readonly unknown[]).map(String);
  } finally {
    transport.close();
  }
}

/** Signs in and sends nothing. */
export async function checkSmtp(ctx: Context, box: OpenMailbox): Promise<void> {
  const transport = await transportOf(ctx, box);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
