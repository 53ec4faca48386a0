import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, apiUrl } from '../../data/api.ts';
import { useLabel } from '../../data/meta.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Drawer } from '../../primitives/Drawer.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../form.tsx';
import { type Changes, configurationChanged, type Outcome, type Sandbox } from './data.ts';
import { PlanHead, PlanView } from './PlanView.tsx';

/** What was changed in a sandbox, against production; then brought over. */
export function PromoteDrawer({ sandbox, onClose }: { readonly sandbox: Sandbox; readonly onClose: () => void }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const language = useLanguage();
  const [take, setTake] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const path = `/sandboxes/${sandbox.id}`;
  const preview = useQuery({
    queryKey: ['sandboxChanges', sandbox.id],
    queryFn: () => api.post<Changes>(`${path}/preview`, {}),
    staleTime: 0,
  });
  const dryRun = useSubmit(async () => {
    await api.post(`${path}/promote`, { take: [...take], dryRun: true });
    setTried(true);
  });
  const promote = useSubmit(async () => {
    const { counts } = await api.post<Outcome>(`${path}/promote`, { take: [...take] });
    await configurationChanged();
    toast.ok(t('sandbox.promoted', { count: counts.new + counts.changed }));
    onClose();
  });
  const { outcome, deleted = [], left = [] } = preview.data ?? {};
  const some = outcome ? outcome.counts.new + outcome.counts.changed + take.size > 0 : false;
  const blocked = !outcome || !some || outcome.missing.length > 0 || outcome.counts.conflict > 0;
  const error = dryRun.error ?? promote.error;
  const names = deleted.map((one) => (one.label ? text(one.label) : one.key)).join(language === 'en' ? ', ' : '、');
  return (
    <Drawer
      open
      width={720}
      title={t('sandbox.promoteTitle', { name: sandbox.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button busy={dryRun.busy} disabled={blocked} onClick={dryRun.run}>
            {t('tryOut')}
          </Button>
          <Button kind="primary" busy={promote.busy} disabled={blocked} onClick={promote.run}>
            {t('sandbox.promote')}
          </Button>
        </>
      }
    >
      <div className="set-form">
        <FormProblem error={error} fields={[]} />
        {tried && !error && (
          <p className="alert ok" role="status">
            <Icon name="check" />
            <span>{t('tryOutWell')}</span>
          </p>
        )}
        {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
        {preview.isPending && <Skeleton lines={6} />}
        {outcome && outcome.items.length === 0 && <EmptyState small title={t('sandbox.same')} text={t('sandbox.sameText')} heading="h3" />}
        {outcome && outcome.items.length > 0 && (
          <>
            <PlanHead outcome={outcome} />
            {outcome.counts.kept > 0 && <p className="sub">{t('sandbox.keptText')}</p>}
            <PlanView
              items={outcome.items}
              take={take}
              onTake={(key, on) => setTake(new Set(on ? [...take, key] : [...take].filter((one) => one !== key)))}
            />
            <a className="btn" href={apiUrl(`${path}/package`)} download={`sandbox${sandbox.id}.json`}>
              <Icon name="download" />
              {t('sandbox.download')}
            </a>
          </>
        )}
        {deleted.length > 0 && <p className="sub">{t('sandbox.deletedItems', { count: deleted.length, names })}</p>}
        {left.length > 0 && <p className="sub">{t('sandbox.left', { count: left.length })}</p>}
      </div>
    </Drawer>
  );
}
