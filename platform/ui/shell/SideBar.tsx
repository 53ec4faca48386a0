import { Link } from '@tanstack/react-router';
import { useLocal } from '../data/local.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { useRecent } from '../data/recent.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { type NavItem, slot } from '../module.ts';
import { Icon } from '../primitives/Icon.tsx';
import { type IconName, iconOr } from '../primitives/icons.ts';
import { Lazy } from './lazy.tsx';
import { useNavigation } from './navigation.ts';

function Entry({ item, folded }: { readonly item: NavItem; readonly folded: boolean }) {
  const text = useLabel();
  const Badge = item.badge;
  const name = text(item.label);
  return (
    <li>
      <Link to={item.to} activeOptions={{ exact: item.to === '/', includeSearch: false }} title={folded ? name : undefined}>
        <Icon name={item.icon} />
        <span>{name}</span>
        {Badge && (
          <em>
            <Badge />
          </em>
        )}
      </Link>
    </li>
  );
}

const SHOWN_RECENT = 5;

function Recent() {
  const { t } = useTranslation('shell');
  const objects = useObjects().data;
  const recent = useRecent();
  if (recent.length === 0) return null;
  const iconOf = (object: string): IconName => iconOr(objects?.find((one) => one.name === object)?.icon ?? object);
  return (
    <section aria-labelledby="side-recent">
      <h2 id="side-recent">{t('recent')}</h2>
      <ul className="small">
        {recent.slice(0, SHOWN_RECENT).map((record) => (
          <li key={`${record.object}/${record.id}`}>
            <Link to={paths.record(record.object, record.id)} title={record.title}>
              <Icon name={iconOf(record.object)} size={14} />
              <span>{record.title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** 208 px, folds to 56: entries, pinned views, recent records. */
export function SideBar({ folded, onFold }: { readonly folded: boolean; readonly onFold: () => void }) {
  const { t } = useTranslation('shell');
  const { main, more, bottom } = useNavigation();
  const [wide, setWide] = useLocal('side.more', false);
  const pinned = slot('pinned');
  return (
    <nav className="side" aria-label={t('navigation')}>
      <div className="scroll">
        <ul>
          {main.map((item) => (
            <Entry key={item.key} item={item} folded={folded} />
          ))}
          {more.length > 0 && (
            <li>
              <button type="button" aria-expanded={wide} onClick={() => setWide(!wide)} title={folded ? t('more') : undefined}>
                <Icon name="more" />
                <span>{t('more')}</span>
                <Icon name={wide ? 'up' : 'down'} size={14} className="chev" />
              </button>
            </li>
          )}
          {wide && more.map((item) => <Entry key={item.key} item={item} folded={folded} />)}
        </ul>
        {!folded && pinned && <Lazy load={pinned} props={{}} />}
        {!folded && <Recent />}
      </div>
      <ul className="bottom">
        {bottom.map((item) => (
          <Entry key={item.key} item={item} folded={folded} />
        ))}
        <li>
          <button type="button" className="fold" aria-expanded={!folded} onClick={onFold} aria-label={folded ? t('unfold') : t('fold')}>
            <Icon name="sidebar" />
            <span>{t('fold')}</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}
