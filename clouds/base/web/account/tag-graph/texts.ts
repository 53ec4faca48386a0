import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  graph: label('标签图谱', 'Graph of tags'),
  shown: label('显示方式', 'Show as'),
  asGraph: label('图', 'Graph'),
  asList: label('列表', 'List'),
  hint: label(
    '点分组可收起或展开；点标签看它的来历，以及还有哪些客户带这个标签。',
    'A group folds and unfolds; a tag tells where it comes from and who else carries it.',
  ),
  groupOf: label('{name}，{n} 个标签', '{name}, {n} tags'),
  since: label('{day} 起', 'since {day}'),
  until: label('至 {day}', 'until {day}'),
  others: label('还有 {n} 家客户带“{name}”', '{n} other accounts carry “{name}”'),
  none: label('没有其他客户带“{name}”', 'No other account carries “{name}”'),
  reading: label('正在读取', 'Reading'),
  open: label('打开客户“{name}”', 'Open the account “{name}”'),
  all: label('查看全部', 'See all'),
  manual: label('人工', 'By hand'),
  rule: label('按规则', 'By rule'),
  model: label('模型', 'By a model'),
} as const;
