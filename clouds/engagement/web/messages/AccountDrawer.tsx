import { api, Check, toast, useLabel } from '@huanke/platform/ui';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { TextField } from '../TextField.tsx';
import { type Account, accountsChanged, type Provider } from './data.ts';
import { smsTexts } from './texts.ts';

const { page } = smsTexts;
const FIELDS = ['keyId', 'secret', 'appId', 'signature', 'endpoint'] as const;

/** By what the company is known at a service. */
export function AccountDrawer({
  provider,
  account,
  onClose,
}: {
  readonly provider: Provider;
  readonly account: Account | undefined;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const { keyId = '', appId, signature = '', endpoint = '', active = true } = account ?? {};
  const [values, setValues] = useState({ keyId, secret: '', appId: appId ?? '', signature, endpoint, active });
  const submit = useSubmit(async () => {
    const { secret, appId: app, ...rest } = values;
    await api.put(`/sms/accounts/${provider}`, {
      ...rest,
      ...(provider === 'tencent' ? { appId: app } : {}),
      ...(secret ? { secret } : {}),
    });
    await accountsChanged();
    toast.ok(text(page.saved));
    onClose();
  });
  const labels = { ...page, keyId: page.keyId[provider], secret: page.secret[provider] };
  const input = (name: (typeof FIELDS)[number], { hint, required = true }: { hint?: string; required?: boolean } = {}) => (
    <TextField
      label={text(labels[name])}
      type={name === 'secret' ? 'password' : 'text'}
      required={required}
      hint={hint}
      error={submit.problem(name)}
      value={values[name]}
      onChange={(value) => setValues({ ...values, [name]: value })}
    />
  );
  return (
    <FormDrawer title={text(page.name[provider])} submit={submit} fields={[...FIELDS]} onClose={onClose}>
      <p className="note">{text(page.about[provider])}</p>
      {input('keyId')}
      {input('secret', account ? { hint: text(page.secretKept), required: false } : {})}
      {provider === 'tencent' && input('appId')}
      {input('signature', { hint: text(page.signatureHint) })}
      {input('endpoint', { hint: text(page.endpointHint), required: false })}
      <Check label={text(page.active)} checked={values.active} onChange={(active) => setValues({ ...values, active })} />
    </FormDrawer>
  );
}
