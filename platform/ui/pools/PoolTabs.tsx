import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import type { ListControl } from '../list/use-list-state.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { type PoolView, poolsChanged, shownPool, usePools } from './data.ts';
import './pools.css';

const loadLog = () => import('./LogDrawer.tsx').then((file) => file.LogDrawer);
const loadRequests = () => import('./RequestsDrawer.tsx').then((file) => file.RequestsDrawer);

/** Tabs of the pools over the list of an object, with what is left of the quota; nothing for who is in none. */
export function PoolTabs({ meta, control }: { readonly meta: ObjectMeta; readonly control: ListControl }) {
  const { t } = useTranslation('pools');
  const format = useFormat();
  const { data = [] } = usePools(meta.name);
  const pools = data.filter((pool) => pool.active);
  if (pools.length === 0) return null;
  const active = shownPool(control.state.filter);
  const pool = pools.find((one) => one.id === active);
  const show = (id: string | null) =>
    id === null ? control.show('all') : control.update({ view: 'all', filter: { field: 'pool', op: 'eq', value: id }, search: '' }, true);
  return (
    <nav className="pooltabs" aria-label={t('tabs')}>
      <div className="ptabs">
        <button type="button" className="ptab" aria-current={active === undefined ? 'true' : undefined} onClick={() => show(null)}>
          {t('everything')}
        </button>
        {pools.map((one) => (
          <button
            key={one.id}
            type="button"
            className="ptab"
            aria-current={one.id === active ? 'true' : undefined}
            onClick={() => show(one.id)}
          >
            <span className="ell">{one.name}</span>
            <span className="cnt">{format.number(one.count)}</span>
          </button>
        ))}
      </div>
      {pool && <Quota meta={meta} pool={pool} />}
    </nav>
  );
}

function Quota({ meta, pool }: { readonly meta: ObjectMeta; readonly pool: PoolView }) {
  const { t } = useTranslation('pools');
  const format = useFormat();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [log, setLog] = useState(false);
  const applies = pool.claimMode === 'apply' && !pool.admin;
  const mayClaim = (meta.actions ?? []).some((action) => action.name === 'claim');
  if (!mayClaim) return null;
  if (pool.claimMode === 'assignOnly' && !pool.admin) return <span className="note">{t('assignOnly')}</span>;
  const next = async () => {
    setBusy(true);
    try {
      const { record, requested } = await api.post<{ record: string | null; requested?: boolean }>(`/pools/${pool.id}/claimNext`);
      await Promise.all([poolsChanged(), queryClient.invalidateQueries({ queryKey: ['records', meta.name] })]);
      if (requested) toast.ok(t('requested', { count: 1 }));
      if (record === null) toast.ok(t('none'));
      else await navigate({ to: paths.record(meta.name, record) });
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {pool.requests > 0 && (
        <Button icon="users" onClick={() => setOpen(true)}>
          {t(pool.admin ? 'requests.toDecide' : 'requests.mine', { count: pool.requests })}
        </Button>
      )}
      {isOpen && <Lazy load={loadRequests} props={{ pool, onClose: () => setOpen(false) }} />}
      <span className="poolleft" role="status" aria-label={t('leftLabel')}>
        {t('left', { day: format.number(pool.quota.dailyLeft), hold: format.number(pool.quota.holdingLeft) })}
      </span>
      {pool.admin && (
        <Button icon="clock" onClick={() => setLog(true)}>
          {t('log.open')}
        </Button>
      )}
      {log && <Lazy load={loadLog} props={{ pool, onClose: () => setLog(false) }} />}
      <Button icon="bolt" busy={busy} onClick={() => void next()}>
        {t(applies ? 'applyNext' : 'next')}
      </Button>
    </>
  );
}
