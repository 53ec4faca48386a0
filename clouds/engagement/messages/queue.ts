import { sql } from '@huanke/platform/database';
import { enqueue } from '@huanke/platform/jobs';
import { fieldError, label, newId } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { saveAll } from '@huanke/platform/records';
import { filled, lengthOf, mostCharacters, signed } from '../domain/sms-text.ts';
import { engagementErrors } from '../errors.ts';
import type { Found } from '../matching/find.ts';
import { companiesOf, distinct, resolve } from '../matching/resolve.ts';
import { openAccount } from './accounts.ts';
import { checkAllowed, hashOf, mobileOf } from './allowed.ts';
import { sendMessageJob } from './dispatch.ts';
import type { SmsContent } from './provider.ts';
import { checkValues, cleanValues, type Template, templateOf } from './template.ts';

export interface Message {
  readonly template: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a message down and has it sent by a job, in the caller's transaction: it goes out exactly when that is committed.
 *
 * @param record the person, locked, with all fields
 * @throws NO_SMS, SMS_NO_MOBILE, what `checkAllowed` refuses, field errors naming `template` and `values.…`
 */
export async function queueMessage(
  tx: Context,
  { person, record, message }: { readonly person: Found; readonly record: Values; readonly message: Message },
): Promise<{ message: string }> {
  const template = await templateOf(tx, message.template);
  const account = await openAccount(tx, template.provider);
  if (!account) throw engagementErrors.NO_SMS();
  const values = cleanValues(template, message.values ?? {});
  checkValues(values);
  const signature = template.signature || account.signature;
  const text = signed(signature, filled(template.provider, template.content, values));
  if (text.length > mostCharacters)
    throw fieldError(
      'TOO_LONG',
      'values',
      label(`短信最多 ${mostCharacters} 个字，含签名`, `At most ${mostCharacters} characters with the signature`),
    );
  const { number } = mobileOf(metaOf(tx, person.object), record);
  const hash = await hashOf(tx, number);
  await checkAllowed(tx, { number, hash, person, isMarketing: template.isMarketing });
  const content: SmsContent = { signature, code: template.code, values: Object.entries(values).map(([name, value]) => ({ name, value })) };
  const id = await store(tx, { person, number, text, template });
  await tx.query(sql`
    insert into message_dispatch (tenant_id, record_id, object, provider, recipient, state, content, queued_at)
    values (${tx.tenant.id}, ${id}::uuid, 'sentMessage', ${template.provider}, ${hash}, 'waiting', ${JSON.stringify(content)}::jsonb, ${tx.clock.now()})`);
  await enqueue(tx, sendMessageJob.name, { tenant: tx.tenant.id, message: id }, { key: `message:${id}` });
  return { message: id };
}

interface Stored {
  readonly person: Found;
  readonly number: string;
  readonly text: string;
  readonly template: Template;
}

async function store(tx: Context, { person, number, text, template }: Stored): Promise<string> {
  const system = tx.elevated();
  const others = await resolve(system, 'phone', [number], [person]);
  const values = {
    // says nothing of the person
    subject: template.name,
    channel: 'sms',
    status: 'queued',
    to: number,
    content: text,
    template: template.id,
    ...lengthOf(text),
    sentAt: tx.clock.now().toISOString(),
    related: distinct([person, ...(await companiesOf(system, [person])), ...others.records]),
    owner: tx.user.id,
  };
  const id = newId();
  await saveAll(system, metaOf(system, 'sentMessage'), [{ operation: 'create', id, values }], { asSystem: true });
  return id;
}
