import { useCan, useFormat, useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { type HomeCard, homeCards } from '../module.ts';
import { usePhone } from '../primitives/media.ts';
import { EmptyState } from '../primitives/states.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { useHome } from './use-home.ts';
import './home.css';

const NONE = {};

function Cards({ list }: { readonly list: readonly HomeCard[] }) {
  return list.map((card) => <Lazy key={card.id} load={card.load} props={NONE} />);
}

/** `/`: what comes next at the left, at most four figures at the right. Each card loads by itself. */
export function HomePage() {
  const { t } = useTranslation('home');
  const { user } = useSession();
  const can = useCan();
  const format = useFormat();
  const phone = usePhone();
  useHome();
  const home = user.home ?? 'seller';
  const cards = homeCards().filter((card) => (!card.homes || card.homes.includes(home)) && (!card.permission || can(card.permission)));
  const at = (place: HomeCard['place']) => cards.filter((card) => card.place === place);
  const date = format.headingDate(new Date().toISOString());
  usePageTitle(t('title'));
  if (cards.length === 0) {
    return (
      <>
        <PhoneHead title={date} />
        <EmptyState heading={phone ? 'h2' : 'h1'} icon="home" title={t('nothing')} text={t('nothingHint')} />
      </>
    );
  }
  const side = at('figures');
  return (
    <div className={side.length > 0 ? 'home' : 'home single'}>
      <div className="main">
        <PhoneHead title={date} />
        {!phone && (
          <header className="greeting">
            <h1>{date}</h1>
          </header>
        )}
        <Cards list={at('next')} />
        {!phone && <Cards list={at('below')} />}
      </div>
      {side.length > 0 && (
        <aside className="aside" aria-label={t('figures')}>
          <Cards list={side} />
        </aside>
      )}
      {phone && (
        <div className="main">
          <Cards list={at('below')} />
        </div>
      )}
    </div>
  );
}
