import { defineWebModule } from '../module.ts';

/** The company's tags. */
export default defineWebModule({
  name: 'tags',
  routes: [{ path: '/settings/tags', load: () => import('./TagsPage.tsx').then((file) => file.TagsPage) }],
  settings: [
    {
      key: 'tags',
      group: 'data',
      order: 35,
      icon: 'tag',
      to: '/settings/tags',
      label: { zh: '标签', en: 'Tags' },
      text: { zh: '颜色、改名、合并、停用', en: 'Colours, renaming, merging, retiring' },
      permission: 'settings.manage',
      words: '标签 颜色 合并 停用 biaoqian bq yanse tag label colour merge',
    },
  ],
});
