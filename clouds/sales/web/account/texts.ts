import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  open: label('在谈商机', 'Open deals'),
  won: label('累计赢单', 'Won in all'),
  deals: label('个', 'deals'),
  all: label('全部', 'All'),
  none: label('没有在谈的商机', 'No open deals'),
  add: label('新建商机', 'New opportunity'),
  money: label('资金', 'Money'),
  pipeline: label('在谈金额', 'Pipeline'),
  weighted: label('加权金额', 'Weighted'),
  wonRecently: label('近 12 个月赢单', 'Won in 12 months'),
  others: label('另有 {sums}', 'and {sums}'),
  keyPeople: label('关键联系人', 'People'),
  supports: label('支持', 'for us'),
  neutral: label('中立', 'neutral'),
  opposes: label('反对', 'against us'),
  noTouch: label('还没有联系过', 'Not spoken to yet'),
} as const;
