import { defineWebModule } from '../module.ts';

const loadGiven = () => import('./GivenBar.tsx').then((file) => file.GivenBar);

/** 自动分配: rules by which records get their owner, and what people can carry. */
export default defineWebModule({
  name: 'assignment',
  panels: ['lead', 'account'].map((object) => ({
    id: `${object}-given`,
    object,
    place: 'header',
    order: 1,
    label: { zh: '自动分配', en: 'Given by a rule' },
    load: loadGiven,
  })),
  routes: [{ path: '/settings/assignment', load: () => import('./AssignmentPage.tsx').then((file) => file.AssignmentPage) }],
  settings: [
    {
      key: 'assignment',
      group: 'data',
      order: 46,
      icon: 'flow',
      to: '/settings/assignment',
      label: { zh: '自动分配', en: 'Assignment' },
      text: { zh: '线索、客户、商机按规则交给合适的人', en: 'Who gets leads, accounts and opportunities, by rules' },
      permission: 'settings.manage',
      words: '自动分配 分配规则 轮流 轮询 权重 负载 技能 休假 zidongfenpei zdfp fenpei fp assignment rules round robin',
    },
  ],
});
