import { objectFor } from '@huanke/platform/http';
import { AppError, errors, textOf } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { getRecord, isWithinReach, loadValues } from '@huanke/platform/records';
import { filled, lengthOf, readFills, signed, variablesIn } from '../domain/sms-text.ts';
import { engagementErrors } from '../errors.ts';
import type { Found } from '../matching/find.ts';
import { filler } from '../merging/words.ts';
import { openAccount } from './accounts.ts';
import { checkAllowed, hashOf, mobileIn, mobileOf, texted } from './allowed.ts';
import { cleanValues, templateOf } from './template.ts';

export interface ComposeInput {
  readonly about: Found;
  readonly template: string;
  /** What the sender has written so far; a variable that is not named is filled from the record. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A message before it is sent. */
export interface Preview {
  /** The number as the sender may see it; null where they may not. */
  readonly to: string | null;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  readonly signature: string;
  /** The whole message as it arrives; a variable nobody filled stands there by its name. */
  readonly text: string;
  readonly characters: number;
  readonly segments: number;
  /** Why it can not be sent, in the sender's language. */
  readonly problem: string | null;
}

/** What a message would be, and why it could not be sent. Writes nothing. @throws NOT_FOUND, field errors of the template */
export async function composeMessage(ctx: Context, { about, template: id, values = {} }: ComposeInput): Promise<Preview> {
  if (!(texted as readonly string[]).includes(about.object)) throw errors.NOT_FOUND();
  const meta = objectFor(ctx, about.object, 'read');
  const to = await recipientOf(ctx, meta, about);
  const template = await templateOf(ctx, id);
  const account = await openAccount(ctx, template.provider);
  const { fills } = readFills(template.fills);
  const fill = await filler(ctx, about, [...fills.values()]);
  const own = Object.fromEntries(
    variablesIn(template.provider, template.content).map((name) => [name, values[name] ?? fill(fills.get(name) ?? '')]),
  );
  const words = cleanValues(template, own);
  const signature = template.signature || account?.signature || '';
  const text = signed(signature, filled(template.provider, template.content, words));
  return {
    to: to.shown,
    variables: Object.entries(words).map(([name, value]) => ({ name, value })),
    signature,
    text,
    ...lengthOf(text),
    problem: account ? await problemOf(ctx, to, template.isMarketing) : textOf(engagementErrors.NO_SMS().text, ctx.language),
  };
}

/** Whom it goes to, the number as the caller reads it, and whether they may write to the person. */
async function recipientOf(ctx: Context, meta: ObjectMeta, { object, id: asked }: Found) {
  const whole = ctx.whole();
  const id = asked.toLowerCase();
  const all = objectFor(whole, object, 'read');
  const values = (await loadValues(whole, all, [id])).get(id) ?? {};
  const phones = [...meta.fields.values()].filter(({ type }) => type === 'phone').map(({ name }) => name);
  const record = await getRecord(ctx, meta, id, ['id', ...phones]);
  const isShown = (name: string) => typeof record[name] === 'string' && record[name] !== '';
  const field = mobileIn(all, values)?.field ?? phones.find(isShown);
  const shown = field === undefined ? undefined : record[field];
  return { about: { object, id }, meta: all, values, shown: typeof shown === 'string' ? shown : null };
}

async function problemOf(ctx: Context, { about, meta, values }: Awaited<ReturnType<typeof recipientOf>>, isMarketing: boolean) {
  const whole = ctx.whole();
  if (!(ctx.access.can(`${meta.name}.edit`) && (await isWithinReach(ctx, meta, about.id, 'edit'))))
    return textOf(engagementErrors.SMS_READ_ONLY().text, ctx.language);
  try {
    const { number } = mobileOf(meta, values);
    await checkAllowed(whole, { number, hash: await hashOf(whole, number), person: about, isMarketing });
    return null;
  } catch (error) {
    if (error instanceof AppError) return textOf(error.text, ctx.language);
    throw error;
  }
}
