import { eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { enter } from '../helpers/people.ts';
import { ask, cellOf, fresh, newOwner, openList, rowOf, signIn, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** People, fields, recycle bin and company, in a company of one's own. */
async function admin(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const owner = newOwner('管理测试');
  const mate = { name: '小周', email: `${fresh('zhou')}@example.com`, password: 'another horse 42' };
  const other = await tools.visitor();

  await step('部门', async () => {
    await signUp(page, owner);
    await page.goto('/settings/departments');
    await page.getByRole('button', { name: '新建部门' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('部门名称').fill('华南区');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('button', { name: /华南区/ }));
    await look(tools, page, 'settings-departments');
  });
  await step('邀请用户，得到一次性链接', async () => {
    await page.goto('/settings/users');
    await page.getByRole('button', { name: '邀请用户' }).click();
    const drawer = page.getByRole('dialog', { name: '邀请用户' });
    await drawer.getByLabel('姓名').fill(mate.name);
    await drawer.getByLabel('邮箱').fill(mate.email);
    await drawer.getByRole('combobox', { name: '部门' }).fill('华南');
    await page
      .getByRole('option', { name: /华南区/ })
      .first()
      .click();
    await drawer.getByRole('checkbox', { name: /^主管/ }).check();
    await look(tools, page, 'settings-invite');
    await drawer.getByRole('button', { name: '生成邀请链接' }).click();
    const dialog = page.getByRole('dialog', { name: `${mate.name} 的邀请链接` });
    const link = new URL(await dialog.getByRole('textbox').inputValue()).pathname;
    await look(tools, page, 'settings-link');
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await reads(page.getByRole('row').filter({ hasText: mate.name }), '已邀请');
    await other.goto(link);
    await sees(other.getByRole('button', { name: '加入' }));
    await look(tools, other, 'invitation');
    await enter(other, link, mate.password);
    await page.reload();
    await reads(page.getByRole('row').filter({ hasText: mate.name }), /主管.*华南区.*启用/);
    await look(tools, page, 'settings-users');
  });
  await step('停用后，登录马上失效', async () => {
    tools.mayRefuse(401, /.*/);
    await page.getByRole('button', { name: `${mate.name} 的操作` }).click();
    await page.getByRole('menuitem', { name: '停用' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
    await sees(page.getByRole('dialog', { name: `交接 ${mate.name} 的数据` }));
    await page.keyboard.press('Escape');
    await reads(page.getByRole('row').filter({ hasText: mate.name }), '已停用');
    await other.getByRole('link', { name: '商机' }).first().click();
    await other.waitForURL(/sign-in/);
    await other.getByLabel('邮箱').fill(mate.email);
    await other.getByLabel('密码', { exact: true }).fill(mate.password);
    await other.getByRole('button', { name: '登录', exact: true }).click();
    await sees(other.getByRole('alert'));
  });
  await step('重新启用，再次登录', async () => {
    await page.getByRole('button', { name: `${mate.name} 的操作` }).click();
    await page.getByRole('menuitem', { name: '重新启用' }).click();
    await reads(page.getByRole('row').filter({ hasText: mate.name }), '启用');
    await signIn(other, mate);
    await sees(other.getByRole('navigation', { name: '主导航' }));
  });
  const label = '等级备注';
  await step('新增字段，表单和列表里马上能用：60 秒内，不用发布', async () => {
    const start = performance.now();
    await page.goto('/settings/objects/account');
    await page.getByRole('button', { name: '新增字段' }).click();
    const drawer = page.getByRole('dialog', { name: '新增客户字段' });
    await drawer.getByRole('button', { name: /^单选/ }).click();
    await drawer.getByLabel('中文名称').fill(label);
    await drawer.getByLabel('添加选项').fill('战略\n普通');
    await drawer.getByRole('button', { name: '添加', exact: true }).click();
    await look(tools, page, 'settings-field');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(
      page
        .getByRole('region', { name: /^自定义字段/ })
        .getByRole('row')
        .filter({ hasText: label }),
    );
    tools.note(`新增字段：${((performance.now() - start) / 1000).toFixed(1)} 秒（预算 60 秒，含 axe 检查）`);
    await look(tools, page, 'settings-fields');

    await openList(page, 'account');
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: '新建客户' });
    await form.getByLabel('客户名称').fill('字段测试公司');
    const more = form.getByRole('button', { name: '更多字段' });
    if (await more.isVisible()) await more.click();
    await form.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: '战略' }).click();
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await gone(form);
    await sees(rowOf(page, '字段测试公司'));
    await page.getByRole('button', { name: '列', exact: true }).click();
    await page
      .getByRole('combobox', { name: '添加列' })
      .or(page.getByRole('button', { name: '添加列' }))
      .first()
      .click();
    await page.getByRole('option', { name: label }).click();
    await page.keyboard.press('Escape');
    await reads(await cellOf(page, rowOf(page, '字段测试公司'), label), '战略');
  });
  await step('回收站恢复', async () => {
    const { records } = await ask<{ records: { id: string }[] }>(page, '/records/account/query', { fields: ['name'], limit: 1 });
    await page.request.delete(`/api/v1/records/account/${records[0]?.id}`);
    await page.goto('/settings/trash?object=account');
    await sees(page.getByRole('row').filter({ hasText: '字段测试公司' }));
    await look(tools, page, 'settings-trash');
    await page.getByRole('button', { name: '恢复 字段测试公司' }).click();
    await sees(page.getByText('已恢复“字段测试公司”'));
    await openList(page, 'account');
    await sees(rowOf(page, '字段测试公司'));
  });
  await step('公司设置', async () => {
    await page.goto('/settings/company');
    await look(tools, page, 'settings-company');
    const name = fresh('新名公司');
    await page.getByLabel('公司名称').fill(name);
    await page.getByLabel('本位币').selectOption('USD');
    await page.getByRole('button', { name: '保存' }).click();
    await sees(page.getByText('已保存'));
    await page.reload();
    await eventually(
      'name',
      () => page.getByLabel('公司名称').inputValue(),
      (value) => value === name,
    );
    same('currency', await page.getByLabel('本位币').inputValue(), 'USD');
  });
}

export const journeys: readonly Journey[] = [{ name: '管理员', run: admin }];
