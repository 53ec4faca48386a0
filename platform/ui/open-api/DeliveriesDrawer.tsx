import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { ScrollBox } from '../primitives/ScrollBox.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type Delivery, type DeliveryStatus, openApiChanged, type Webhook } from './data.ts';
import { useReason } from './reason.ts';

const TONES = { waiting: 'warn', delivered: 'ok', dead: 'bad' } as const;

interface Page {
  readonly items: readonly Delivery[];
  readonly nextCursor: string | null;
}

function Detail({ path, delivery }: { readonly path: string; readonly delivery: Delivery }) {
  const { t } = useTranslation('openApi');
  const format = useFormat();
  const reasonOf = useReason();
  const whole = useQuery({
    queryKey: ['openApi', 'delivery', delivery.id],
    queryFn: ({ signal }) => api.get<{ body: string }>(`${path}/deliveries/${delivery.id}`, { signal }),
  });
  const body = whole.data ? JSON.stringify(JSON.parse(whole.data.body), null, 2) : '';
  return (
    <div className="api-detail">
      {[...delivery.log].reverse().map((one) => (
        <div key={one.at}>
          <p className="note">{t('log.answer', { time: format.dateTime(one.at), status: one.status ?? reasonOf(one), ms: one.ms })}</p>
          {one.body && <pre>{one.body}</pre>}
        </div>
      ))}
      <p className="note">{t('log.sent')}</p>
      {whole.isPending ? (
        <Skeleton lines={3} />
      ) : (
        <ScrollBox className="sent" label={t('log.sent')}>
          <pre>{body}</pre>
        </ScrollBox>
      )}
    </div>
  );
}

function DeliveryLine({ path, delivery, onReplay }: { readonly path: string; readonly delivery: Delivery; readonly onReplay: () => void }) {
  const { t } = useTranslation('openApi');
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { event, status, tries, nextAt } = delivery;
  return (
    <li className="api-delivery">
      <div className="row">
        <button type="button" className="main" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Tag small tone={TONES[status]}>
            {t(`log.status.${status}`)}
          </Tag>
          <b>{event}</b>
          <span className="note">
            {[
              format.dateTime(delivery.createdAt),
              ...(tries > 1 ? [t('log.tries', { count: tries })] : []),
              ...(nextAt && tries > 0 ? [t('log.next', { time: format.dateTime(nextAt) })] : []),
            ].join(' · ')}
          </span>
        </button>
        {status !== 'waiting' && (
          <Button size="sm" aria-label={t('log.replayOf', { event })} onClick={onReplay}>
            {t('log.replay')}
          </Button>
        )}
      </div>
      {open && <Detail path={path} delivery={delivery} />}
    </li>
  );
}

/** What became of every message of a webhook. */
export function DeliveriesDrawer({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const { t } = useTranslation('openApi');
  const [status, setStatus] = useState<DeliveryStatus | 'all'>('all');
  const path = `/webhooks/${webhook.id}`;
  const pages = useInfiniteQuery({
    queryKey: ['openApi', 'deliveries', webhook.id, status],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>(`${path}/deliveries`, {
        query: { ...(status === 'all' ? {} : { status }), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 5000,
  });
  const items = pages.data?.pages.flatMap((page) => page.items);
  const replay = async (body: object) => {
    try {
      const { count } = await api.post<{ count: number }>(`${path}/replay`, body);
      toast.ok(t('log.replayed', { count }));
      await openApiChanged();
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <Drawer open width={720} title={t('log.title', { name: webhook.name })} onClose={onClose}>
      <div className="row api-filter">
        <Segmented
          label={t('log.open')}
          value={status}
          segments={(['all', 'waiting', 'delivered', 'dead'] as const).map((value) => ({
            value,
            label: value === 'all' ? t('log.all') : t(`log.status.${value}`),
          }))}
          onChange={setStatus}
        />
        <span className="sp" />
        {status === 'dead' && items && items.length > 0 && (
          <Button size="sm" onClick={() => void replay({ status: 'dead' })}>
            {t('log.replayDead')}
          </Button>
        )}
      </div>
      {pages.error && !items && <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />}
      {!items && !pages.error && <Skeleton lines={5} />}
      {items?.length === 0 && <EmptyState icon="send" small title={t('log.none')} />}
      <ul className="api-deliveries">
        {items?.map((delivery) => (
          <DeliveryLine key={delivery.id} path={path} delivery={delivery} onReplay={() => void replay({ deliveries: [delivery.id] })} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('log.older')}
        </Button>
      )}
    </Drawer>
  );
}
