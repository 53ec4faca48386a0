import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  group: label('集团层级', 'Group'),
  own: label('本客户', 'Own'),
  all: label('含下级', 'With all below'),
  scope: label('金额口径', 'Figures'),
  name: label('客户', 'Account'),
  here: label('当前', 'This one'),
  sums: label('合计', 'Total'),
  hidden: label('有一部分您无权查看，没有计入', 'There is a part you do not see; it is not in the sums'),
  truncated: label('只显示前 500 个，合计是全部的', 'The first 500 are shown; the total is over all'),
  others: label('另有 {sums}', 'and {sums}'),
  standing: label('级别与生命周期', 'Level and lifecycle'),
  level: label('级别', 'Level'),
  noLevel: label('未定级', 'No level'),
  byRule: label('按规则', 'by rule'),
  byHand: label('人工', 'by hand'),
  until: label('至 {day}', 'until {day}'),
  lifecycle: label('生命周期', 'Lifecycle'),
  relations: label('客户关系', 'Relations'),
  addRelation: label('添加关系', 'Add relation'),
  noRelations: label('还没有记录与其他客户的关系', 'No relations to other accounts yet'),
  remove: label('删除', 'Delete'),
  removeAsk: label('删除这条关系？', 'Delete this relation?'),
  metrics: label('经营指标走势', 'Metrics over time'),
  addMetric: label('添加数值', 'Add a value'),
  metricLine: label('{metric}各期的数值', '{metric} by period'),
  period: label('期间', 'Period'),
  billing: label('开票信息', 'Billing profile'),
  billingNone: label('还没有开票信息', 'No billing profile yet'),
  billingAdd: label('填写开票信息', 'Add a billing profile'),
  billingEdit: label('修改', 'Edit'),
  billingText: label(
    '修改会生成新版本，已开具的单据仍用原来的版本。',
    'A change makes a new version; documents keep the one they were issued with.',
  ),
  version: label('第 {n} 版', 'Version {n}'),
  current: label('当前', 'Current'),
  older: label('历史版本（{n}）', 'Older versions ({n})'),
  save: label('保存', 'Save'),
  positions: label('任职', 'Positions'),
  addPosition: label('添加任职', 'Add position'),
  noPositions: label('还没有任职记录', 'No positions yet'),
  primary: label('主要', 'Primary'),
  makePrimary: label('设为主要', 'Make primary'),
  leftOn: label('{day} 离职', 'Left on {day}'),
  leave: label('登记离职', 'Left the company'),
  leaveText: label(
    '原来的任职会保留为历史；填写新东家，联系人就跟过去。',
    'The position stays as history; name the new company and the contact follows.',
  ),
  leftDay: label('离职日期', 'Left on'),
  newAccount: label('新东家', 'New company'),
  newTitle: label('新职务', 'New job title'),
  people: label('人际关系', 'Relations'),
  addPeople: label('添加关系', 'Add relation'),
  noPeople: label('还没有记录与其他联系人的关系', 'No relations to other contacts yet'),
  strength: label('强度 {n}', 'Strength {n}'),
} as const;

/** What a relation says, read from its own side and from the other one. */
export const accountKinds: Readonly<Record<string, readonly [Label, Label]>> = {
  parent: [label('是其母公司', 'Parent of'), label('母公司', 'Parent')],
  branch: [label('是其分支机构', 'Branch of'), label('分支机构', 'Branch')],
  buyerOf: [label('向其采购', 'Buys from'), label('采购方', 'Buyer')],
  supplierOf: [label('向其供货', 'Supplies'), label('供应商', 'Supplier')],
  agentOf: [label('是其代理商', 'Agent of'), label('代理商', 'Agent')],
  decisionFor: [label('为其决策', 'Decides for'), label('决策方', 'Decision maker')],
};

export const contactKinds: Readonly<Record<string, readonly [Label, Label]>> = {
  reportsTo: [label('汇报给', 'Reports to'), label('下属', 'Report')],
  influences: [label('影响', 'Influences'), label('受其影响', 'Influenced by')],
  ally: [label('盟友', 'Ally of'), label('盟友', 'Ally of')],
  opponent: [label('对立', 'Against'), label('对立', 'Against')],
};
