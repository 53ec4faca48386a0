import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../data/api.ts';
import { cancelJob, isOpen, useJob } from '../../data/jobs.ts';
import { type Label, useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Check } from '../../primitives/Check.tsx';
import { Drawer } from '../../primitives/Drawer.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../form.tsx';
import { configurationChanged, type Outcome, type Source } from './data.ts';
import { JobBar } from './JobBar.tsx';
import { PlanHead, PlanView } from './PlanView.tsx';

export interface Offer {
  readonly source: Source;
  readonly label: Label;
  readonly description: Label | null;
  readonly version: string;
  readonly examples: number;
}

/** What installing would change, before it is done; then the installation with its progress. */
export function PreviewDrawer({ offer, onClose }: { readonly offer: Offer; readonly onClose: () => void }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const [take, setTake] = useState<ReadonlySet<string>>(new Set());
  const [demo, setDemo] = useState(false);
  const [tried, setTried] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const name = text(offer.label);
  const preview = useQuery({
    queryKey: ['packagePreview', offer.source],
    queryFn: () => api.post<Outcome>('/packages/preview', offer.source),
    staleTime: 0,
    retry: false,
  });
  const outcome = preview.data;
  const body = { ...offer.source, take: [...take] };
  const dryRun = useSubmit(async () => {
    await api.post('/packages/install', { ...body, dryRun: true });
    setTried(true);
  });
  const install = useSubmit(async () => {
    const { job } = await api.post<{ job: string }>('/packages/install', { ...body, demo, background: true });
    setJobId(job);
  });
  const job = useJob(jobId);
  const running = jobId !== null && (!job || isOpen(job));
  const status = job?.status;
  const failure = job?.error;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the job has ended, not when texts change
  useEffect(() => {
    if (status === 'done') {
      toast.ok(t('installDone', { name }));
      void configurationChanged();
      onClose();
    } else if (status === 'failed' || status === 'cancelled') {
      setJobId(null);
      if (failure) toast.info(failure);
    }
  }, [status]);
  const blocked = !outcome || outcome.missing.length > 0 || outcome.counts.conflict > 0;
  const changes = outcome ? outcome.counts.new + outcome.counts.changed + outcome.counts.removed + take.size : 0;
  const error = dryRun.error ?? install.error;
  return (
    <Drawer
      open
      width={720}
      title={name}
      onClose={onClose}
      footer={
        running ? (
          <Button onClick={() => void cancelJob(jobId).catch(toast.error)}>{t('cancelInstall')}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
            <Button busy={dryRun.busy} disabled={blocked} onClick={dryRun.run}>
              {t('tryOut')}
            </Button>
            <Button kind="primary" busy={install.busy} disabled={blocked} onClick={install.run}>
              {t('install')}
            </Button>
          </>
        )
      }
    >
      <div className="set-form">
        <div>
          <p className="note">{t('version', { version: offer.version })}</p>
          {offer.description && <p>{text(offer.description)}</p>}
        </div>
        {running && <JobBar job={job} label={t('installing')} />}
        <FormProblem error={error} fields={[]} />
        {tried && !error && !running && (
          <p className="alert ok" role="status">
            <Icon name="check" />
            <span>{t('tryOutWell')}</span>
          </p>
        )}
        {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
        {preview.isPending && <Skeleton lines={6} />}
        {outcome && (
          <>
            <PlanHead outcome={outcome} />
            {changes === 0 && outcome.counts.kept === 0 && <p>{t('nothing')}</p>}
            {offer.examples > 0 && <Check checked={demo} label={t('withExamples')} onChange={setDemo} />}
            <PlanView
              items={outcome.items}
              take={take}
              onTake={(key, on) => setTake(new Set(on ? [...take, key] : [...take].filter((one) => one !== key)))}
            />
          </>
        )}
      </div>
    </Drawer>
  );
}
