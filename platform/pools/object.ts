import { label } from '../kernel/index.ts';
import { boolean, defineObject, multiPicklist, number, picklist, tags, text } from '../module/index.ts';
import { leastGrace } from './store.ts';

/** What counts as a reason to give a record back. */
export const returnReasons = [
  { key: 'noContact', label: label('联系不上', 'Can not be reached') },
  { key: 'noNeed', label: label('没有需求', 'No need') },
  { key: 'notFit', label: label('不是目标客户', 'Not our kind of customer') },
  { key: 'noTime', label: label('没有精力跟进', 'No time to follow up') },
  { key: 'wrongInfo', label: label('信息有误', 'Wrong information') },
  { key: 'other', label: label('其他原因', 'Other') },
] as const;

/** Kinds of activities that may count as a follow-up. */
export const followUpTypes = ['call', 'visit', 'meeting', 'email', 'message', 'demo'] as const;

/**
 * 公海: records of one object that nobody owns, shared by rule. Settings that are lists of people, rules and the filter lie in tables of
 * their own and are read and written with it by `PUT /pools/{id}`.
 */
export const Pool = defineObject({
  name: 'pool',
  label: label('公海', 'Pool'),
  plural: label('公海', 'Pools'),
  icon: 'group',
  title: 'name',
  fields: {
    name: text({ label: label('名称', 'Name'), required: true, max: 60, form: 'required', indexed: true }),
    forObject: text({ label: label('对象', 'Object'), required: true, max: 60, form: 'required' }),
    active: boolean({ label: label('启用', 'Active'), default: true }),
    visibility: picklist({
      label: label('可见范围', 'Visibility'),
      default: 'full',
      options: [
        { key: 'full', label: label('成员可见全部', 'Members see everything') },
        { key: 'masked', label: label('隐藏电话、邮箱和微信', 'Phone, e-mail and WeChat are masked') },
        { key: 'adminOnly', label: label('仅管理员可见', 'Administrators only') },
      ],
    }),
    claimMode: picklist({
      label: label('领取方式', 'Claiming'),
      default: 'self',
      options: [
        { key: 'self', label: label('成员自行领取', 'Members claim') },
        { key: 'apply', label: label('申请后由管理员批准', 'Members apply, an administrator decides') },
        { key: 'assignOnly', label: label('仅由管理员分配', 'Assigned only') },
      ],
    }),
    dailyLimit: number({ label: label('每日领取上限', 'Claims a day'), default: 20, min: 0, max: 100_000 }),
    holdingLimit: number({ label: label('持有上限', 'Held at once'), default: 200, min: 0, max: 1_000_000 }),
    cooldownHours: number({ label: label('冷却期（小时）', 'Cool-down (hours)'), default: 24, min: 0, max: 8760 }),
    batchMax: number({ label: label('一次最多领取', 'At most at once'), default: 20, min: 1, max: 200 }),
    followTypes: multiPicklist({
      label: label('有效跟进的类型', 'Kinds of follow-ups'),
      default: [...followUpTypes],
      options: [
        { key: 'call', label: label('电话', 'Call') },
        { key: 'visit', label: label('拜访', 'Visit') },
        { key: 'meeting', label: label('会议', 'Meeting') },
        { key: 'email', label: label('邮件', 'E-mail') },
        { key: 'message', label: label('微信', 'Message') },
        { key: 'demo', label: label('演示', 'Demo') },
        { key: 'note', label: label('备注', 'Note') },
      ],
    }),
    minCharacters: number({ label: label('跟进内容至少（字）', 'Characters at least'), default: 10, min: 0, max: 1000 }),
    minCallSeconds: number({ label: label('通话至少（秒）', 'Seconds of a call at least'), default: 30, min: 0, max: 3600 }),
    graceDays: number({
      label: label('回收宽限（天）', 'Grace before records go back (days)'),
      default: leastGrace,
      min: leastGrace,
      max: 365,
    }),
    ownerGone: picklist({
      label: label('负责人停用时', 'When an owner is switched off'),
      default: 'pool',
      options: [
        { key: 'pool', label: label('立即收回公海', 'Back to the pool at once') },
        { key: 'manager', label: label('转给直属上级', 'To their manager') },
        { key: 'keep', label: label('保持不变', 'Nothing') },
      ],
    }),
    exemptStage: text({ label: label('豁免：商机到达阶段', 'Exempt from this stage on'), max: 80 }),
    exemptKeys: tags({ label: label('豁免：重点客户级别', 'Exempt levels') }),
  },
  list: {
    columns: ['name', 'forObject', 'visibility', 'dailyLimit', 'holdingLimit', 'active'],
    sort: [{ field: 'name', direction: 'asc' }],
  },
  page: { highlights: ['forObject', 'visibility', 'active'] },
  access: { owned: false, default: 'read' },
  searchable: false,
});
