import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  label: label('拜访地图', 'Map of visits'),
  list: label('按时间排列的拜访', 'Visits in order of time'),
  span: label('范围', 'Span'),
  spans: { day: label('一天', 'Day'), week: label('一周', 'Week') },
  total: label('{n} 个拜访，行程约 {length}（直线距离）', '{n} visits, about {length} as the crow flies'),
  count: label('{n} 个拜访', '{n} visits'),
  leg: label('距上一站 {length}', '{length} from the one before'),
  amap: label('在高德地图打开', 'Open in Amap'),
  amapOf: label('在高德地图打开“{subject}”', 'Open “{subject}” in Amap'),
  unplaced: label('没有位置', 'Without a place'),
  unplacedHint: label(
    '在拜访上填写位置，或在客户地址上标注坐标后，就会出现在地图上',
    'They appear once the visit, or the address of the account, has a position',
  ),
  untitled: label('（无主题）', '(no subject)'),
  none: label('这段时间没有拜访', 'No visits in this time'),
  noneHint: label('把日程的类型设为“拜访”，就会显示在这里', 'Events of the type “Visit” are shown here'),
} as const;
