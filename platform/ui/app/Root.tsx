import { QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { createPortal } from 'react-dom';
import { queryClient } from '../data/query-client.ts';
import { ConfirmHost } from '../primitives/confirm.tsx';
import { LiveRegion } from '../primitives/live-region.tsx';
import { Toaster } from '../primitives/Toast.tsx';

/** Around every page. Messages live beside the page, not in it: a dialog makes the page inert. */
export function Root() {
  const floats = document.getElementById('floats') ?? document.body;
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
      {createPortal(
        <>
          <Toaster />
          <LiveRegion />
          <ConfirmHost />
        </>,
        floats,
      )}
    </QueryClientProvider>
  );
}
