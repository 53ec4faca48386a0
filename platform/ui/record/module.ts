import { objectQuery } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { recordQuery } from '../data/records.ts';
import { defineWebModule, panelsOf } from '../module.ts';

export default defineWebModule({
  name: 'record',
  routes: [
    {
      path: '/o/$object/$id',
      load: () => import('./RecordPage.tsx').then((file) => file.RecordPage),
      // What the first picture needs, at once: nothing must move when the composer and the panels arrive.
      prefetch: ({ params: { object = '', id = '' } }) =>
        Promise.allSettled([
          queryClient.ensureQueryData(objectQuery(object)),
          queryClient.prefetchQuery(recordQuery(object, id)),
          queryClient.ensureQueryData(objectQuery('activity')),
          ...panelsOf(object).map((panel) => panel.load()),
        ]),
    },
  ],
});
