import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { enter } from '../helpers/people.ts';
import { ask, fresh, newOwner, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** An owner makes a pool and gives a lead back to it; a colleague claims two at once and then the next one. */
async function pools(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const mate = await tools.visitor();
  const leads: string[] = [];

  await step('一家公司，一位同事，四条线索', async () => {
    await signUp(page, newOwner('公海测试'));
    const made = await ask<{ link: string }>(page, '/users/invite', {
      name: '林小满',
      email: `${fresh('mate')}@example.com`,
      roles: ['member'],
    });
    await enter(mate, new URL(made.link, page.url()).pathname, 'correct horse 42');
    for (const [name, score] of [
      ['钱进', 10],
      ['孙立', 20],
      ['李明', 90],
      ['周全', 30],
    ] as const) {
      const { id } = await ask<{ id: string }>(page, '/records/lead', { name, company: `${name}机械厂`, phone: '13912345678', score });
      leads.push(id);
    }
  });
  await step('新建公海', async () => {
    await page.goto('/settings/pools');
    await sees(page.getByText('还没有公海'));
    await look(tools, page, 'settings-pools');
    await page.getByRole('button', { name: '新建公海' }).first().click();
    const drawer = page.getByRole('dialog', { name: '新建公海' });
    await drawer.getByLabel('名称').fill('华东线索公海');
    const members = drawer.getByLabel('成员', { exact: true });
    await members.click();
    await members.fill('lxm');
    await page.getByRole('option', { name: '林小满' }).click();
    await page.keyboard.press('Tab');
    await drawer.getByText('隐藏联系方式').click();
    await look(tools, page, 'settings-pool');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('button', { name: /^华东线索公海/ }));
  });
  await step('退回公海，说明原因', async () => {
    await page.goto(`/o/lead/${leads[0]}`);
    await page.getByRole('main').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '退回公海' }).click();
    const dialog = page.getByRole('dialog', { name: '退回公海：钱进' });
    await dialog.getByLabel('退回原因').click();
    await page.getByRole('option', { name: '没有精力跟进' }).click();
    await look(tools, page, 'pool-return');
    await dialog.getByRole('button', { name: '退回', exact: true }).click();
    await gone(dialog);
  });
  await step('成员在列表里领取', async () => {
    const { items } = (await (await page.request.get('/api/v1/pools')).json()) as { items: { id: string }[] };
    for (const id of leads.slice(1))
      await ask(page, `/records/lead/${id}/actions/return`, { input: { reason: 'noTime', pool: items[0]?.id } });
    await mate.goto('/o/lead');
    await mate.getByRole('button', { name: /华东线索公海/ }).click();
    await sees(rowOf(mate, '孙立'));
    await reads(mate.getByRole('status', { name: '剩余额度' }), '今日还可领 20 条 · 还可持有 200 条');
    await sees(mate.getByText('139****5678').first());
    for (const name of ['钱进', '孙立']) await rowOf(mate, name).getByRole('checkbox').check();
    await look(tools, mate, 'list-pool');
    await mate.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '领取', exact: true }).click();
    await sees(mate.getByText('已领取 2 条'));
    await reads(mate.getByRole('status', { name: '剩余额度' }), '今日还可领 18 条 · 还可持有 198 条');
    await gone(rowOf(mate, '孙立'));
  });
  await step('领取下一条，打开的是评分最高的', async () => {
    await mate.getByRole('button', { name: '领取下一条' }).click();
    await sees(mate.getByRole('heading', { name: '李明' }));
    await sees(mate.getByText('139 1234 5678').or(mate.getByText('13912345678')).first());
  });
  await step('公海里的记录页', async () => {
    await mate.goto(`/o/lead/${leads[3]}`);
    await sees(mate.getByRole('button', { name: '领取', exact: true }));
    await look(tools, mate, 'record-pool');
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/pools');
    await page.getByRole('button', { name: /^华东线索公海/ }).click();
    await page.getByRole('button', { name: '试算：7 天内会收回多少' }).click();
    await sees(page.getByText('7 天内没有要收回的记录'));
    await look(tools, page, 'settings-pool');
    await mate.setViewportSize({ width: 390, height: 844 });
    await mate.goto('/o/lead');
    await mate.getByRole('button', { name: /华东线索公海/ }).click();
    await sees(mate.getByText('周全').first());
    await look(tools, mate, 'list-pool');
  });
}

export const journeys: readonly Journey[] = [{ name: '公海：领取、退回、额度', run: pools }];
