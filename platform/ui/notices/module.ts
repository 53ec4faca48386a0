import { defineWebModule } from '../module.ts';

/** The bell: what one is told of, and work that goes on in the background. */
export default defineWebModule({
  name: 'notices',
  slots: { bell: () => import('./Bell.tsx').then((file) => file.Bell) },
});
