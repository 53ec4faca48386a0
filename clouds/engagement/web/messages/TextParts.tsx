import { Button, EmptyState, Field, paths, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { useNavigate } from '@tanstack/react-router';
import { mostCharacters } from '../../domain/sms-text.ts';
import type { Named } from '../data.ts';
import { fill } from '../texts.ts';
import type { Message } from './message.ts';
import { smsTexts } from './texts.ts';

/** Nothing can be sent without a template. */
export function NoTemplates() {
  const text = useLabel();
  const navigate = useNavigate();
  return (
    <EmptyState icon="message" title={text(smsTexts.noTemplates)} text={text(smsTexts.noTemplatesText)}>
      <Button onClick={() => void navigate({ to: paths.list('smsTemplate') })}>{text(smsTexts.toTemplates)}</Button>
    </EmptyState>
  );
}

/** Who gets it, with the number as the sender may see it. */
export function Recipient({ name, number }: { readonly name: string; readonly number: string | null }) {
  const text = useLabel();
  return <p className="sms-to">{fill(text(smsTexts.to), { name, number: number ?? '' }).trim()}</p>;
}

/** Which of an account's contacts is meant. */
export function ContactField({
  account,
  onChoose,
}: {
  readonly account: string;
  readonly onChoose: (person: (Named & { readonly name: string }) | null) => void;
}) {
  const text = useLabel();
  const { data } = useRecordQuery('contact', {
    fields: ['id', 'name', 'title'],
    filter: { field: 'account', op: 'eq', value: account },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 200,
  });
  const contacts = data?.pages.flatMap((page) => page.records) ?? [];
  if (data && contacts.length === 0) return <p className="alert warn">{text(smsTexts.noContacts)}</p>;
  return (
    <Field label={text(smsTexts.contact)} required>
      {(control) => (
        <select
          className="inp"
          {...control}
          defaultValue=""
          onChange={(event) => {
            const found = contacts.find(({ id }) => id === event.target.value);
            onChoose(found ? { object: 'contact', id: found.id, name: String(found['name']) } : null);
          }}
        >
          <option value="">{text(smsTexts.chooseContact)}</option>
          {contacts.map((contact) => (
            <option key={contact.id} value={contact.id}>
              {[contact['name'], contact['title']].filter(Boolean).join(' · ')}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** The variables, the message as it will arrive, and why it can not be sent. */
export function Parts({
  message,
  problem,
  problemOf,
  onChange,
}: {
  readonly message: Message;
  readonly problem: string | null;
  readonly problemOf: (name: string) => string | undefined;
  readonly onChange: (name: string, value: string) => void;
}) {
  const text = useLabel();
  const { values, whole, characters, segments } = message;
  return (
    <>
      {Object.entries(values).map(([name, value]) => (
        <Field key={name} label={fill(text(smsTexts.variable), { name })} required error={problemOf(name)}>
          {(control) => (
            <input className="inp" {...control} maxLength={200} value={value} onChange={(event) => onChange(name, event.target.value)} />
          )}
        </Field>
      ))}
      <section className="sms-preview" aria-label={text(smsTexts.preview)}>
        <p className="bubble">{whole}</p>
        <p className="note">
          {characters > mostCharacters
            ? fill(text(smsTexts.long), { most: mostCharacters })
            : fill(text(smsTexts.count), { characters, segments })}
        </p>
      </section>
      {problem && <p className="alert warn">{problem}</p>}
    </>
  );
}
