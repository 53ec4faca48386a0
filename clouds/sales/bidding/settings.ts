import { label } from '@huanke/platform/kernel';
import { decimalSetting, defineSettings, integerSetting, roleSetting, units } from '@huanke/platform/metadata';

/** What a company may set for its tenders. */
export interface BiddingSettings {
  /** A bond of more than so many percent of the budget is pointed out. */
  readonly bondPercent: string;
  /** Days after the result until a bond that is not back becomes a task. */
  readonly bondReturnDays: number;
  /** Hours before the deadline at which it counts as near. */
  readonly nearHours: number;
  /** The role whose people chase bonds beside the owner, where the company has it. */
  readonly financeRole: string;
}

/** The most hours before a deadline that can be set. */
export const mostHours = 720;

/** `PUT /meta/parts/biddingSettings/tenders`: the figures of SAL-15; those not given there are ours. */
const settings = defineSettings<BiddingSettings>({
  kind: 'biddingSettings',
  name: 'tenders',
  label: label('投标规则', 'Rules for tenders'),
  text: label('保证金、截止提醒', 'Bonds, deadlines'),
  icon: 'flag',
  fields: {
    bondPercent: decimalSetting({
      label: label('保证金上限', 'Highest bond'),
      help: label('投标保证金超过预算的这个比例时提示偏高', 'A bond above this part of the budget is pointed out'),
      shipped: '2',
      most: 100,
      unit: units.percent,
    }),
    bondReturnDays: integerSetting({
      label: label('保证金催退', 'Bonds are chased after'),
      help: label('结果公布后这么久还没有退回的，建立催退任务', 'A bond not back so long after the result becomes a task'),
      shipped: 30,
      min: 1,
      max: 365,
      unit: units.days,
    }),
    nearHours: integerSetting({
      label: label('临近截止', 'A deadline is near'),
      help: label(
        '距投标截止不足这么久还没提交的，提醒负责人和章节没完成的人',
        'Owner and people with open sections are told so long before the deadline',
      ),
      shipped: 72,
      min: 1,
      max: mostHours,
      unit: units.hours,
    }),
    financeRole: roleSetting({
      label: label('财务角色', 'Role of finance'),
      help: label('除负责人外，这个角色的人也会收到催退任务', 'Its people, too, get the tasks about bonds'),
      shipped: 'x_finance',
    }),
  },
});

export const biddingSettings = settings.of;
export const biddingSettingsKind = settings.kind;
