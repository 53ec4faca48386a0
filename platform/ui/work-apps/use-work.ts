import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { toast } from '../primitives/Toast.tsx';

interface Job {
  readonly status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly result: unknown;
  readonly error: string | null;
}

const isOpen = (job: Job | undefined) => !job || job.status === 'queued' || job.status === 'running';

/** Starts work in the background and waits for its end. */
export function useWork<R>(onDone: (result: R) => unknown): {
  readonly busy: boolean;
  readonly start: (path: string, body?: object) => void;
} {
  const { t } = useTranslation('workApps');
  const [id, setId] = useState('');
  const { data } = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => api.get<Job>(`/jobs/${id}`, { signal }),
    enabled: id !== '',
    refetchInterval: (query) => (isOpen(query.state.data) ? 1000 : false),
  });
  const ended = id !== '' && !isOpen(data) ? data : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the work has ended
  useEffect(() => {
    if (!ended) return;
    setId('');
    if (ended.status === 'done') onDone(ended.result as R);
    else toast.info(ended.error ?? t('ended'));
  }, [ended]);
  const start = (path: string, body?: object) => {
    api
      .post<{ id: string }>(path, body)
      .then((made) => setId(made.id))
      .catch(toast.error);
  };
  return { busy: id !== '', start };
}
