import { cancelJob, type Job } from '../data/jobs.ts';
import { useTranslation } from '../i18n/index.ts';
import { toast } from '../primitives/Toast.tsx';
import { WorkBar } from '../primitives/WorkBar.tsx';

/** How far the platform was asked through, and a way to stop; nothing while there is no work. */
export function WorkLine({ id, job }: { readonly id: string | null; readonly job: Job | undefined }) {
  const { t } = useTranslation('workApps');
  if (id === null) return null;
  const share = job?.progress ?? 0;
  const cancel = { label: t('cancelWork'), run: () => void cancelJob(id).catch(toast.error) };
  return <WorkBar share={share} text={t('working', { percent: Math.round(share * 100) })} cancel={cancel} />;
}
