import { Avatar, type Filter, listLink, useFormat, useTranslation } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';

export interface QuietAnswer {
  readonly workdays: number;
  readonly count: number;
  readonly people: readonly { readonly id: string; readonly title: string; readonly deals: number; readonly lastAt: string | null }[];
}

/** People who hold deals and have written nothing down for days. */
export function QuietGroup({ quiet }: { readonly quiet: QuietAnswer }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  if (quiet.count === 0) return null;
  return (
    <section aria-label={t('home.team.quiet')}>
      <div className="sec">
        <h2>{t('home.team.quiet')}</h2>
        <span className="note n">{quiet.count}</span>
        <span className="note">{t('home.team.quietNote', { count: quiet.workdays })}</span>
      </div>
      <ul>
        {quiet.people.map(({ id, title, deals, lastAt }) => {
          const theirs: Filter = { field: 'owner', op: 'eq', value: id };
          return (
            <li key={id} className="it person">
              <Avatar name={title} size={28} />
              <div className="m">
                <p>
                  <Link {...listLink('activity', { filter: theirs })}>{title}</Link>
                </p>
                <p className="why w">{lastAt === null ? t('home.team.neverAt') : t('home.team.lastAt', { at: format.relative(lastAt) })}</p>
              </div>
              <Link {...listLink('opportunity', { filter: theirs })} className="btn">
                {t('home.team.openDeals', { count: deals })}
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
