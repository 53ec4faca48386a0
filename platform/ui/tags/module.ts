import { defineWebModule } from '../module.ts';

/** The company's tags. */
export default defineWebModule({
  name: 'tags',
  routes: [
    { path: '/settings/tags', load: () => import('./TagsPage.tsx').then((file) => file.TagsPage) },
    { path: '/settings/tag-rules', load: () => import('./TagRulesPage.tsx').then((file) => file.TagRulesPage) },
  ],
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
    {
      key: 'tagRules',
      group: 'data',
      order: 36,
      icon: 'bolt',
      to: '/settings/tag-rules',
      label: { zh: '标签规则', en: 'Tag rules' },
      text: { zh: '按条件自动打标签，说明原因', en: 'Tags put on by a condition, with the reason' },
      permission: 'metadata.manage',
      words: '标签规则 自动标签 打标签 biaoqianguize bqgz zidong tag rule automatic label',
    },
  ],
});
