import { Link, useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useState } from 'react';
import { useLabel } from '../data/meta.ts';
import { useCan, useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { usePhone } from '../primitives/media.ts';
import { Tag } from '../primitives/Tag.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { useFoundSettings } from './find.ts';
import { findPages, type SettingsPage } from './pages.ts';
import { Results, useResults } from './Results.tsx';
import { type RuleSetHead, rulesPath, useRuleSets } from './rules/data.ts';
import './settings.css';

interface Card extends Pick<SettingsPage, 'to' | 'icon' | 'label' | 'text'> {
  /** How many settings are not as shipped. */
  readonly changed?: number;
}

const cardOf = ({ kind, icon, ...set }: RuleSetHead): Card => ({ ...set, to: rulesPath(kind), icon: iconOr(icon) });

function Cards({ title, cards }: { readonly title: string; readonly cards: readonly Card[] }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const phone = usePhone();
  if (cards.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {cards.map((card) => (
          <li key={card.to}>
            <Link to={card.to} className="card">
              <Icon name={card.icon} size={20} />
              <span>
                <b>{text(card.label)}</b>
                <span className="sub">{text(card.text)}</span>
                {card.changed !== undefined && card.changed > 0 && <Tag small>{t('rules.changedCount', { count: card.changed })}</Tag>}
              </span>
              {phone && <Icon name="right" />}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** All settings on one page, with a search over them. */
export function HomePage() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const can = useCan();
  const phone = usePhone();
  const { tenant } = useSession();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const pages = findPages(can, query);
  const rules = useRuleSets();
  const own = (group: SettingsPage['group']) => <Cards title={t(`group.${group}`)} cards={pages.filter((page) => page.group === group)} />;
  const results = useResults(pages, useFoundSettings(useDeferredValue(query)));
  const isSearching = query.trim() !== '';
  const chosen = results[Math.min(at, results.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !isSearching) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && results.length > 0) {
      event.preventDefault();
      const next = (Math.min(at, results.length - 1) + step + results.length) % results.length;
      setAt(next);
      document.getElementById(results[next]?.id ?? '')?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      void navigate({ to: chosen.to });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      setQuery('');
    }
  };
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
          role="combobox"
          aria-expanded={isSearching && results.length > 0}
          aria-controls="set-found"
          aria-autocomplete="list"
          {...(isSearching && chosen ? { 'aria-activedescendant': chosen.id } : {})}
          // biome-ignore lint/a11y/noAutofocus: who opens the settings looks for one of them; on the phone the keyboard would hide the page
          autoFocus={!phone}
          aria-label={t('search')}
          placeholder={t('searchHint')}
          value={query}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
        />
      </label>
      {isSearching && <Results results={results} at={Math.min(at, results.length - 1)} />}
      {!isSearching && (
        <>
          {own('company')}
          {own('data')}
          {rules.map((module) => (
            <Cards key={module.name} title={t('rules.of', { module: text(module.label) })} cards={module.sets.map(cardOf)} />
          ))}
          {own('me')}
        </>
      )}
    </div>
  );
}
