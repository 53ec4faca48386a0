import type { ReactNode } from 'react';
import { setLanguage, useLanguage, useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Logo } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { toast } from '../primitives/Toast.tsx';
import { usePageTitle } from '../shell/title.ts';
import { setTheme, useThemeChoice } from '../theme/theme.ts';
import './auth.css';

function Choices() {
  const { t } = useTranslation('shell');
  const language = useLanguage();
  const theme = useThemeChoice();
  const names = { system: t('themeSystem'), light: t('themeLight'), dark: t('themeDark') } as const;
  const icons = { system: 'screen', light: 'sun', dark: 'moon' } as const;
  const items = (['system', 'light', 'dark'] as const).map((choice) => ({
    key: choice,
    label: names[choice],
    icon: icons[choice],
    checked: choice === theme,
    onSelect: () => setTheme(choice),
  }));
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <footer className="auth-foot">
      <Button kind="ghost" size="xs" icon="globe" lang={other} onClick={() => void setLanguage(other).catch(toast.error)}>
        {other === 'en' ? 'English' : '中文'}
      </Button>
      <Menu label={t('theme')} groups={[{ key: 'theme', items }]} align="end">
        {(props) => (
          <Button {...props} kind="ghost" size="xs" icon={icons[theme]}>
            {names[theme]}
          </Button>
        )}
      </Menu>
    </footer>
  );
}

/** The two halves of every page before sign-in: the form on the sheet, something to look at beside it. */
export function AuthFrame({
  title,
  text,
  children,
  aside,
}: {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
}) {
  const { t } = useTranslation();
  usePageTitle(title);
  return (
    <div className={aside ? 'auth' : 'auth alone'}>
      <main className="auth-form">
        <div className="auth-brand">
          <Logo size={28} />
          {t('product')}
        </div>
        <h1>{title}</h1>
        {text && <p className="auth-text">{text}</p>}
        {children}
        <Choices />
      </main>
      {aside && <aside className="auth-aside">{aside}</aside>}
    </div>
  );
}
