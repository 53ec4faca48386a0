import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLabel } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { type SettingsPage, settingsPages } from '../module.ts';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { usePhone } from '../primitives/media.ts';
import { EmptyState } from '../primitives/states.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { findPages } from './pages.ts';
import { type RuleSetHead, rulesPath, useRuleSets } from './rules/data.ts';
import './settings.css';

type SideLink = Pick<SettingsPage, 'to' | 'icon' | 'label'>;

const linkOf = ({ kind, icon, label }: RuleSetHead): SideLink => ({ to: rulesPath(kind), icon: iconOr(icon), label });

function SideGroup({ label, pages }: { readonly label: string; readonly pages: readonly SideLink[] }) {
  const text = useLabel();
  if (pages.length === 0) return null;
  return (
    <ul aria-label={label}>
      {pages.map((page) => (
        <li key={page.to}>
          <Link to={page.to}>
            <Icon name={page.icon} />
            <span>{text(page.label)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function SideList() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const pages = findPages(useCan());
  const rules = useRuleSets();
  const own = (group: SettingsPage['group']) => (
    <SideGroup label={t(`group.${group}`)} pages={pages.filter((page) => page.group === group)} />
  );
  return (
    <nav className="set-side" aria-label={t('title')}>
      <Link to={paths.settings()} activeOptions={{ exact: true }} className="to-home">
        {t('title')}
      </Link>
      {own('company')}
      {own('data')}
      {rules.map((module) => (
        <SideGroup key={module.name} label={t('rules.of', { module: text(module.label) })} pages={module.sets.map(linkOf)} />
      ))}
      {own('me')}
    </nav>
  );
}

/** Around every page of the settings: the list of pages at the left, title and actions on top. Says so when the page is not allowed. */
export function SettingsFrame({
  page,
  title,
  text: note,
  actions,
  back = paths.settings(),
  wide = false,
  permission,
  children,
}: {
  readonly page: string;
  readonly title?: string;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: string;
  readonly wide?: boolean;
  /** Of a page that is not listed by its web module. */
  readonly permission?: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const can = useCan();
  const phone = usePhone();
  const own = settingsPages().find((one) => one.key === page);
  const heading = title ?? (own ? text(own.label) : t('title'));
  usePageTitle(heading);
  const needed = permission ?? own?.permission;
  const allowed = !needed || can(needed);
  return (
    <div className="set-frame">
      {!phone && <SideList />}
      <div className={wide ? 'set-page wide' : 'set-page'}>
        <PhoneHead title={heading} back={back} />
        <header className="set-head">
          {!phone && <h1>{heading}</h1>}
          <span className="sp" />
          {allowed && actions}
        </header>
        {allowed ? (
          <>
            {note && <p className="sub set-note">{note}</p>}
            {children}
          </>
        ) : (
          <EmptyState icon="lock" title={t('notAllowed')} text={t('notAllowedText')} />
        )}
      </div>
    </div>
  );
}
