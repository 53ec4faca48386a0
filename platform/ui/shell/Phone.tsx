import { Link, useRouter } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { type NavItem, slot } from '../module.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { Menu } from '../primitives/Menu.tsx';
import { usePhone } from '../primitives/media.ts';
import { openCreate } from './create.ts';
import { Lazy } from './lazy.tsx';
import { useCreatable, useNavigation } from './navigation.ts';
import { useShellTools } from './tools.ts';

function Tab({ item }: { readonly item: Pick<NavItem, 'to' | 'label' | 'icon'> }) {
  const text = useLabel();
  return (
    <li>
      <Link to={item.to} activeOptions={{ exact: item.to === '/', includeSearch: false }}>
        <Icon name={item.icon} size={22} />
        <span>{text(item.label)}</span>
      </Link>
    </li>
  );
}

function Plus() {
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
    <li>
      <Menu label={t('create')} groups={[{ key: 'create', items }]}>
        {(props) => (
          <button {...props} type="button" className="plus" aria-label={t('create')}>
            <Icon name="plus" size={24} />
          </button>
        )}
      </Menu>
    </li>
  );
}

/** 首页 · 客户 · (+) · 商机 · 我的: only places that exist. */
export function PhoneBottomBar() {
  const { t } = useTranslation('shell');
  const { phone } = useNavigation();
  const half = Math.ceil(phone.length / 2);
  return (
    <nav className="bottombar" aria-label={t('navigation')}>
      <ul>
        {phone.slice(0, half).map((item) => (
          <Tab key={item.key} item={item} />
        ))}
        <Plus />
        {phone.slice(half).map((item) => (
          <Tab key={item.key} item={item} />
        ))}
        <Tab item={{ to: paths.me, label: { zh: '我的', en: 'Me' }, icon: 'contact' }} />
      </ul>
    </nav>
  );
}

/**
 * The head of a page on the phone; nothing on the desktop. A page that one comes to from another gets `back` (an address to
 * fall back on when there is no history).
 */
export function PhoneHead({
  title,
  back,
  actions,
  search = !back,
  heading = true,
}: {
  readonly title: ReactNode;
  readonly back?: string;
  readonly actions?: ReactNode;
  readonly search?: boolean;
  /** Not where the page has a heading of its own below. */
  readonly heading?: boolean;
}) {
  const { t } = useTranslation('shell');
  const phone = usePhone();
  const router = useRouter();
  const { openPalette } = useShellTools();
  const bell = slot('bell');
  // A page opened by its address has nowhere to go back to inside the product.
  const [canBack] = useState(() => router.history.canGoBack());
  if (!phone) return null;
  return (
    <header className="phonehead">
      {back && (
        <IconButton
          icon="left"
          size={22}
          label={t('back', { ns: 'common' })}
          onClick={() => (canBack ? router.history.back() : void router.navigate({ to: back }))}
        />
      )}
      {heading ? <h1 className={back ? 'small' : undefined}>{title}</h1> : <p className="small">{title}</p>}
      {actions}
      {search && openPalette && <IconButton icon="search" size={22} label={t('search')} onClick={openPalette} />}
      {search && bell && <Lazy load={bell} props={{}} />}
    </header>
  );
}
