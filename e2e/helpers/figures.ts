import type { CrmSalesFigures } from '@huanke/platform/testing/data';
import type { Locator, Page } from 'playwright-core';
import type { Tools } from '../runner/journey.ts';
import { eventually, reads, same, sees } from './check.ts';
import { totals } from './product.ts';

export const money = (value: number): string => `¥${value.toLocaleString('en-US')}.00`;
const number = (value: number): string => value.toLocaleString('en-US');

/** The value under a term of a list of figures: 签约金额 → the figure, with its exact value as title. */
export const figureOf = (page: Page, term: string): Locator =>
  page
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${term}$`) })
    .locator('xpath=following-sibling::dd[1]');

/** The rows of a card, read from the table that stands behind its picture. */
async function tableOf(page: Page, question: string): Promise<string[][]> {
  const card = page.getByRole('region', { name: question, exact: true }).first();
  const asTable = card.getByRole('button', { name: '以表格查看' });
  await asTable.click();
  await sees(card.getByRole('row'));
  const rows = await card
    .getByRole('row')
    .evaluateAll((all) => all.slice(1).map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  await card.getByRole('button', { name: '以图表查看' }).click();
  return rows;
}

const sorted = (sums: Record<string, number>): [string, string][] =>
  Object.entries(sums)
    .filter(([, value]) => value > 0)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => [name, money(value)]);

/** What the dashboard shows is what the files add up to, and each figure opens the list it counts. */
export async function checkDashboard(tools: Tools, page: Page, expected: CrmSalesFigures): Promise<void> {
  const { step } = tools;
  const won = expected.byStage['Won'] ?? 0;
  const lost = expected.byStage['Lost'] ?? 0;
  await step('仪表盘的数字与文件一致', async () => {
    await page.goto('/dashboard?range=all');
    await reads(figureOf(page, '赢单数'), number(won));
    same('签约金额', await figureOf(page, '签约金额').getByRole('link').getAttribute('title'), money(expected.wonValue));
    await reads(figureOf(page, '赢率'), `${Number(expected.winRate)}%`);
    await reads(figureOf(page, '平均成交周期'), `${Number(expected.meanCycleDays)}天`);
    same('按区域', (await tableOf(page, '哪个区域签得最多？')).map(([name, sum]) => [name, sum]).sort(), sorted(expected.wonByOffice));
    const teams = (await tableOf(page, '哪个团队签得最多？')).map(([, sum]) => sum).sort();
    same('按团队', teams, Object.values(expected.wonByManager).map(money).sort());
    const sellers = await tableOf(page, '谁签得最多？');
    same('签得最多的人', sellers[0]?.slice(0, 2), [expected.bestSeller.name, money(expected.bestSeller.value)]);
    const stages = (await tableOf(page, '钱卡在哪一步？')).map(([name, count]) => [name, count]).filter(([, count]) => count !== '0');
    same('按阶段', stages, [
      ['初步接洽', number(expected.byStage['Prospecting'] ?? 0)],
      ['需求确认', number(expected.byStage['Engaging'] ?? 0)],
    ]);
    const quarters = await tableOf(page, '每个季度签了多少？');
    same(
      '按季度',
      quarters.map(([quarter, sum]) => [(quarter ?? '').replace(/^(\d{4})-?Q/, '$1-Q'), sum]).filter(([, sum]) => sum !== money(0)),
      sorted(expected.wonByQuarter),
    );
  });
  await step('点一个数字，打开它数的那张列表', async () => {
    await figureOf(page, '赢单数').getByRole('link').click();
    await page.waitForURL(/\/o\/opportunity/);
    await totals(page, won);
    await reads(page.getByText(/^金额合计/), money(expected.wonValue));
    await page.goBack();
    await figureOf(page, '赢率').getByRole('link').click();
    await totals(page, won + lost);
    await page.goBack();
    const [region = '', value = 0] = Object.entries(expected.wonByOffice).sort(([, a], [, b]) => b - a)[0] ?? [];
    await page.getByRole('list', { name: '哪个区域签得最多？' }).getByRole('link', { name: region }).click();
    await eventually(
      `${region} in the list`,
      async () =>
        (await page
          .getByText(/^金额合计/)
          .textContent()
          .catch(() => '')) ?? '',
      (text) => text.includes(money(value)),
    );
  });
}
