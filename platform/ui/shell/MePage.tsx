import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError, api } from '../data/api.ts';
import { useLocal } from '../data/local.ts';
import { useLabel } from '../data/meta.ts';
import { useSession } from '../data/session.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { SINGLE_KEYS } from '../keys/hotkeys.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { usePhone } from '../primitives/media.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import { toast } from '../primitives/Toast.tsx';
import { setTheme, useThemeChoice } from '../theme/theme.ts';
import { changeCompany, changeLanguage, leave } from './account.ts';
import { Lazy } from './lazy.tsx';
import { useNavigation } from './navigation.ts';
import { PhoneHead } from './Phone.tsx';
import { usePageTitle } from './title.ts';
import './me.css';

const loadOwnProfile = () => import('../settings/OwnProfile.tsx').then((file) => file.OwnProfile);

function PasswordForm() {
  const { t } = useTranslation('shell');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  if (!open) return <Button onClick={() => setOpen(true)}>{t('passwordChange')}</Button>;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await api.post('/auth/password', { current: values.get('current'), new: values.get('new') }, { quiet401: true });
      setOpen(false);
      toast.ok(t('passwordChanged'));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="pwd">
      {error && error.errors.length === 0 && (
        <p className="alert bad" role="alert">
          <Icon name="warn" />
          {error.message}
        </p>
      )}
      <Field label={t('passwordCurrent')} error={error?.forField('current')?.message}>
        {(control) => <input className="inp" type="password" name="current" autoComplete="current-password" {...control} required />}
      </Field>
      <Field label={t('passwordNew')} hint={t('passwordHint')} error={error?.forField('new')?.message}>
        {(control) => <input className="inp" type="password" name="new" autoComplete="new-password" minLength={8} {...control} required />}
      </Field>
      <div className="row">
        <Button kind="primary" type="submit" busy={busy}>
          {t('passwordChange')}
        </Button>
        <Button kind="ghost" onClick={() => setOpen(false)}>
          {t('cancel', { ns: 'common' })}
        </Button>
      </div>
    </form>
  );
}

function AllPages() {
  const text = useLabel();
  const { t } = useTranslation('shell');
  const { main, more, bottom } = useNavigation();
  const items = [...main, ...more, ...bottom].filter((item) => !item.phone);
  if (items.length === 0) return null;
  return (
    <section className="card pages" aria-label={t('goTo')}>
      {items.map((item) => (
        <Link key={item.key} to={item.to}>
          <Icon name={item.icon} size={20} />
          <span>{text(item.label)}</span>
          <Icon name="right" />
        </Link>
      ))}
    </section>
  );
}

/** Who I am and how I like it; on the phone also the way to every page that has no tab. */
export function MePage() {
  const { t } = useTranslation('shell');
  const { user, tenant, tenants } = useSession();
  const language = useLanguage();
  const theme = useThemeChoice();
  const phone = usePhone();
  const [single, setSingle] = useLocal(SINGLE_KEYS, true);
  usePageTitle(t('me'));
  return (
    <div className="mepage">
      <PhoneHead title={t('me')} />
      <section className="card who">
        <Avatar name={user.name} size={48} />
        <div>
          {phone ? <h2>{user.name}</h2> : <h1>{user.name}</h1>}
          <p className="sub">{user.email}</p>
          <p className="sub">{tenant.name}</p>
        </div>
      </section>
      {phone && <AllPages />}
      <section className="card set">
        <div>
          <span>{t('language')}</span>
          <Segmented
            label={t('language')}
            value={language}
            onChange={changeLanguage}
            segments={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <div>
          <span>{t('theme')}</span>
          <Segmented
            label={t('theme')}
            value={theme}
            onChange={setTheme}
            segments={[
              { value: 'system', label: t('themeSystem') },
              { value: 'light', label: t('themeLight') },
              { value: 'dark', label: t('themeDark') },
            ]}
          />
        </div>
        {!phone && (
          <div>
            <span>
              {t('keys.single')}
              <small className="note">{t('keys.singleHint')}</small>
            </span>
            <input
              type="checkbox"
              className="cb"
              aria-label={t('keys.single')}
              checked={single}
              onChange={(event) => setSingle(event.target.checked)}
            />
          </div>
        )}
        <div>
          <span>{t('password')}</span>
          <PasswordForm />
        </div>
      </section>
      <Lazy load={loadOwnProfile} props={{}} />
      {tenants.length > 1 && (
        <section className="card set">
          {tenants.map((one) => (
            <div key={one.id}>
              <span>{one.name}</span>
              {one.id === tenant.id ? (
                <Icon name="check" />
              ) : (
                <Button size="sm" onClick={() => changeCompany(one.id)}>
                  {t('switchCompany')}
                </Button>
              )}
            </div>
          ))}
        </section>
      )}
      <Button icon="signOut" className="out" onClick={leave}>
        {t('signOut')}
      </Button>
    </div>
  );
}
