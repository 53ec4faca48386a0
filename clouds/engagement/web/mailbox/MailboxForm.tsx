import { api, Button, Field, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Mailbox, mailboxChanged, type Security } from '../data.ts';
import { texts } from '../texts.ts';
import { guessHosts } from './guess.ts';

type Values = Omit<Mailbox, 'blocked' | 'readAt' | 'failure'> & { readonly blocked: string; readonly secret: string };

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
  active: true,
};

const valuesOf = ({ readAt: _at, failure: _failure, blocked, ...mailbox }: Mailbox): Values => ({
  ...mailbox,
  secret: '',
  blocked: blocked.join('\n'),
});

const shownFields = ['address', 'name', 'login', 'secret', 'imapHost', 'imapPort', 'smtpHost', 'smtpPort', 'signature', 'blocked'];

/** How a mailbox is reached. Of well-known providers the address is enough. */
export function MailboxForm({ mailbox }: { readonly mailbox: Mailbox | null }) {
  const text = useLabel();
  const [values, setValues] = useState<Values>(mailbox ? valuesOf(mailbox) : first);
  const set = (patch: Partial<Values>) => setValues((now) => ({ ...now, ...patch }));
  const submit = useSubmit(async () => {
    const { secret, blocked, ...rest } = values;
    await api.put('/mailbox', { ...rest, blocked: blocked.split(/[\s,，;；]+/).filter(Boolean), ...(secret ? { secret } : {}) });
    set({ secret: '' });
    if (values.active) await api.post('/emails/fetch');
    toast.ok(text(texts.mailbox.saved));
    await mailboxChanged();
  });
  const { problem, error } = submit;
  const blockedProblem = error?.errors.find((one) => one.field.startsWith('blocked'))?.message;
  const line = (key: 'address' | 'name' | 'login', hint?: string) => (
    <Field label={text(texts.mailbox[key])} required={key === 'address'} error={problem(key)} hint={hint}>
      {(control) => (
        <input
          className="inp"
          {...control}
          value={values[key]}
          onChange={(event) => set({ [key]: event.target.value })}
          onBlur={() => key === 'address' && values.imapHost === '' && set(guessHosts(values.address))}
        />
      )}
    </Field>
  );
  return (
    <form ref={submit.form} className="set-form mail-form" noValidate onSubmit={submit.onSubmit}>
      <FormProblem
        error={error}
        fields={blockedProblem ? [...shownFields, ...(error?.errors.map((one) => one.field) ?? [])] : shownFields}
      />
      {line('address')}
      <Field
        label={text(texts.mailbox.secret)}
        required={!mailbox}
        error={problem('secret')}
        hint={text(mailbox ? texts.mailbox.secretKept : texts.mailbox.secretHint)}
      >
        {(control) => (
          <input
            className="inp"
            {...control}
            type="password"
            autoComplete="new-password"
            value={values.secret}
            onChange={(event) => set({ secret: event.target.value })}
          />
        )}
      </Field>
      <Server kind="imap" values={values} set={set} problem={problem} />
      <Server kind="smtp" values={values} set={set} problem={problem} />
      <div className="two">
        {line('login', text(texts.mailbox.loginHint))}
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
      <label className="set-check">
        <input type="checkbox" className="cb" checked={values.active} onChange={(event) => set({ active: event.target.checked })} />
        <span>{text(texts.mailbox.active)}</span>
      </label>
      <div>
        <Button kind="primary" busy={submit.busy} onClick={submit.run}>
          {text(texts.mailbox.save)}
        </Button>
      </div>
    </form>
  );
}

const securities: readonly Security[] = ['tls', 'starttls', 'none'];

function Server({
  kind,
  values,
  set,
  problem,
}: {
  readonly kind: 'imap' | 'smtp';
  readonly values: Values;
  readonly set: (patch: Partial<Values>) => void;
  readonly problem: (field: string) => string | undefined;
}) {
  const text = useLabel();
  return (
    <fieldset className="fld">
      <legend className="lb">{text(texts.mailbox[kind])}</legend>
      <div className="mail-server">
        <Field label={text(texts.mailbox.host)} required error={problem(`${kind}Host`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              value={values[`${kind}Host`]}
              onChange={(event) => set({ [`${kind}Host`]: event.target.value })}
            />
          )}
        </Field>
        <Field label={text(texts.mailbox.port)} error={problem(`${kind}Port`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              type="number"
              min={1}
              max={65_535}
              value={values[`${kind}Port`]}
              onChange={(event) => set({ [`${kind}Port`]: Number(event.target.value) })}
            />
          )}
        </Field>
        <Field label={text(texts.mailbox.security)}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={values[`${kind}Security`]}
              onChange={(event) => set({ [`${kind}Security`]: event.target.value as Security })}
            >
              {securities.map((security) => (
                <option key={security} value={security}>
                  {text(texts.mailbox.securities[security])}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </fieldset>
  );
}
