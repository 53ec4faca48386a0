import { Link } from '@tanstack/react-router';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Drawer } from '../primitives/Drawer.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState } from '../primitives/states.tsx';
import { type PoolView, useRequests } from './data.ts';
import { RequestAnswer } from './RequestAnswer.tsx';

/** Who applies for what in a pool, each with its answer. */
export function RequestsDrawer({ pool, onClose }: { readonly pool: PoolView; readonly onClose: () => void }) {
  const { t } = useTranslation('pools');
  const format = useFormat();
  const { data } = useRequests();
  const items = data?.filter((one) => one.status === 'waiting' && one.pool.id === pool.id);
  return (
    <Drawer open title={t('requests.title', { pool: pool.name })} onClose={onClose}>
      {!items && <Skeleton lines={4} />}
      {items?.length === 0 && <EmptyState small icon="group" title={t('requests.none')} />}
      <ul className="poolrequests">
        {items?.map((one) => (
          <li key={one.id}>
            <span>
              <Link to={paths.record(one.object, one.record.id)}>{one.record.title}</Link>
              <span className="note" title={format.dateTime(one.at)}>
                {one.user.title} · {format.relative(one.at)}
              </span>
            </span>
            <RequestAnswer id={one.id} />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
