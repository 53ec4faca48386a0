/** Charts and their twins: every figure is a link, every chart can be read as a table. ECharts itself comes when a chart is first shown. */
export { ChartCard } from './ChartCard.tsx';
export { type DataColumn, type DataRow, DataTable } from './DataTable.tsx';
export { FigureLink } from './FigureLink.tsx';
export { type RankRow, RankRows } from './RankRows.tsx';
export { SeriesChart } from './SeriesChart.tsx';
export type { Series, SeriesChartProps } from './series.ts';
