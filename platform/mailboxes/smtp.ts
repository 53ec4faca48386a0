import type { SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { openSmtp } from '../mail/index.ts';
import type { Context } from '../module/index.ts';
import type { Participant } from './letter.ts';
import { signedIn } from './oauth/access.ts';
import type { Credentials, OpenMailbox } from './types.ts';

/** A letter of a person to people. */
export interface OutgoingLetter {
  /** Made beforehand and the same at every try, so that servers and readers can tell that it is one letter. */
  readonly messageId: string;
  /** When it was first tried. */
  readonly at: Date;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly to: readonly Participant[];
  readonly cc: readonly Participant[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly files: readonly { readonly name: string; readonly type: string; readonly content: Buffer }[];
}

const transportOf = (ctx: Context, box: OpenMailbox, credentials: Credentials) =>
  openSmtp(ctx, {
    ...{ host: box.smtpHost, port: box.smtpPort, security: box.smtpSecurity, login: credentials.user },
    ...('pass' in credentials ? { password: credentials.pass } : { accessToken: credentials.accessToken }),
  });

const mailOf = (ctx: Context, box: OpenMailbox, letter: OutgoingLetter): SendMailOptions => ({
  from: { name: box.name || ctx.user.name, address: box.address },
  to: letter.to.map((one) => ({ ...one })),
  cc: letter.cc.map((one) => ({ ...one })),
  subject: letter.subject,
  date: letter.at,
  text: letter.text,
  ...(letter.html ? { html: letter.html } : {}),
  messageId: `<${letter.messageId}>`,
  ...(letter.inReplyTo ? { inReplyTo: `<${letter.inReplyTo}>` } : {}),
  ...(letter.references.length > 0 ? { references: letter.references.map((id) => `<${id}>`) } : {}),
  attachments: letter.files.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** The source of a letter, as it goes out. */
export const sourceOf = (ctx: Context, box: OpenMailbox, letter: OutgoingLetter): Promise<Buffer> =>
  new MailComposer(mailOf(ctx, box, letter)).compile().build();

/**
 * Sends through the person's own server; returns when it has taken the letter, with the recipients it has not taken it for.
 *
 * @throws MAIL_HOST, MAIL_HOST_PRIVATE, NEEDS_SIGN_IN, errors of nodemailer (`mailboxFailure` says them in words)
 */
export const sendFrom = (ctx: Context, box: OpenMailbox, letter: OutgoingLetter): Promise<string[]> =>
  signedIn(ctx, box, async (credentials) => {
    const transport = await transportOf(ctx, box, credentials);
    try {
      const sent = await transport.sendMail(mailOf(ctx, box, letter));
      return (sent.rejected as readonly unknown[]).map(String);
    } finally {
      transport.close();
    }
  });

/** Signs in and sends nothing. */
export const checkSmtp = (ctx: Context, box: OpenMailbox): Promise<void> =>
  signedIn(ctx, box, async (credentials) => {
    const transport = await transportOf(ctx, box, credentials);
    try {
      await transport.verify();
    } finally {
      transport.close();
    }
  });
