import { api, Button, Check, Field, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Mailbox, mailboxChanged } from '../data.ts';
import { ServerFields } from '../ServerFields.tsx';
import { TextField } from '../TextField.tsx';
import { texts } from '../texts.ts';
import { guessHosts } from './guess.ts';

type Values = Omit<Mailbox, 'blocked' | 'readAt' | 'failure' | 'provider' | 'needsSignIn'> & {
  readonly blocked: string;
  readonly secret: string;
};

const first: Values = {
  address: '',
  name: '',
  login: '',
  secret: '',
  imapHost: '',
  imapPort: 993,
  imapSecurity: 'tls',
  smtpHost: '',
  smtpPort: 465,
  smtpSecurity: 'tls',
  signature: '',
  blocked: '',
  keepSent: true,
  active: true,
};

const valuesOf = ({ readAt: _at, failure: _failure, provider: _provider, needsSignIn: _needs, blocked, ...mailbox }: Mailbox): Values => ({
  ...mailbox,
  secret: '',
  blocked: blocked.join('\n'),
});

const shownFields = ['address', 'name', 'login', 'secret', 'imapHost', 'imapPort', 'smtpHost', 'smtpPort', 'signature', 'blocked'];

/** How a mailbox is reached. Of well-known providers the address is enough; where its person has signed in at a service, that knows the rest. */
export function MailboxForm({ mailbox }: { readonly mailbox: Mailbox | null }) {
  const text = useLabel();
  const [values, setValues] = useState<Values>(mailbox ? valuesOf(mailbox) : first);
  const set = (patch: Partial<Values>) => setValues((now) => ({ ...now, ...patch }));
  const bySecret = mailbox?.provider == null;
  const submit = useSubmit(async () => {
    const { secret, blocked, ...all } = values;
    const { name, signature, keepSent, active } = all;
    const rest = bySecret ? all : { name, signature, keepSent, active };
    await api.put('/mailbox', { ...rest, blocked: blocked.split(/[\s,，;；]+/).filter(Boolean), ...(secret ? { secret } : {}) });
    set({ secret: '' });
    if (values.active) await api.post('/emails/fetch');
    toast.ok(text(texts.mailbox.saved));
    await mailboxChanged();
  });
  const { problem, error } = submit;
  const blockedProblem = error?.errors.find((one) => one.field.startsWith('blocked'))?.message;
  const line = (key: 'name' | 'login', hint?: string) => (
    <TextField
      label={text(texts.mailbox[key])}
      error={problem(key)}
      hint={hint}
      value={values[key]}
      onChange={(value) => set({ [key]: value })}
    />
  );
  return (
    <form ref={submit.form} className="set-form mail-form" noValidate onSubmit={submit.onSubmit}>
      <FormProblem
        error={error}
        fields={blockedProblem ? [...shownFields, ...(error?.errors.map((one) => one.field) ?? [])] : shownFields}
      />
      {bySecret && (
        <>
          <TextField
            label={text(texts.mailbox.address)}
            required
            error={problem('address')}
            value={values.address}
            onChange={(address) => set({ address })}
            onBlur={() => values.imapHost === '' && set(guessHosts(values.address))}
          />
          <TextField
            label={text(texts.mailbox.secret)}
            type="password"
            required={!mailbox}
            error={problem('secret')}
            hint={text(mailbox ? texts.mailbox.secretKept : texts.mailbox.secretHint)}
            value={values.secret}
            onChange={(secret) => set({ secret })}
          />
          <ServerFields kind="imap" values={values} set={(patch) => set(patch as Partial<Values>)} problem={problem} />
          <ServerFields kind="smtp" values={values} set={(patch) => set(patch as Partial<Values>)} problem={problem} />
        </>
      )}
      <div className="two">
        {bySecret && line('login', text(texts.mailbox.loginHint))}
        {line('name')}
      </div>
      <Field label={text(texts.mailbox.signature)} error={problem('signature')}>
        {(control) => (
          <textarea
            className="inp"
            {...control}
            rows={3}
            maxLength={2000}
            value={values.signature}
            onChange={(event) => set({ signature: event.target.value })}
          />
        )}
      </Field>
      <Field label={text(texts.mailbox.blocked)} hint={text(texts.mailbox.blockedHint)} error={blockedProblem}>
        {(control) => (
          <textarea
            className="inp"
            {...control}
            rows={3}
            value={values.blocked}
            onChange={(event) => set({ blocked: event.target.value })}
          />
        )}
      </Field>
      <Check label={text(texts.mailbox.active)} checked={values.active} onChange={(active) => set({ active })} />
      <Check label={text(texts.mailbox.keepSent)} checked={values.keepSent} onChange={(keepSent) => set({ keepSent })} />
      <div>
        <Button kind="primary" busy={submit.busy} onClick={submit.run}>
          {text(texts.mailbox.save)}
        </Button>
      </div>
    </form>
  );
}
