import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLabel } from '../data/meta.ts';
import { useCan, useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Icon } from '../primitives/Icon.tsx';
import { usePhone } from '../primitives/media.ts';
import { EmptyState } from '../primitives/states.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { findPages } from './pages.ts';
import './settings.css';

/** All settings on one page, with a search over them. */
export function HomePage() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const can = useCan();
  const phone = usePhone();
  const { tenant } = useSession();
  const [query, setQuery] = useState('');
  const pages = findPages(can, query);
  usePageTitle(t('title'));
  return (
    <div className="set-home">
      <PhoneHead title={t('title')} back={paths.me} />
      {!phone && (
        <header>
          <h1>{t('title')}</h1>
          <p className="sub">{tenant.name}</p>
        </header>
      )}
      <label className="inp set-search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      {pages.length === 0 && <EmptyState small icon="search" title={t('noSetting')} text={t('noSettingText')} />}
      {(['company', 'data', 'me'] as const).map((group) => {
        const shown = pages.filter((page) => page.group === group);
        if (shown.length === 0) return null;
        return (
          <section key={group}>
            <h2>{t(`group.${group}`)}</h2>
            <ul>
              {shown.map((page) => (
                <li key={page.key}>
                  <Link to={page.to} className="card">
                    <Icon name={page.icon} size={20} />
                    <span>
                      <b>{text(page.label)}</b>
                      <span className="sub">{text(page.text)}</span>
                    </span>
                    {phone && <Icon name="right" />}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
