import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  map: label('决策链', 'Relationship map'),
  none: label('还没有人：谁拍板、谁使用、谁反对，加进来才看得见缺口。', 'Nobody yet: add who decides, uses and objects, and gaps show.'),
  add: label('添加联系人', 'Add a contact'),
  picture: label('存为图片', 'Save as picture'),
  print: label('打印 / PDF', 'Print / PDF'),
  coverage: label('覆盖度', 'Coverage'),
  coverageHint: label('{days} 天内联系过的人占全部影响力的比例', 'Share of all influence that was spoken to within {days} days'),
  support: label('支持度', 'Support'),
  supportHint: label('−1 全部强烈反对，1 全部强烈支持', '−1: all strongly against; 1: all strongly for'),
  missing: label('这个阶段还缺', 'Missing at this stage'),
  hint: label(
    '拖动卡片，或选中后用方向键移动；位置会保存。',
    'Drag the cards, or move the focused one with the arrow keys; places are kept.',
  ),
  influence: label('影响力 {n}', 'Influence {n}'),
  touched: label('{when}联系', 'Last touch {when}'),
  never: label('没有联系过', 'Never contacted'),
  cold: label('久未联系', 'Gone cold'),
  left: label('已离职', 'Has left'),
  edit: label('修改 {name}', 'Edit {name}'),
  open: label('打开联系人', 'Open the contact'),
  save: label('保存', 'Save'),
  remove: label('移出', 'Take off'),
  removeAsk: label('把 {name} 移出这条决策链？', 'Take {name} off this map?'),
  list: label('名单', 'People'),
} as const;

/** What an attitude says, and in which colour: words first. */
export const attitudes: Readonly<Record<number, { readonly tone: string; readonly label: Label }>> = {
  2: { tone: 'for2', label: label('强烈支持 +2', 'Strongly for +2') },
  1: { tone: 'for1', label: label('支持 +1', 'For +1') },
  0: { tone: 'even', label: label('中立 0', 'Neutral 0') },
  [-1]: { tone: 'against1', label: label('反对 −1', 'Against −1') },
  [-2]: { tone: 'against2', label: label('强烈反对 −2', 'Strongly against −2') },
};

export const kinds: Readonly<Record<string, Label>> = {
  reportsTo: label('汇报', 'reports to'),
  influences: label('影响', 'influences'),
  ally: label('盟友', 'allies'),
  opponent: label('对立', 'against'),
};
