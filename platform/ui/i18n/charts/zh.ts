export const zh = {
  asTable: '以表格查看',
  asChart: '以图表查看',
  empty: '这个范围内没有数据',
  comma: '，',
} as const;
