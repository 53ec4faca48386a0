import { gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** A roll-up over deals made by clicking alone, and watched on the customer while deals come in. */
async function rollup(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let account = '';
  await step('一个已有商机的客户', async () => {
    await signUp(page, newOwner('汇总公司'));
    account = ((await ask(page, '/records/account', { name: '浙江恒润化工' })) as { id: string }).id;
    await ask(page, '/records/opportunity', { name: '磁力泵', account, amount: '120000', stage: 'won' });
    await ask(page, '/records/opportunity', { name: '备件', account, amount: '30000' });
  });
  await step('新建汇总字段：赢单金额', async () => {
    await page.goto('/settings/objects/account/fields');
    await page.getByRole('button', { name: '新增字段' }).click();
    const drawer = page.getByRole('dialog', { name: '新增客户字段' });
    await drawer.getByRole('button', { name: /^汇总/ }).click();
    await drawer.getByLabel('中文名称').fill('赢单金额');
    await drawer.getByLabel('汇总哪些记录').selectOption({ label: '商机（按“客户”）' });
    await drawer.getByLabel('方式').selectOption({ label: '求和' });
    await drawer.getByLabel('汇总的字段').selectOption({ label: '金额' });
    await drawer.getByRole('button', { name: '添加条件', exact: true }).click();
    await page.getByRole('option', { name: '阶段', exact: true }).click();
    await drawer.getByRole('group', { name: /^阶段/ }).getByText('赢单', { exact: true }).click();
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value.startsWith('x_'));
    await look(tools, page, 'settings-rollup');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    const row = page
      .getByRole('region', { name: /^自定义字段/ })
      .getByRole('row')
      .filter({ hasText: '赢单金额' });
    await sees(row.getByText('商机 · 求和'));
    await gone(row.getByText(/计算中/));
    await look(tools, page, 'settings-rollup-fields');
  });
  await step('记录页：新赢一单，数字跟着变', async () => {
    await page.goto(`/o/account/${account}`);
    const value = page.locator('[data-field]').filter({ hasText: '赢单金额' }).getByRole('link');
    await sees(value.filter({ hasText: '120,000.00' }));
    await ask(page, '/records/opportunity', { name: '离心泵', account, amount: '80000.5', stage: 'won' });
    await sees(value.filter({ hasText: '200,000.50' }));
    await look(tools, page, 'rollup-record');
    await value.click();
    // the page of the customer names its deals as well
    await sees(rowOf(page, '离心泵'));
    await sees(rowOf(page, '磁力泵'));
    same('only what is summed up is listed', await page.getByRole('link', { name: '备件' }).count(), 0);
    await look(tools, page, 'rollup-list');
  });
  await step('主从关联：回访跟着客户走', async () => {
    await ask(page, '/meta/objects', { name: 'x_visit', label: { zh: '回访', en: 'Visit' } });
    await page.goto('/settings/objects/x_visit/fields');
    await page.getByRole('button', { name: '新增字段' }).click();
    const drawer = page.getByRole('dialog', { name: '新增回访字段' });
    await drawer.getByRole('button', { name: /^主从关联/ }).click();
    await drawer.getByLabel('中文名称').fill('客户');
    await drawer.getByRole('combobox', { name: /^主记录/ }).selectOption({ label: '客户' });
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value.startsWith('x_'));
    await look(tools, page, 'settings-master');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await page.goto(`/o/account/${account}`);
    await page.getByRole('region', { name: '回访' }).getByRole('button', { name: '添加回访' }).click();
    const form = page.getByRole('dialog', { name: '新建回访' });
    await form.getByLabel('名称').first().fill('春季回访');
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await gone(form);
    await sees(page.getByRole('region', { name: '回访' }).getByText('春季回访'));
  });
  await step('手机上看和改', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/objects/account/fields');
    await page.getByRole('button', { name: '赢单金额', exact: true }).click();
    await sees(page.getByRole('dialog', { name: '赢单金额' }).getByLabel('汇总的字段'));
    await look(tools, page, 'settings-rollup');
  });
  await step('手机上的记录页', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/account/${account}`);
    await phone.getByRole('tab', { name: '资料' }).tap();
    await sees(phone.getByText('200,000.50').first());
    await look(tools, phone, 'rollup-record');
  });
}

export const journeys: readonly Journey[] = [{ name: '汇总字段', run: rollup }];
