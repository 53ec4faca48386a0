import { paths } from '../links.ts';
import { defineWebModule } from '../module.ts';

/** The first page: cards of the clouds in two columns, by the home of the person's role. */
export default defineWebModule({
  name: 'home',
  order: 1,
  navigation: [{ key: 'home', label: { zh: '首页', en: 'Home' }, icon: 'home', to: paths.home, order: 10, phone: true }],
  routes: [{ path: paths.home, load: () => import('./HomePage.tsx').then((file) => file.HomePage) }],
  home: [
    { id: 'usage', place: 'below', order: 90, permission: 'settings.manage', load: () => import('./Usage.tsx').then((file) => file.Usage) },
  ],
});
