import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser';
import { useState } from 'react';
import { ApiError, api } from '../data/api.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type Passkey, passkeysWork, securityChanged } from './data.ts';

/** What the browser says of its own window. */
const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');

function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('security');
  const [name, setName] = useState('');
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const { flow, options } = await api.post<{ flow: string; options: PublicKeyCredentialCreationOptionsJSON }>('/auth/passkeys/options');
    try {
      const response = await startRegistration({ optionsJSON: options });
      await api.post('/auth/passkeys', { flow, name, response });
    } catch (cause) {
      if (cause instanceof ApiError) throw cause;
      if (nameOf(cause) === 'InvalidStateError') toast.info(t('passkeys.already'));
      else if (nameOf(cause) === 'NotAllowedError' || nameOf(cause) === 'AbortError') toast.info(t('passkeys.cancelled'));
      else toast.error(cause);
      return;
    }
    await securityChanged();
    toast.ok(t('passkeys.added'));
    onClose();
  });
  return (
    <Dialog
      title={t('passkeys.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={name.trim() === ''} onClick={run}>
            {t('passkeys.next')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['name']} />
        <p>{t('passkeys.text')}</p>
        <Field label={t('passkeys.name')} hint={t('passkeys.nameHint')} error={problem('name')}>
          {(control) => (
            <input className="inp" maxLength={60} {...control} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

export function Passkeys({ passkeys, mayChange }: { readonly passkeys: readonly Passkey[]; readonly mayChange: boolean }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const remove = async (key: Passkey) => {
    const { name } = key;
    if (
      !(await confirm({
        title: t('passkeys.removeTitle', { name }),
        text: t('passkeys.removeText'),
        confirm: t('passkeys.remove'),
        danger: true,
      }))
    )
      return;
    await api
      .delete(`/auth/passkeys/${encodeURIComponent(key.id)}`)
      .then(securityChanged)
      .catch(toast.error);
  };
  return (
    <div className="sec-row">
      <Icon name="mobile" size={20} />
      <div>
        <h3>{t('passkeys.title')}</h3>
        <p className="sub">{passkeysWork() ? t('passkeys.text') : t('passkeys.unsupported')}</p>
        {passkeys.length > 0 && (
          <ul aria-label={t('passkeys.title')}>
            {passkeys.map((key) => (
              <li key={key.id}>
                <span>
                  {key.name}
                  <span className="note">
                    {key.lastUsedAt ? t('passkeys.used', { time: format.relative(key.lastUsedAt) }) : t('passkeys.unused')}
                  </span>
                </span>
                {mayChange && (
                  <Button size="sm" aria-label={t('passkeys.removeOf', { name: key.name })} onClick={() => void remove(key)}>
                    {t('passkeys.remove')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {mayChange && passkeysWork() && (
        <div className="acts">
          <Button size="sm" onClick={() => setAdding(true)}>
            {t('passkeys.add')}
          </Button>
        </div>
      )}
      {adding && <AddPasskey onClose={() => setAdding(false)} />}
    </div>
  );
}
