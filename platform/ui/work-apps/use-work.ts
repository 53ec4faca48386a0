import { useEffect, useState } from 'react';
import { api } from '../data/api.ts';
import { isOpen, type Job, useJob } from '../data/jobs.ts';
import { useTranslation } from '../i18n/index.ts';
import { toast } from '../primitives/Toast.tsx';

/** Starts work in the background and waits for its end; `job` as long as it goes on. */
export function useWork<R>(onDone: (result: R) => unknown): {
  readonly id: string | null;
  readonly job: Job | undefined;
  readonly start: (path: string, body?: object) => void;
} {
  const { t } = useTranslation('workApps');
  const [id, setId] = useState<string | null>(null);
  const job = useJob<R>(id);
  const ended = job && !isOpen(job) ? job : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the work has ended
  useEffect(() => {
    if (!ended) return;
    setId(null);
    if (ended.status === 'done') onDone(ended.result as R);
    else if (ended.status === 'failed') toast.info(ended.error ?? t('ended'));
  }, [ended]);
  const start = (path: string, body?: object) => {
    api
      .post<{ id: string }>(path, body)
      .then((made) => setId(made.id))
      .catch(toast.error);
  };
  return { id, job, start };
}
