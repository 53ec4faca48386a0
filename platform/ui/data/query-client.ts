import { notifyManager, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

// by default what is pressed shows a task later: a box that follows its data would be drawn unticked once in between
notifyManager.setScheduler(queueMicrotask);

const worthTrying = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status === 503 || error.status === 429);

/** Old data stays while refreshing; refusals are not repeated, only a server that could not be reached. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && worthTrying(error),
      retryDelay: (count, error) => (error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 600 * 2 ** count),
    },
    mutations: { retry: false },
  },
});
