import { useNavigate } from '@tanstack/react-router';
import { useSession } from '../data/session.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Menu, type MenuGroup } from '../primitives/Menu.tsx';
import { setTheme, useThemeChoice } from '../theme/theme.ts';
import { changeCompany, changeLanguage, leave } from './account.ts';

export function MeMenu() {
  const { t } = useTranslation('shell');
  const { user, tenant, tenants } = useSession();
  const language = useLanguage();
  const theme = useThemeChoice();
  const navigate = useNavigate();
  const groups: readonly MenuGroup[] = [
    { key: 'me', items: [{ key: 'profile', label: t('profile'), icon: 'contact', onSelect: () => void navigate({ to: paths.me }) }] },
    {
      key: 'language',
      title: t('language'),
      items: [
        { key: 'zh', label: '中文', checked: language === 'zh-CN', onSelect: () => changeLanguage('zh-CN') },
        { key: 'en', label: 'English', checked: language === 'en', onSelect: () => changeLanguage('en') },
      ],
    },
    {
      key: 'theme',
      title: t('theme'),
      items: [
        { key: 'system', label: t('themeSystem'), icon: 'screen', checked: theme === 'system', onSelect: () => setTheme('system') },
        { key: 'light', label: t('themeLight'), icon: 'sun', checked: theme === 'light', onSelect: () => setTheme('light') },
        { key: 'dark', label: t('themeDark'), icon: 'moon', checked: theme === 'dark', onSelect: () => setTheme('dark') },
      ],
    },
    {
      key: 'company',
      title: t('switchCompany'),
      items:
        tenants.length > 1
          ? tenants.map((one) => ({
              key: String(one.id),
              label: one.name,
              checked: one.id === tenant.id,
              onSelect: () => changeCompany(one.id),
            }))
          : [],
    },
    { key: 'out', items: [{ key: 'signOut', label: t('signOut'), icon: 'signOut', onSelect: leave }] },
  ];
  const header = (
    <div className="me-head">
      <Avatar name={user.name} size={36} />
      <div>
        <b>{user.name}</b>
        <p className="note">{tenant.name}</p>
      </div>
    </div>
  );
  return (
    <Menu label={t('me')} groups={groups} header={header} align="end">
      {(props) => (
        <button {...props} type="button" className="me" aria-label={`${t('me')} ${user.name}`} title={user.name}>
          <Avatar name={user.name} size={28} />
        </button>
      )}
    </Menu>
  );
}
