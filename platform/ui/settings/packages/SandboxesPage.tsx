import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../data/api.ts';
import { useLabel, useObjects } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { useFormat, useSession } from '../../data/session.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { confirm } from '../../primitives/confirm.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../../primitives/states.tsx';
import { Tag } from '../../primitives/Tag.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { changeCompany } from '../../shell/account.ts';
import { SettingsFrame } from '../Frame.tsx';
import { type Sandbox, sandboxesQuery } from './data.ts';
import { JobBar } from './JobBar.tsx';
import { PromoteDrawer } from './PromoteDrawer.tsx';
import { SandboxDrawer } from './SandboxDrawer.tsx';
import './packages.css';

const TONES = { making: 'info', ready: 'ok', failed: 'bad' } as const;

function SandboxCard({ sandbox, onCompare }: { readonly sandbox: Sandbox; readonly onCompare: () => void }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const format = useFormat();
  const language = useLanguage();
  const objects = useObjects().data;
  const { id, name, status, job } = sandbox;
  const labels = sandbox.objects.map((object) => {
    const meta = objects?.find((one) => one.name === object);
    return meta ? text(meta.label) : object;
  });
  const names = labels.join(language === 'en' ? ', ' : '、');
  const result = job?.result as { readonly refused?: Readonly<Record<string, number>> } | null | undefined;
  const refused = Object.values(result?.refused ?? {}).reduce((sum, count) => sum + count, 0);
  const remove = async () => {
    const sure =
      status !== 'ready' ||
      (await confirm({
        title: t('sandbox.deleteTitle', { name }),
        text: t('sandbox.deleteText'),
        confirm: t('sandbox.delete'),
        danger: true,
      }));
    if (!sure) return;
    try {
      await api.delete(`/sandboxes/${id}`);
      toast.ok(t('sandbox.deleted'));
    } catch (cause) {
      toast.error(cause);
    }
    await Promise.all([sandboxesQuery.queryKey, ['session']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  };
  return (
    <li className="card">
      <Icon name="flow" size={20} />
      <div className="what">
        <b>{name}</b>{' '}
        <Tag tone={TONES[status]} small>
          {t(`sandbox.${status}`)}
        </Tag>
        <p className="note">
          {labels.length > 0 ? t('sandbox.objectsOf', { names }) : t('sandbox.noData')} · {format.date(sandbox.createdAt)}
          {refused > 0 && ` · ${t('sandbox.refused', { count: refused })}`}
        </p>
        {status === 'making' && <JobBar job={job} label={t('sandbox.making')} />}
        {status === 'failed' && job?.error && <p className="sub">{job.error}</p>}
      </div>
      {status === 'ready' && (
        <>
          <Button kind="primary" onClick={() => changeCompany(id)} aria-label={t('sandbox.enterOf', { name })}>
            {t('sandbox.enter')}
          </Button>
          <Button onClick={onCompare} aria-label={t('sandbox.compareOf', { name })}>
            {t('sandbox.compare')}
          </Button>
        </>
      )}
      <Button onClick={() => void remove()} aria-label={t('sandbox.deleteOf', { name })}>
        {t(status === 'making' ? 'sandbox.cancel' : 'sandbox.delete')}
      </Button>
    </li>
  );
}

/** Trial copies of the company. Inside one there is only the way back. */
export function SandboxesPage() {
  const { t } = useTranslation('packages');
  const { tenant } = useSession();
  const [creating, setCreating] = useState(false);
  const [comparing, setComparing] = useState<Sandbox | null>(null);
  const inside = tenant.sandboxOf != null;
  const { data, error, isPending, refetch } = useQuery({ ...sandboxesQuery, enabled: !inside });
  const full = (data?.items.length ?? 0) >= (data?.most ?? 1);
  return (
    <SettingsFrame
      page="sandboxes"
      text={t('sandbox.text')}
      actions={
        !inside && (
          <Button kind="primary" icon="plus" disabled={!data || full} onClick={() => setCreating(true)}>
            {t('sandbox.create')}
          </Button>
        )
      }
    >
      {inside ? (
        <EmptyState icon="flow" title={t('sandbox.inside')} text={t('sandbox.insideText')} />
      ) : (
        <>
          {error && <ErrorState error={error} onRetry={() => void refetch()} />}
          {isPending && <Skeleton lines={4} />}
          {data?.items.length === 0 && <EmptyState icon="flow" title={t('sandbox.none')} text={t('sandbox.noneText')} />}
          <ul className="set-cards pkg-list">
            {data?.items.map((sandbox) => (
              <SandboxCard key={sandbox.id} sandbox={sandbox} onCompare={() => setComparing(sandbox)} />
            ))}
          </ul>
          {data && full && <p className="sub">{t('sandbox.limit', { count: data.most })}</p>}
        </>
      )}
      {creating && <SandboxDrawer onClose={() => setCreating(false)} />}
      {comparing && <PromoteDrawer sandbox={comparing} onClose={() => setComparing(null)} />}
    </SettingsFrame>
  );
}
