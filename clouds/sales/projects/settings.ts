import { label } from '@huanke/platform/kernel';
import {
  decimalSetting,
  defineSettings,
  integerSetting,
  optionChoices,
  roleSetting,
  type SettingField,
  units,
} from '@huanke/platform/metadata';
import { type ProjectTemplates, readTemplates, shippedTemplates } from './templates.ts';

/** What a company may set for its projects. */
export interface ProjectSettings {
  /** A project whose first open milestone is more days late than this is abnormal. */
  readonly overdueDays: number;
  /** And one that has spent more than this percentage of its budget. */
  readonly costPercent: string;
  /** And one without activity for so many days. */
  readonly idleDays: number;
  /** And one whose margin is more points below the planned one than this. */
  readonly marginPoints: string;
  /** Two projects for the same end customer and product family within so many days are in conflict. */
  readonly conflictDays: number;
  /** The role that hears of conflicts, where the company has it; else the owner's manager. */
  readonly channelRole: string;
  /** Milestones by type of project. */
  readonly templates: ProjectTemplates;
}

const typesOf = optionChoices('project', 'type');

/** A type whose template is given has that one alone. */
const templates: SettingField<ProjectTemplates> = {
  label: label('里程碑模板', 'Milestones'),
  help: label(
    '各类项目从立项到验收的里程碑，权重合计不超过 100%',
    'What projects of each type go through; weights add up to 100 % at most',
  ),
  shipped: shippedTemplates,
  input: (ctx) => ({ type: 'steps', rows: typesOf(ctx) }),
  read: (reader) => readTemplates(reader),
  over: (shipped, own) => ({ ...shipped, ...own }),
};

/** `PUT /meta/parts/projectSettings/projects`: the figures of SAL-16; those not given there are ours. */
const settings = defineSettings<ProjectSettings>({
  kind: 'projectSettings',
  name: 'projects',
  label: label('项目规则', 'Rules for projects'),
  text: label('什么算异常、项目冲突、里程碑模板', 'What is abnormal, conflicts, milestones'),
  icon: 'flow',
  fields: {
    overdueDays: integerSetting({
      label: label('里程碑超期', 'Milestone overdue'),
      help: label('第一个未完成的里程碑晚于计划超过这么久，项目为异常', 'Abnormal when the first open milestone is later than this'),
      shipped: 7,
      min: 0,
      max: 365,
      unit: units.days,
    }),
    costPercent: decimalSetting({
      label: label('成本超支', 'Cost overrun'),
      help: label('已发生成本超过预算的这个比例，项目为异常', 'Abnormal when more than this part of the budget is spent'),
      shipped: '110',
      most: 1000,
      unit: units.percent,
    }),
    idleDays: integerSetting({
      label: label('无人跟进', 'Without activity'),
      help: label('这么久没有跟进，项目为异常', 'Abnormal when nothing happened for so long'),
      shipped: 21,
      min: 1,
      max: 365,
      unit: units.days,
    }),
    marginPoints: decimalSetting({
      label: label('毛利下滑', 'Margin fallen'),
      help: label('毛利率比计划低出这么多，项目为异常', 'Abnormal when the margin is further below the planned one'),
      shipped: '5',
      most: 100,
      unit: units.points,
    }),
    conflictDays: integerSetting({
      label: label('冲突期限', 'Conflicts within'),
      help: label(
        '这段时间内，同一最终客户、同一产品系列的项目视为冲突',
        'Projects for the same end customer and product family in this time are in conflict',
      ),
      shipped: 180,
      min: 1,
      max: 3650,
      unit: units.days,
    }),
    channelRole: roleSetting({
      label: label('渠道经理角色', 'Role of channel managers'),
      help: label(
        '项目冲突通知这个角色的人；没有这个角色时通知负责人的上级',
        'Its people hear of conflicts; without it the owner’s manager does',
      ),
      shipped: 'x_channelManager',
    }),
    templates,
  },
});

export const projectSettings = settings.of;
export const projectSettingsKind = settings.kind;
