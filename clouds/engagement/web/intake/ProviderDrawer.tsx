import { api, Field, useLabel } from '@huanke/platform/ui';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { mailboxChanged, type Provider } from '../data.ts';
import { ServerFields } from '../ServerFields.tsx';
import { TextField } from '../TextField.tsx';
import { texts } from '../texts.ts';
import { presets } from './presets.ts';

const lines = ['name', 'authorizeUrl', 'tokenUrl', 'clientId', 'secret', 'scopes'] as const;
const shown = [...lines, 'imapHost', 'imapPort', 'smtpHost', 'smtpPort'];

/** A sign-in service: a new one, or how one is reached. */
export function ProviderDrawer({
  provider,
  redirectUri,
  onClose,
}: {
  readonly provider: Provider | null;
  readonly redirectUri: string;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const {
    id: _id,
    hasSecret: _secret,
    mailboxes: _count,
    ...kept
  } = provider ?? { ...presets.microsoft, id: '', hasSecret: false, mailboxes: 0, clientId: '' };
  const [values, setValues] = useState({ ...kept, secret: '' });
  const set = (patch: object) => setValues((now) => ({ ...now, ...patch }));
  const submit = useSubmit(async () => {
    const { secret, ...rest } = values;
    const body = { ...rest, ...(secret ? { secret } : {}) };
    if (provider) await api.patch(`/mail-providers/${provider.id}`, body);
    else await api.post('/mail-providers', body);
    await mailboxChanged();
    onClose();
  });
  const hints = {
    name: text(texts.providers.nameHint),
    scopes: text(texts.providers.scopesHint),
    secret: provider?.hasSecret ? text(texts.providers.secretKept) : undefined,
  } as Readonly<Record<string, string | undefined>>;
  return (
    <FormDrawer title={text(provider ? texts.providers.edit : texts.providers.add)} submit={submit} fields={shown} onClose={onClose}>
      {!provider && (
        <Field label={text(texts.providers.preset)}>
          {(control) => (
            <select
              className="inp"
              {...control}
              defaultValue="microsoft"
              onChange={(event) => set(presets[event.target.value as keyof typeof presets])}
            >
              {(['microsoft', 'google', 'own'] as const).map((key) => (
                <option key={key} value={key}>
                  {text(texts.providers.presets[key])}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <p className="note">
        {text(texts.providers.redirect)}：<code>{redirectUri}</code>
      </p>
      {lines.map((name) => (
        <TextField
          key={name}
          label={text(texts.providers[name])}
          required={name !== 'secret'}
          type={name === 'secret' ? 'password' : 'text'}
          error={submit.problem(name)}
          hint={hints[name]}
          value={values[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <ServerFields kind="imap" values={values} set={set} problem={submit.problem} />
      <ServerFields kind="smtp" values={values} set={set} problem={submit.problem} />
    </FormDrawer>
  );
}
