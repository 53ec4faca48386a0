import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { openApiChanged } from './data.ts';
import { ScopePicker } from './ScopePicker.tsx';
import { scopesOf } from './scopes.ts';

const DAYS = [30, 90, 365] as const;

/** A token of one's own; `onMade` gets it to show it once. */
export function TokenDrawer({ onMade, onClose }: { readonly onMade: (token: string) => void; readonly onClose: () => void }) {
  const { t } = useTranslation('openApi');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(scopesOf('read', []));
  const [days, setDays] = useState('90');
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
    const { token } = await api.post<{ token: string }>('/api-tokens', { name, scopes, expiresAt });
    await openApiChanged();
    onMade(token);
  });
  return (
    <Drawer
      open
      title={t('tokens.create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('tokens.create')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['name', 'scopes', 'expiresAt']} />
        <Field label={t('name')} required error={problem('name')} hint={t('nameHint')}>
          {(control) => (
            <input className="inp" {...control} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t('tokens.expiry')} error={problem('expiresAt')}>
          {(control) => (
            <select className="inp" {...control} value={days} onChange={(event) => setDays(event.target.value)}>
              {DAYS.map((count) => (
                <option key={count} value={count}>
                  {t('tokens.days', { count })}
                </option>
              ))}
              <option value="">{t('tokens.forever')}</option>
            </select>
          )}
        </Field>
        <ScopePicker scopes={scopes} problem={problem('scopes')} onChange={setScopes} />
      </form>
    </Drawer>
  );
}
