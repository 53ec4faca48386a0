import { useEffect } from 'react';
import { isOpen, useJob } from '../../data/jobs.ts';
import { queryClient } from '../../data/query-client.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { WorkBar } from '../../primitives/WorkBar.tsx';

/** How far a job is. It goes on when the window is closed; at its end fields and options are read anew. */
export function JobProgress({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const { t } = useTranslation('fields');
  const job = useJob(id);
  const over = job !== undefined && !isOpen(job);
  const done = job?.status === 'done';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the job has ended
  useEffect(() => {
    if (!over) {
      void queryClient.invalidateQueries({ queryKey: ['works'] });
      return;
    }
    void queryClient.invalidateQueries({ queryKey: ['meta'] }).then(() => done && onDone());
  }, [over, done]);
  if (over && !done)
    return (
      <p className="alert bad" role="alert">
        <Icon name="warn" />
        <span>{job.error ?? t('jobStopped')}</span>
      </p>
    );
  const share = job?.progress ?? 0;
  return <WorkBar share={share} text={t('working', { percent: Math.round(share * 100) })} note={t('goesOn')} />;
}
