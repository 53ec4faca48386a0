import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, cellOf, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** Hours of the company, leads with their clock, from one lead to the next. */
async function leads(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('工作日历：加一段工作时间，安排一天放假', async () => {
    await signUp(page, newOwner('线索'));
    await page.goto('/settings/calendar');
    await page.getByRole('button', { name: '周六加一段' }).click();
    await page.getByLabel('周六第 1 段结束').fill('12:00');
    await page.getByRole('button', { name: '添加一天' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('日期').fill('2026-09-10');
    await dialog.getByLabel('名称').fill('公司年会');
    await look(tools, page, 'calendar-day');
    await dialog.getByRole('button', { name: '确定' }).click();
    await gone(dialog);
    await page.getByRole('button', { name: '保存' }).click();
    await sees(page.getByText('已保存，时限从现在起按新的日历计算'));
    await page.reload();
    await sees(page.getByText('公司年会'));
    await look(tools, page, 'calendar');
  });
  await step('线索列表有首次响应的倒计时，逐条处理', async () => {
    for (const [name, phone] of [
      ['周工', '13800138001'],
      ['吴工', '13800138002'],
      ['郑工', '12345678901'],
    ])
      await ask(page, '/leads/capture', { source: 'ads', campaign: '春季投放', lead: { name, company: `${name}的公司`, phone } });
    await openList(page, 'lead');
    await reads(await cellOf(page, rowOf(page, '郑工'), '响应截止'), /^(剩|超时|刚超时)/);
    await look(tools, page, 'leads');
    await rowOf(page, '郑工').getByRole('link', { name: '郑工' }).first().click();
    const queue = page.getByRole('navigation', { name: '逐条处理' });
    await sees(queue.getByText('第 1 条，共 3 条'));
    await look(tools, page, 'lead');
    await queue.getByRole('button', { name: '下一条' }).click();
    await sees(page.getByRole('heading', { level: 1, name: '吴工' }));
    await sees(queue.getByText('第 2 条，共 3 条'));
  });
  await step('标为无效要选原因', async () => {
    await page.getByRole('main').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '标为无效' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: '无效原因' }).click();
    await page.getByRole('option', { name: '没有需求' }).click();
    await dialog.getByRole('button', { name: '标为无效' }).click();
    await gone(dialog);
    await sees(page.getByText('无效', { exact: true }).first());
  });
  await step('手机上', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto('/settings/calendar');
    await sees(phone.getByText('公司年会'));
    await look(tools, phone, 'calendar');
    await phone.goto('/o/lead?view=all');
    await sees(phone.getByText('郑工').first());
    await look(tools, phone, 'leads');
  });
}

export const journeys: readonly Journey[] = [{ name: '线索和工作日历', run: leads }];
