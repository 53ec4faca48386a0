import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  milestones: label('里程碑', 'Milestones'),
  gantt: label('进度图', 'Plan and progress'),
  add: label('添加里程碑', 'Add milestone'),
  plan: label('按模板排期', 'Plan by template'),
  none: label('还没有里程碑，可以按项目类型的模板一次排好', 'No milestones yet; the template of this type plans them at once'),
  accept: label('验收', 'Accept'),
  accepted: label('已验收', 'Accepted'),
  late: label('延期 {n} 天', '{n} d late'),
  progress: label('进度 {n}%', '{n} % done'),
  planned: label('计划 {day}', 'planned {day}'),
  actual: label('实际 {day}', 'on {day}'),
  weight: label('权重 {n}%', 'weight {n} %'),
  actualOn: label('实际日期', 'Accepted on'),
  proof: label('验收凭证', 'Proof'),
  proofHelp: label('验收单、签收单或现场照片', 'Record of acceptance, receipt or pictures'),
  conflicts: label('项目冲突', 'Conflicts'),
  conflict: label('同一最终客户、同一产品系列已有 {n} 个项目', '{n} other projects for the same end customer and product family'),
  hidden: label('{owner}的项目', 'Project of {owner}'),
  nobody: label('无负责人', 'nobody'),
  abnormal: label('项目异常', 'Abnormal projects'),
  abnormalText: label(
    '每小时更新。里程碑超期 {overdue} 天以上、成本超过预算的 {cost}%（没有预算的，超过合同金额）、{idle} 天没有跟进、毛利下滑 {margin} 个点以上',
    'Every hour: more than {overdue} days late, more than {cost} % of the budget spent (without one: more than the contract amount), {idle} days without activity, margin down by more than {margin} points',
  ),
  calm: label('没有异常的项目', 'No project is abnormal'),
  delay: label('延期 {n} 天', '{n} d late'),
  cost: label('成本 {cost} / 预算 {budget}', 'cost {cost} of {budget}'),
  costOfContract: label('成本 {cost} / 合同金额 {amount}', 'cost {cost} of the contract amount {amount}'),
  margin: label('毛利率 {now}%，计划 {plan}%', 'margin {now} %, planned {plan} %'),
  since: label('{day} 起', 'since {day}'),
} as const;
