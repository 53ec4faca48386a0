import { defineWebModule } from '../module.ts';

const loadReturn = () => import('./ReturnForm.tsx').then((file) => file.ReturnForm);

/** 公海: their settings, and the form of giving a record back. Tabs and claiming stand in the list itself. */
export default defineWebModule({
  name: 'pools',
  routes: [{ path: '/settings/pools', load: () => import('./PoolsPage.tsx').then((file) => file.PoolsPage) }],
  actionForms: ['lead', 'account'].map((object) => ({ object, action: 'return', load: loadReturn })),
  settings: [
    {
      key: 'pools',
      group: 'data',
      order: 45,
      icon: 'group',
      to: '/settings/pools',
      label: { zh: '公海', en: 'Pools' },
      text: { zh: '无人负责的线索和客户：成员、额度和回收规则', en: 'Leads and accounts without an owner: members, limits, rules' },
      permission: 'pool.edit',
      words: '公海 线索池 客户池 领取 回收 退回 额度 gonghai gh pool claim reclaim lead account',
    },
  ],
});
