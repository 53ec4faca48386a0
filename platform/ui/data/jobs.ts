import { useQuery } from '@tanstack/react-query';
import { api } from './api.ts';

/** Work in the background, as `GET /jobs/{id}` shows it. */
export interface Job<R = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** 0 … 1 */
  readonly progress: number;
  readonly fileId?: string;
  readonly result?: R;
  readonly error?: string;
}

export const isOpen = (job: Job): boolean => job.status === 'queued' || job.status === 'running';

/** Follows a job of one's own to its end. */
export function useJob<R = unknown>(id: string | null): Job<R> | undefined {
  return useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => api.get<Job<R>>(`/jobs/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data && !isOpen(query.state.data) ? false : 500),
    staleTime: 0,
  }).data;
}

export const cancelJob = (id: string) => api.post(`/jobs/${id}/cancel`);
