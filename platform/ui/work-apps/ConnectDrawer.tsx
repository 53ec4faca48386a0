import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { useSubmit } from '../settings/form.tsx';
import { type Connection, type Connections, type Platform, workAppsChanged } from './data.ts';

const FIELDS = ['appId', 'agentId', 'secret'];

/** Our side, for typing into the platform's console. */
function Ours({
  platform,
  addresses: { site, callback, start, signIn },
}: {
  readonly platform: Platform;
  readonly addresses: Connections['addresses'];
}) {
  const { t } = useTranslation('workApps');
  // WeCom asks for the host only
  const rows = platform === 'wecom' ? { trusted: new URL(site).host } : { callback };
  return (
    <section className="work-app-ours" aria-label={t('ours')}>
      <b>{t('ours')}</b>
      <dl>
        {Object.entries({ ...rows, home: `${start}/${platform}`, signInPage: signIn }).map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Props {
  readonly platform: Platform;
  readonly connection: Connection | undefined;
  readonly addresses: Connections['addresses'];
  readonly onClose: () => void;
}

/** By what the company's app is known at the platform. */
export function ConnectDrawer({ platform, connection, addresses, onClose }: Props) {
  const { t } = useTranslation('workApps');
  const { appId = '', agentId, signIn: on = true } = connection ?? {};
  const [values, setValues] = useState({ appId, agentId: agentId ?? '', secret: '', signIn: on });
  const submit = useSubmit(async () => {
    const { secret, agentId: agent, ...rest } = values;
    await api.put(`/work-apps/${platform}`, {
      ...rest,
      ...(platform === 'feishu' ? {} : { agentId: agent }),
      ...(secret ? { secret } : {}),
    });
    await workAppsChanged();
    toast.ok(t('saved'));
    onClose();
  });
  const input = (name: 'appId' | 'agentId' | 'secret', hint: string | undefined) => (
    <Field label={t(`${name}.${platform}`)} required={name !== 'secret' || !connection} hint={hint} error={submit.problem(name)}>
      {(control) => (
        <input
          className="inp"
          type={name === 'secret' ? 'password' : 'text'}
          autoComplete={name === 'secret' ? 'new-password' : 'off'}
          spellCheck={false}
          {...control}
          value={values[name]}
          onChange={(event) => setValues({ ...values, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <FormDrawer title={t(`name.${platform}`)} submit={submit} fields={FIELDS} onClose={onClose}>
      <p className="note">{t(`where.${platform}`)}</p>
      {input('appId', undefined)}
      {platform !== 'feishu' && input('agentId', undefined)}
      {input('secret', connection ? t('secretKept') : undefined)}
      <Check label={t('signIn')} checked={values.signIn} onChange={(signIn) => setValues({ ...values, signIn })} />
      <Ours platform={platform} addresses={addresses} />
    </FormDrawer>
  );
}
