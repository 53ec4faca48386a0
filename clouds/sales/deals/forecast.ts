import { label } from '@huanke/platform/kernel';
import { type ForecastCategory, forecastCategories, type Option } from '@huanke/platform/module';

const said = {
  omitted: { label: label('不计入', 'Omitted'), color: 'grey', synonyms: ['Omit', '忽略', '排除'] },
  pipeline: { label: label('储备', 'Pipeline'), color: 'blue', synonyms: ['管道', '流程中'] },
  bestCase: { label: label('乐观', 'Best case'), color: 'violet', synonyms: ['BestCase', 'Upside', '最好', '最佳情况', '最好情况'] },
  commit: { label: label('承诺', 'Commit'), color: 'amber', synonyms: ['Forecast', 'Committed', '确认'] },
  closed: { label: label('成交', 'Closed'), color: 'green', synonyms: ['已成交', '已结束', '已关闭'] },
} as const satisfies Readonly<Record<ForecastCategory, Omit<Option, 'key'>>>;

/** The categories of SAL-31 as options of a deal. */
export const forecastOptions: readonly Option[] = forecastCategories.map((key) => ({ key, ...said[key] }));

/** Where deals of a stage count unless somebody says otherwise; a stage that does not say goes by its chance of winning (decision 0061). */
export function forecastOf({ category, forecastCategory, probability }: Option): ForecastCategory {
  if (category === 'won') return 'closed';
  if (category === 'lost') return 'omitted';
  if (forecastCategory) return forecastCategory;
  if (probability === undefined) return 'pipeline';
  if (probability >= 90) return 'commit';
  if (probability >= 60) return 'bestCase';
  return probability > 0 ? 'pipeline' : 'omitted';
}
