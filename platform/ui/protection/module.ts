import type { ObjectMeta } from '../data/meta.ts';
import { defineWebModule } from '../module.ts';

/** Records of these objects are people: their title is personal data. */
const isAboutPeople = (object: ObjectMeta) =>
  object.name !== 'user' && object.fields.some((field) => field.name === object.title && field.personal === true);

/** 个人信息保护: consent on the pages of people, copy and erasure; rules of exports and their approvals. */
export default defineWebModule({
  name: 'protection',
  panels: [
    {
      id: 'consents',
      object: '*',
      when: isAboutPeople,
      place: 'side',
      order: 90,
      label: { zh: '个人信息', en: 'Personal data' },
      load: () => import('./PersonPanel.tsx').then((file) => file.PersonPanel),
    },
  ],
  routes: [
    { path: '/settings/exports', load: () => import('./ExportsPage.tsx').then((file) => file.ExportsPage) },
    { path: '/settings/kept', load: () => import('./KeptPage.tsx').then((file) => file.KeptPage) },
  ],
  settings: [
    {
      key: 'kept',
      group: 'company',
      order: 62,
      icon: 'shield',
      to: '/settings/kept',
      permission: 'protection.manage',
      label: { zh: '依法保留', en: 'Kept by law' },
      text: { zh: '删除个人信息时哪些数据要保留、到什么时候', en: 'What stays when a person is erased, and until when' },
      words: '依法保留 法定保留 个人信息 删除 匿名 期限 yifa baoliu yfbl geren xinxi legal hold retention erase personal',
    },
    {
      key: 'exports',
      group: 'company',
      order: 61,
      icon: 'download',
      to: '/settings/exports',
      label: { zh: '导出管控', en: 'Exports' },
      text: { zh: '审批、每日上限、水印', en: 'Approvals, daily limits, watermark' },
      words: '导出 审批 上限 水印 申请 daochu shenpi shuiyin dcsp export approval limit watermark',
    },
  ],
});
