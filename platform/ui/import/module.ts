import { defineWebModule } from '../module.ts';

/** Importing files: the wizard, one import by its address, and the list of past ones. */
export default defineWebModule({
  name: 'import',
  routes: [
    { path: '/import', load: () => import('./UploadPage.tsx').then((file) => file.UploadPage) },
    { path: '/import/$id', load: () => import('./ImportPage.tsx').then((file) => file.ImportPage) },
    { path: '/imports', load: () => import('./ImportsPage.tsx').then((file) => file.ImportsPage) },
  ],
  commands: [
    { id: 'import.start', label: { zh: '导入数据', en: 'Import data' }, icon: 'upload', run: ({ go }) => go('/import') },
    { id: 'import.list', label: { zh: '导入记录', en: 'Past imports' }, icon: 'list', run: ({ go }) => go('/imports') },
  ],
});
