import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** A week is planned: an event is made, moved by keys and by the mouse; one of a series is deleted; the month, the phone, the feed. */
async function calendar(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  // Wednesday of a week without anything else in it
  const address = '/calendar?view=week&day=2027-03-03';

  await step('一周里有例会、任务和拜访', async () => {
    await signUp(page, newOwner('日程'));
    const weekly = { startAt: '2027-03-01T01:00:00Z', endAt: '2027-03-01T02:00:00Z', recurrence: 'FREQ=WEEKLY;COUNT=6' };
    await ask<Made>(page, '/records/activity', { type: 'meeting', subject: '销售例会', ...weekly });
    await ask<Made>(page, '/records/activity', { type: 'task', subject: '寄样本', dueOn: '2027-03-02' });
    const visit = { startAt: '2027-03-03T06:00:00Z', endAt: '2027-03-03T07:30:00Z', place: '松江' };
    await ask<Made>(page, '/records/activity', { type: 'visit', subject: '拜访恒润化工', ...visit });
    await page.goto('/');
    await page.getByRole('link', { name: '日程', exact: true }).click();
    await sees(page.getByRole('heading', { name: '日程' }));
  });
  await step('新建一个日程', async () => {
    await page.goto(address);
    await sees(page.getByRole('button', { name: /14:00–15:30 拜访恒润化工/ }));
    await page.getByRole('button', { name: '新建日程', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: '新建日程' });
    await drawer.getByLabel('主题').fill('方案演示');
    await drawer.getByLabel('开始时间').fill('10:30');
    await look(tools, page, 'calendar-form');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('button', { name: /10:30–11:30 方案演示/ }));
    await look(tools, page, 'calendar-week');
  });
  await step('用键盘移动，用鼠标拖到另一天', async () => {
    const event = page.getByRole('button', { name: /方案演示/ });
    await event.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await sees(page.getByRole('button', { name: /10:45–11:45 方案演示/ }));
    const from = await page.getByRole('button', { name: /方案演示/ }).boundingBox();
    const to = await page.locator('[data-hours][data-day="2027-03-05"]').boundingBox();
    if (!from || !to) throw new Error('the week is not drawn');
    await page.mouse.move(from.x + 20, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 30, from.y + 30, { steps: 4 });
    await page.mouse.move(to.x + 30, from.y + 10, { steps: 2 });
    await page.mouse.up();
    await sees(page.locator('[data-hours][data-day="2027-03-05"]').getByRole('button', { name: /方案演示/ }));
  });
  await step('重复日程只删这一次', async () => {
    await page.getByRole('button', { name: /销售例会/ }).click();
    await page.getByRole('dialog', { name: '修改日程' }).getByRole('button', { name: '删除' }).click();
    await look(tools, page, 'calendar-scope');
    await page.getByRole('button', { name: '仅这一次' }).click();
    await gone(page.getByRole('button', { name: /销售例会/ }));
    await page.goto('/calendar?view=month&day=2027-03-03');
    await sees(page.getByRole('button', { name: /销售例会/ }).first());
    await look(tools, page, 'calendar-month');
  });
  await step('订阅地址', async () => {
    await page.getByRole('button', { name: '订阅' }).click();
    const dialog = page.getByRole('dialog', { name: '在其他日历里查看' });
    await dialog.getByRole('button', { name: '生成地址' }).click();
    const url = await dialog.getByLabel('订阅地址').inputValue();
    const text = await (await page.request.get(new URL(url).pathname)).text();
    if (!text.includes('SUMMARY:方案演示')) throw new Error('the feed does not hold the event');
  });
  await step('手机上是列表', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto('/calendar?day=2027-03-01');
    await sees(phone.getByRole('button', { name: /拜访恒润化工/ }));
    await look(tools, phone, 'calendar-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '日程', run: calendar }];
