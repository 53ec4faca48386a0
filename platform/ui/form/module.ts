import { defineWebModule } from '../module.ts';

export default defineWebModule({
  name: 'form',
  slots: { create: () => import('./CreateDrawer.tsx').then((file) => file.CreateDrawer) },
});
