import { useEffect } from 'react';
import { queryClient } from '../../data/query-client.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { isOver, useJob } from './works.ts';

/** How far a job is. It goes on when the window is closed; at its end fields and options are read anew. */
export function JobProgress({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const { t } = useTranslation('fields');
  const job = useJob(id);
  const over = job !== undefined && isOver(job);
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
  const percent = Math.round((job?.progress ?? 0) * 100);
  return (
    <div className="work-bar" role="status">
      <span>{t('working', { percent })}</span>
      <div className="bar" aria-hidden="true">
        <i style={{ width: `${Math.max(percent, 4)}%` }} />
      </div>
      <p className="note">{t('goesOn')}</p>
    </div>
  );
}
