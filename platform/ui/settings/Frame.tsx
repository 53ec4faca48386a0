import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLabel } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { settingsPages } from '../module.ts';
import { Icon } from '../primitives/Icon.tsx';
import { usePhone } from '../primitives/media.ts';
import { EmptyState } from '../primitives/states.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { findPages } from './pages.ts';
import './settings.css';

const GROUPS = ['company', 'data', 'me'] as const;

function SideList() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const pages = findPages(useCan());
  return (
    <nav className="set-side" aria-label={t('title')}>
      <Link to={paths.settings()} activeOptions={{ exact: true }} className="to-home">
        {t('title')}
      </Link>
      {GROUPS.map((group) => (
        <ul key={group} aria-label={t(`group.${group}`)}>
          {pages
            .filter((page) => page.group === group)
            .map((page) => (
              <li key={page.key}>
                <Link to={page.to}>
                  <Icon name={page.icon} />
                  <span>{text(page.label)}</span>
                </Link>
              </li>
            ))}
        </ul>
      ))}
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
  children,
}: {
  readonly page: string;
  readonly title?: string;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const can = useCan();
  const phone = usePhone();
  const own = settingsPages().find((one) => one.key === page);
  const heading = title ?? (own ? text(own.label) : t('title'));
  usePageTitle(heading);
  const allowed = !own?.permission || can(own.permission);
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
