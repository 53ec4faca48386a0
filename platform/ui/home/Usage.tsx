import { Link } from '@tanstack/react-router';
import { useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { listLink } from '../list/href.ts';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { useJobs, useObjectUse, usePastImports } from './usage.ts';

const SHOWN_IMPORTS = 3;

/** For administrators: what the company holds, the last imports, work that failed. Only figures the server counts. */
export function Usage() {
  const { t } = useTranslation('home');
  const text = useLabel();
  const format = useFormat();
  const use = useObjectUse();
  const imports = usePastImports().data;
  const failed = useJobs().data?.filter((job) => job.status === 'failed').length;
  return (
    <section className="usage" aria-labelledby="home-usage">
      <div className="sec">
        <h2 id="home-usage">{t('usage')}</h2>
        <span className="sp" />
        <Link to={paths.settings()}>{t('toSettings')}</Link>
      </div>
      {use.isReady ? (
        <ul className="use">
          {use.list.map(({ object, count }) => (
            <li key={object.name}>
              <Link {...listLink(object.name)}>
                <Icon name={iconOr(object.icon)} />
                <span>{text(object.plural ?? object.label)}</span>
                <b>{count ? `${format.number(count.value)}${count.capped ? '+' : ''}` : '--'}</b>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton lines={2} />
      )}
      {failed !== undefined && failed > 0 && (
        <p className="alert bad">
          <Icon name="warn" />
          <span>{t('failedJobs', { count: failed })}</span>
        </p>
      )}
      {imports && (
        <ul className="imports" aria-label={t('lastImports')}>
          {imports.slice(0, SHOWN_IMPORTS).map((one) => (
            <li key={one.id}>
              <Icon name="upload" />
              <Link to={`/import/${one.id}`} className="ell">
                {one.file.name}
              </Link>
              <span className="note">
                {t('imported', { count: one.created + one.updated })}
                {one.failed > 0 && ` · ${t('importFailed', { count: one.failed })}`}
              </span>
              <span className="sp" />
              <span className="note">
                {one.createdBy?.title} {format.relative(one.createdAt)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
