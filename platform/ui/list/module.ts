import { objectQuery } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { defineWebModule } from '../module.ts';

export default defineWebModule({
  name: 'list',
  routes: [
    {
      path: '/o/$object',
      load: () => import('./ListPage.tsx').then((file) => file.ListPage),
      prefetch: ({ params }) => queryClient.prefetchQuery(objectQuery(params['object'] ?? '')),
    },
  ],
  slots: { pinned: () => import('./PinnedViews.tsx').then((file) => file.PinnedViews) },
});
