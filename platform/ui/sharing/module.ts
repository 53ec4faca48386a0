import { defineWebModule } from '../module.ts';
import { isShareable } from './shareable.ts';

/** Shares and teams on the record page, sharing rules in the settings of an object, groups of people. */
export default defineWebModule({
  name: 'sharing',
  routes: [{ path: '/settings/groups', load: () => import('./GroupsPage.tsx').then((file) => file.GroupsPage) }],
  panels: [
    {
      id: 'team',
      object: '*',
      place: 'tab',
      order: 90,
      label: { zh: '团队', en: 'Team' },
      when: isShareable,
      load: () => import('./TeamTab.tsx').then((file) => file.TeamTab),
    },
  ],
  objectTabs: [
    {
      key: 'sharing',
      label: { zh: '共享', en: 'Sharing' },
      order: 70,
      when: isShareable,
      load: () => import('./RulesTab.tsx').then((file) => file.RulesTab),
    },
  ],
  settings: [
    {
      key: 'groups',
      group: 'company',
      order: 42,
      icon: 'users',
      to: '/settings/groups',
      label: { zh: '用户组', en: 'Groups' },
      text: { zh: '把人、部门和角色放在一起，用来共享', en: 'People, departments and roles together, for sharing' },
      permission: 'users.manage',
      words: '用户组 小组 群组 共享 团队 yonghuzu yhz group share team',
    },
  ],
});
