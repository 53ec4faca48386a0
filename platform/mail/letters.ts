import { enqueue } from '../jobs/index.ts';
import { type Language, newId, textOf } from '../kernel/index.ts';
import { type Context, defineJob } from '../module/index.ts';
import { failureText, isRefusedForGood, type Mail, openPost } from './post.ts';
import { noteFailure, openServer } from './server.ts';
import { type Letter, writeHtml, writeText } from './write.ts';

export type LetterKind = 'invitation' | 'passwordReset' | 'test';

interface Words {
  readonly heading: string;
  readonly text: string;
  readonly button: string;
  readonly foot: string;
}

const words: Readonly<Record<LetterKind, (english: boolean, company: string) => Words>> = {
  invitation: (english, company) =>
    english
      ? {
          heading: `${company} invites you`,
          text: 'Choose a password to begin. The link works for seven days.',
          button: 'Accept the invitation',
          foot: 'If you do not know this company, do nothing.',
        }
      : {
          heading: `${company}邀请您加入`,
          text: '设置密码后即可开始使用，链接七天内有效。',
          button: '接受邀请',
          foot: '如果您不认识这家公司，请忽略这封邮件。',
        },
  passwordReset: (english) =>
    english
      ? {
          heading: 'Choose a new password',
          text: 'The link works for one hour and once.',
          button: 'New password',
          foot: 'If you did not ask for this, do nothing: your password stays.',
        }
      : {
          heading: '重新设置密码',
          text: '链接一小时内有效，只能使用一次。',
          button: '设置新密码',
          foot: '如果不是您本人操作，请忽略这封邮件，密码不会改变。',
        },
  test: (english) =>
    english
      ? {
          heading: 'The mail server works',
          text: 'Huanke CRM can send e-mail through this server.',
          button: 'Open Huanke CRM',
          foot: 'Sent by the test button of the settings.',
        }
      : {
          heading: '邮件服务器可以使用',
          text: '环客 CRM 可以通过这台服务器发送邮件。',
          button: '打开环客 CRM',
          foot: '由设置页的“发送测试邮件”发出。',
        },
};

export interface LetterTo {
  readonly to: string;
  readonly language: Language;
  /** Path of the button: `/invite/…`. */
  readonly path: string;
}

function compose(ctx: Context, site: string, kind: LetterKind, { to, language, path }: LetterTo): Mail {
  const { heading, text, button, foot } = words[kind](language === 'en', ctx.tenant.name);
  const letter: Letter = {
    language,
    company: ctx.tenant.name,
    heading,
    points: [{ text }],
    button: { text: button, href: `${site}${path}` },
    foot: [{ text: foot }],
  };
  return { id: newId(), to, subject: heading, html: writeHtml(letter), text: writeText(letter) };
}

/** Queues a letter in the caller's transaction; false when the company has no mail server. What it holds (links) lies sealed in the queue. */
export async function sendLetter(ctx: Context, kind: Exclude<LetterKind, 'test'>, letter: LetterTo): Promise<boolean> {
  const server = await openServer(ctx);
  if (!server) return false;
  const mail = compose(ctx, server.site, kind, letter);
  const sealed = (await ctx.app.vault.sealer(ctx.tenant.id)).seal('mail', 'letter', JSON.stringify(mail));
  await enqueue(ctx, 'mail.letter', { tenant: ctx.tenant.id, sealed });
  return true;
}

/** Sends a test to the caller at once; answers what went wrong, or nothing. */
export async function sendTest(ctx: Context, to: string): Promise<string | null> {
  let post: Awaited<ReturnType<typeof openPost>>;
  try {
    post = await openPost(ctx);
    if (!post) return null;
    await post.send(compose(ctx, post.server.site, 'test', { to, language: ctx.language, path: '/' }));
    return null;
  } catch (error) {
    const failure = textOf(failureText(error), ctx.language);
    await noteFailure(ctx, failure);
    return failure;
  } finally {
    post?.close();
  }
}

/** One letter; at least once: a worker killed between the server's yes and the end of the job sends it again. */
export const sendLetterJob = defineJob<{ tenant: number; sealed: string }>({
  name: 'mail.letter',
  async run({ app, contextFor }, { tenant, sealed }) {
    const ctx = await contextFor({ tenant });
    const mail = JSON.parse((await app.vault.sealer(tenant)).open('mail', 'letter', sealed)) as Mail;
    let post: Awaited<ReturnType<typeof openPost>>;
    try {
      post = await openPost(ctx);
      await post?.send(mail);
    } catch (error) {
      await noteFailure(ctx, textOf(failureText(error), ctx.tenant.language));
      if (!isRefusedForGood(error)) throw error;
    } finally {
      post?.close();
    }
  },
});
