import type { WebModule } from '@huanke/platform/ui';
import { startApp } from '@huanke/platform/ui/app';

/** Web halves are found by their place: `platform/ui/<part>/module.ts` and `clouds/<cloud>/web/module.ts`, each a default export. */
const found = {
  ...import.meta.glob<WebModule>('../../platform/ui/*/module.ts', { eager: true, import: 'default' }),
  ...import.meta.glob<WebModule>('../../clouds/*/web/module.ts', { eager: true, import: 'default' }),
};

void startApp(Object.values(found));
