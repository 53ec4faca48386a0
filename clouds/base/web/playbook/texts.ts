import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  rail: label('打法', 'Playbook'),
  progress: label('{done}/{all}', '{done}/{all}'),
  required: label('必做', 'Required'),
  provenField: label('填写“{name}”后自动完成', 'Done by itself once "{name}" is filled in'),
  provenActivity: label('有一次“{name}”跟进后自动完成', 'Done by itself with a follow-up of type "{name}"'),
  tickedBy: label('{name} 勾选于 {at}', 'Ticked by {name}, {at}'),
  openStep: label('话术与资料：{name}', 'Script and materials: {name}'),
  script: label('话术', 'What to say'),
  materials: label('资料', 'Materials'),
  intro: label(
    '写下每个阶段要做的步骤：销售在记录页看到当前阶段的步骤，逐项勾选；必做步骤完成前，记录不能推进。',
    'Write down the steps of each stage: they stand on the record in that stage and are ticked one by one; with required steps open it does not go on.',
  ),
  saved: label('打法已保存', 'Playbook saved'),
  noSteps: label('还没有步骤', 'No steps yet'),
  addStep: label('添加步骤', 'Add step'),
  newStep: label('新步骤：{stage}', 'New step: {stage}'),
  step: label('步骤 {number}', 'Step {number}'),
  remove: label('删除步骤 {number}', 'Remove step {number}'),
  up: label('上移步骤 {number}', 'Move step {number} up'),
  proof: label('怎样算完成', 'Done by'),
  byHand: label('手工勾选', 'Ticked by hand'),
  byField: label('已填字段', 'Field filled in'),
  byActivity: label('有跟进', 'Follow-up made'),
  more: label('话术与资料', 'Script and materials'),
  materialName: label('资料名称', 'Name of the material'),
  materialUrl: label('链接', 'Link'),
  addMaterial: label('添加链接', 'Add a link'),
  addFile: label('上传文件', 'Upload files'),
  removeMaterial: label('删除资料', 'Remove material'),
} as const;
