import { useState } from 'react';
import { api } from '../data/api.ts';
import type { Reference } from '../data/records.ts';
import { useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type App, openApiChanged } from './data.ts';
import { ScopePicker } from './ScopePicker.tsx';
import { scopesOf } from './scopes.ts';
import { UserField } from './UserField.tsx';

/** An app: a new one, or what one may do and as whom. */
export function AppDrawer({
  app,
  onMade,
  onClose,
}: {
  readonly app: App | null;
  readonly onMade: (made: App & { clientSecret: string }) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('openApi');
  const [name, setName] = useState(app?.name ?? '');
  const me = useSession().user;
  const [user, setUser] = useState<Reference | null>(app?.user ?? { id: me.id, title: me.name });
  const [scopes, setScopes] = useState<readonly string[]>(app?.scopes ?? scopesOf('read', []));
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const body = { name, scopes, ...(user ? { user: user.id } : {}) };
    if (app) await api.patch(`/api-apps/${app.id}`, body);
    const made = app ? null : await api.post<App & { clientSecret: string }>('/api-apps', body);
    await openApiChanged();
    if (made) onMade(made);
    else onClose();
  });
  return (
    <Drawer
      open
      title={app ? t('apps.edit', { name: app.name }) : t('apps.create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={!user} onClick={run}>
            {app ? t('save', { ns: 'common' }) : t('apps.create')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['name', 'scopes', 'user']} />
        <Field label={t('name')} required error={problem('name')} hint={t('nameHint')}>
          {(control) => (
            <input className="inp" {...control} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <UserField value={user} problem={problem('user')} onChange={setUser} />
        <ScopePicker scopes={scopes} problem={problem('scopes')} onChange={setScopes} />
      </form>
    </Drawer>
  );
}
