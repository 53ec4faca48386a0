import { useParams } from '@tanstack/react-router';
import { ApiError } from '../data/api.ts';
import { useObject } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Delayed } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { RecordList } from './RecordList.tsx';
import { ListSkeleton } from './states.tsx';

/** `/o/<object>`: the list of any object. */
export function ListPage() {
  const { object = '' } = useParams({ strict: false }) as { readonly object?: string };
  const { t } = useTranslation('list');
  const meta = useObject(object);
  if (meta.data) return <RecordList key={meta.data.name} meta={meta.data} />;
  if (meta.error instanceof ApiError && meta.error.status === 404)
    return <EmptyState heading="h1" icon="search" title={t('unknownObject')} text={t('unknownObjectText')} />;
  if (meta.error instanceof ApiError && meta.error.status === 403)
    return <EmptyState heading="h1" icon="lock" title={t('noRight', { name: object })} text={t('noRightText', { name: object })} />;
  if (meta.error) return <ErrorState error={meta.error} onRetry={() => void meta.refetch()} />;
  return (
    <Delayed>
      <ListSkeleton />
    </Delayed>
  );
}
