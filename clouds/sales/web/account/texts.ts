import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  tiles: label('客户概况', 'At a glance'),
  open: label('在谈商机', 'Open deals'),
  won: label('已赢单', 'Won'),
  contacts: label('联系人', 'Contacts'),
  tasks: label('未完成任务', 'Open tasks'),
  last: label('最近跟进', 'Last follow-up'),
  deals: label('个', 'deals'),
  orders: label('单', 'deals'),
  people: label('位', 'people'),
  never: label('还没有', 'Never'),
  all: label('全部', 'All'),
  none: label('没有在谈的商机', 'No open deals'),
  add: label('新建商机', 'New opportunity'),
} as const;
