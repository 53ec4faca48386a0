import { treeOf } from '../data/meta.ts';
import { defineWebModule } from '../module.ts';

/** 查重: likely duplicates among all records, and merging them. */
export default defineWebModule({
  name: 'duplicates',
  routes: [{ path: '/settings/duplicates', load: () => import('./DuplicatesPage.tsx').then((file) => file.DuplicatesPage) }],
  panels: [
    {
      id: 'branch-hint',
      object: '*',
      place: 'header',
      order: 2,
      label: { zh: '分支机构提示', en: 'Branch of a company' },
      when: (object) => object.hasMatchRule === true && treeOf(object) !== undefined,
      load: () => import('./BranchPanel.tsx').then((file) => file.BranchPanel),
    },
  ],
  objectTabs: [
    {
      key: 'duplicates',
      label: { zh: '查重', en: 'Duplicates' },
      order: 45,
      when: (object) => object.name !== 'user' && object.name !== 'department',
      load: () => import('./RuleTab.tsx').then((file) => file.RuleTab),
    },
  ],
  settings: [
    {
      key: 'duplicates',
      group: 'data',
      order: 30,
      icon: 'link',
      to: '/settings/duplicates',
      label: { zh: '查重', en: 'Duplicates' },
      text: { zh: '找出重复的客户、联系人和线索，逐组合并', en: 'Find duplicate accounts, contacts and leads and merge them' },
      permission: '*.merge',
      words: '查重 重复 合并 去重 撞单 chachong cc chongfu hebing duplicate dedupe merge',
    },
  ],
});
