export const en = {
  asTable: 'View as a table',
  asChart: 'View as a chart',
  empty: 'No data in this range',
  comma: ', ',
} as const;
