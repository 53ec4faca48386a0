import { Link } from '@tanstack/react-router';
import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { keyNames } from '../keys/hotkeys.ts';
import { paths } from '../links.ts';
import { slot } from '../module.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Icon, Logo } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { Menu } from '../primitives/Menu.tsx';
import { openCreate } from './create.ts';
import { Lazy } from './lazy.tsx';
import { MeMenu } from './MeMenu.tsx';
import { useApp, useCreatable } from './navigation.ts';
import { useShellTools } from './tools.ts';

function AppSwitcher() {
  const { t } = useTranslation('shell');
  const text = useLabel();
  const { list, app, choose } = useApp();
  const name = app ? text(app.label) : t('product', { ns: 'common' });
  if (list.length < 2) {
    return (
      <Link to={paths.home} className="app">
        <Logo />
        <b>{name}</b>
      </Link>
    );
  }
  const items = list.map((one) => ({
    key: one.name,
    label: text(one.label),
    checked: one.name === app?.name,
    onSelect: () => choose(one.name),
  }));
  return (
    <Menu label={t('apps')} groups={[{ key: 'apps', items }]}>
      {(props) => (
        <button {...props} type="button" className="app" aria-label={`${t('apps')} ${name}`}>
          <Logo />
          <b>{name}</b>
          <Icon name="down" size={14} />
        </button>
      )}
    </Menu>
  );
}

/** 新建: one object opens its form at once, several open a menu. Nothing while no module offers a form. */
function QuickCreate() {
  const { t } = useTranslation('shell');
  const text = useLabel();
  const objects = useCreatable();
  if (!slot('create') || objects.length === 0) return null;
  const items = objects.map((object) => ({
    key: object.name,
    label: t('createOf', { name: text(object.label) }),
    icon: iconOr(object.icon),
    onSelect: () => openCreate(object.name),
  }));
  return (
    <Menu label={t('create')} groups={[{ key: 'create', items }]} align="end">
      {(props) => (
        <Button {...props} size="sm" icon="plus" className="new">
          {t('create')}
        </Button>
      )}
    </Menu>
  );
}

function SearchBox() {
  const { t } = useTranslation('shell');
  const { openPalette } = useShellTools();
  if (!openPalette) return null;
  return (
    <button type="button" className="omni" onClick={openPalette} aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K">
      <Icon name="search" />
      <span>{t('searchHint')}</span>
      {keyNames('mod+k').map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </button>
  );
}

export function TopBar() {
  const { t } = useTranslation('shell');
  const { openHelp } = useShellTools();
  const bell = slot('bell');
  return (
    <header className="top">
      <AppSwitcher />
      <SearchBox />
      <div className="topr">
        <QuickCreate />
        {bell && <Lazy load={bell} props={{}} />}
        <IconButton icon="help" size={18} label={t('help')} onClick={openHelp} aria-haspopup="dialog" />
        <MeMenu />
      </div>
    </header>
  );
}
