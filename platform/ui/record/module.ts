import { objectQuery } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { recordQuery } from '../data/records.ts';
import { defineWebModule } from '../module.ts';

export default defineWebModule({
  name: 'record',
  routes: [
    {
      path: '/o/$object/$id',
      load: () => import('./RecordPage.tsx').then((file) => file.RecordPage),
      prefetch: ({ params: { object = '', id = '' } }) =>
        Promise.all([queryClient.ensureQueryData(objectQuery(object)), queryClient.prefetchQuery(recordQuery(object, id))]),
    },
  ],
});
