import { label } from '@huanke/platform/kernel';
import {
  currency,
  date,
  datetime,
  defineObject,
  multiPicklist,
  number,
  percent,
  picklist,
  reference,
  stage,
  text,
} from '@huanke/platform/module';

export const projectTypes = [
  { key: 'equipment', label: label('设备销售', 'Equipment') },
  { key: 'construction', label: label('工程项目', 'Construction') },
  { key: 'hospital', label: label('医院准入', 'Hospital entry') },
] as const;

export const projectStages = [
  { key: 'initiated', label: label('立项', 'Initiated'), category: 'open', color: 'blue' },
  { key: 'trial', label: label('试用', 'Trial'), category: 'open', color: 'blue' },
  { key: 'contract', label: label('签约', 'Contract'), category: 'open', color: 'blue' },
  { key: 'delivery', label: label('交付', 'Delivery'), category: 'open', color: 'blue' },
  { key: 'acceptance', label: label('验收', 'Acceptance'), category: 'open', color: 'amber' },
  { key: 'closed', label: label('结项', 'Closed'), category: 'won', color: 'green' },
  { key: 'cancelled', label: label('终止', 'Cancelled'), category: 'lost', color: 'grey' },
] as const;

const derived = { readOnly: true, form: 'hidden', trackHistory: false } as const;

/** From the start to the acceptance: milestones, money and risks of what is sold and delivered. Its members are the team of the record. */
export const Project = defineObject({
  name: 'project',
  label: label('项目', 'Project'),
  plural: label('项目', 'Projects'),
  icon: 'flow',
  title: 'name',
  searchable: true,
  fields: {
    name: text({ label: label('项目名称', 'Name'), required: true, form: 'required', max: 200, search: 'name', indexed: true }),
    type: picklist({
      label: label('项目类型', 'Type'),
      required: true,
      form: 'required',
      default: 'equipment',
      indexed: true,
      options: projectTypes,
    }),
    status: stage({ label: label('阶段', 'Stage'), default: 'initiated', indexed: true, options: projectStages }),
    account: reference('account', { label: label('客户', 'Account'), form: 'required', indexed: true, onDelete: 'restrict' }),
    endCustomer: reference('account', {
      label: label('最终客户', 'End customer'),
      form: 'essential',
      indexed: true,
      onDelete: 'restrict',
      help: label('留空时为客户', 'Left empty: the account'),
    }),
    agent: reference('account', { label: label('代理商', 'Agent'), onDelete: 'restrict' }),
    opportunity: reference('opportunity', { label: label('商机', 'Opportunity'), form: 'essential', indexed: true, onDelete: 'clear' }),
    product: reference('product', { label: label('产品', 'Product'), form: 'essential', onDelete: 'restrict' }),
    family: text({
      label: label('产品系列', 'Product family'),
      max: 100,
      form: 'essential',
      help: label('留空时取产品的系列', 'Left empty: the series of the product'),
    }),
    startOn: date({ label: label('开始日期', 'Starts on'), form: 'essential' }),
    endOn: date({ label: label('计划完成', 'Ends on'), form: 'essential', indexed: true }),
    contractAmount: currency({ label: label('合同金额', 'Contract amount'), min: 0, form: 'essential' }),
    plannedMargin: percent({
      label: label('计划毛利率', 'Planned margin'),
      help: label('立项时的毛利率，用来判断毛利下滑', 'The margin at the start; a drop is measured from it'),
    }),
    budget: currency({ label: label('预算', 'Budget'), ...derived }),
    cost: currency({ label: label('实际成本', 'Cost'), ...derived }),
    margin: percent({
      label: label('毛利率', 'Margin'),
      ...derived,
      help: label('合同金额减去预算与实际成本中较高者', 'Contract amount less budget or cost, whichever is more'),
    }),
    progress: percent({
      label: label('进度', 'Progress'),
      ...derived,
      help: label('已验收里程碑的权重之和', 'Weights of accepted milestones'),
    }),
    nextPlanOn: date({ label: label('下一里程碑', 'Next milestone'), ...derived, indexed: true }),
    delayDays: number({
      label: label('延期（天）', 'Delay (days)'),
      ...derived,
      countdown: true,
      help: label('今天减去第一个未完成里程碑的计划日', 'Today less the plan of the first open milestone'),
    }),
    abnormalWhy: multiPicklist({
      label: label('异常原因', 'Why abnormal'),
      ...derived,
      options: [
        { key: 'overdue', label: label('里程碑超期', 'Milestone overdue'), color: 'red' },
        { key: 'cost', label: label('成本超支', 'Over budget'), color: 'red' },
        { key: 'idle', label: label('久未跟进', 'No activity'), color: 'amber' },
        { key: 'margin', label: label('毛利下滑', 'Margin dropped'), color: 'amber' },
      ],
    }),
    abnormalAt: datetime({ label: label('异常自', 'Abnormal since'), ...derived, indexed: true }),
  },
  list: {
    columns: ['name', 'account', 'type', 'status', 'progress', 'nextPlanOn', 'delayDays', 'abnormalWhy', 'owner'],
    board: 'status',
    sort: [{ field: 'updatedAt', direction: 'desc' }],
  },
  page: {
    highlights: ['account', 'progress', 'delayDays', 'contractAmount', 'cost', 'margin'],
    path: 'status',
    related: [
      {
        name: 'projectCosts',
        label: label('项目费用', 'Cost lines'),
        object: 'projectCost',
        field: 'project',
        columns: ['name', 'kind', 'budget', 'cost'],
      },
      {
        name: 'projectRisks',
        label: label('项目风险', 'Risks'),
        object: 'projectRisk',
        field: 'project',
        columns: ['name', 'level', 'state', 'assignee', 'dueOn'],
      },
    ],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: [
          'name',
          'type',
          'account',
          'endCustomer',
          'agent',
          'opportunity',
          'product',
          'family',
          'startOn',
          'endOn',
          'contractAmount',
          'plannedMargin',
          'owner',
        ],
      },
      {
        label: label('进度与费用', 'Progress and money'),
        fields: ['progress', 'nextPlanOn', 'delayDays', 'budget', 'cost', 'margin', 'abnormalWhy', 'abnormalAt'],
      },
    ],
  },
  access: { owned: true, default: 'private' },
});
