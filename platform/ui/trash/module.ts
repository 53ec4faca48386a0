import { defineWebModule } from '../module.ts';

/** The recycle bin. */
export default defineWebModule({
  name: 'trash',
  routes: [{ path: '/settings/trash', load: () => import('./TrashPage.tsx').then((file) => file.TrashPage) }],
});
