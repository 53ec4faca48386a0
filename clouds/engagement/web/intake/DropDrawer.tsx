import { api, Check, useLabel } from '@huanke/platform/ui';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Drop, mailboxChanged } from '../data.ts';
import { ServerFields } from '../ServerFields.tsx';
import { TextField } from '../TextField.tsx';
import { texts } from '../texts.ts';

const first = { address: '', login: '', imapHost: '', imapPort: 993, imapSecurity: 'tls', active: true } as const;

/** The drop mailbox: where it lies and how it is read. */
export function DropDrawer({ drop, onClose }: { readonly drop: Drop | null; readonly onClose: () => void }) {
  const text = useLabel();
  const { address, login, imapHost, imapPort, imapSecurity, active } = drop ?? first;
  const [values, setValues] = useState({ address, login, imapHost, imapPort, imapSecurity, active, secret: '' });
  const set = (patch: object) => setValues((now) => ({ ...now, ...patch }));
  const submit = useSubmit(async () => {
    const { secret, ...rest } = values;
    await api.put('/mail-drop', { ...rest, ...(secret ? { secret } : {}) });
    await mailboxChanged();
    onClose();
  });
  return (
    <FormDrawer
      title={text(drop ? texts.drop.edit : texts.drop.connect)}
      submit={submit}
      fields={['address', 'login', 'secret', 'imapHost', 'imapPort']}
      onClose={onClose}
    >
      <TextField
        label={text(texts.drop.address)}
        required
        error={submit.problem('address')}
        hint={text(texts.drop.addressHint)}
        value={values.address}
        onChange={(value) => set({ address: value })}
      />
      <TextField
        label={text(texts.mailbox.login)}
        error={submit.problem('login')}
        hint={text(texts.mailbox.loginHint)}
        value={values.login}
        onChange={(value) => set({ login: value })}
      />
      <TextField
        label={text(texts.mailbox.secret)}
        type="password"
        required={!drop}
        error={submit.problem('secret')}
        hint={text(drop ? texts.mailbox.secretKept : texts.mailbox.secretHint)}
        value={values.secret}
        onChange={(value) => set({ secret: value })}
      />
      <ServerFields kind="imap" values={values} set={set} problem={submit.problem} />
      <Check label={text(texts.drop.active)} checked={values.active} onChange={(active) => set({ active })} />
    </FormDrawer>
  );
}
