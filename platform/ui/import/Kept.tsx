import { Link } from '@tanstack/react-router';
import { useLabel, useObjects } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { type Import, useKept } from './data.ts';

/** What an undo left alone, record by record with the reason; each opens that is still there. */
export function Kept({ record }: { readonly record: Import }) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useKept(record.id);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <section className="imp-why imp-kept" aria-labelledby="imp-kept">
      <h2 id="imp-kept">{t('kept')}</h2>
      <ul>
        {data.pages
          .flatMap((page) => page.items)
          .map((one) => (
            <li key={`${one.row}-${one.record.id}`}>
              {one.deleted ? (
                <span>
                  {one.record.title || t('empty')} <span className="tag">{t('keptDeleted')}</span>
                </span>
              ) : (
                <Link to={paths.record(one.object, one.record.id)}>{one.record.title || t('empty')}</Link>
              )}
              <span className="sub">{t(`kept_${one.reason}_${one.action}`)}</span>
              <span className="num">
                {one.row === null
                  ? text(objects.data?.find(({ name }) => name === one.object)?.label)
                  : t('rowNumber', { row: format.number(one.row) })}
              </span>
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <Button kind="ghost" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('moreKept')}
        </Button>
      )}
    </section>
  );
}
