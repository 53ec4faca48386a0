import type { Page } from 'playwright-core';
import { counts, eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const STAR = '深圳市星河环宇科技（集团）有限公司';
const BRANCHLESS = '星河环宇(深圳)科技有限公司';
const CLOUD = '杭州云帆贸易有限责任公司';

async function make(page: Page, object: string, values: object): Promise<string> {
  return (await ask<{ id: string }>(page, `/records/${object}`, values)).id;
}

const contactsOf = async (page: Page, id: string): Promise<number> =>
  (await ask<{ records: unknown[] }>(page, '/records/contact/query', { fields: ['id'], filter: { field: 'account', op: 'eq', value: id } }))
    .records.length;

/** What is there already is seen while typing; duplicates are found, merged side by side, and a merge is taken back. */
async function duplicates(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const ids: Record<string, string> = {};

  await step('两家写法不同的同一家公司，各有联系人', async () => {
    await signUp(page, newOwner('查重测试'));
    ids.star = await make(page, 'account', { name: STAR, phone: '0755-26001234', uscc: '91350100M000100Y43', level: 'A' });
    ids.twin = await make(page, 'account', { name: BRANCHLESS, phone: '0755-26005678', employees: 120 });
    ids.cloud = await make(page, 'account', { name: CLOUD, phone: '13800138000' });
    await make(page, 'account', { name: '云帆', phone: '+86 138 0013 8000' });
    for (const name of ['王芳', '李强']) await make(page, 'contact', { name, account: ids.star });
    for (const name of ['赵敏', '孙浩', '周洁']) await make(page, 'contact', { name, account: ids.twin });
  });
  await step('新建客户：打字时就看到已有的，全称相同不能再建，相近的问一句', async () => {
    tools.mayRefuse(409, /\/records\/account$/);
    await openList(page, 'account');
    await page.keyboard.press('n');
    const drawer = page.getByRole('dialog', { name: '新建客户' });
    await drawer.getByLabel('客户名称').fill('深圳市 星河環宇科技(集團)有限公司');
    await reads(drawer.locator('.twins'), STAR);
    await reads(drawer.locator('.twins'), '企业全称相同');
    await look(tools, page, 'duplicates-create');
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await sees(drawer.getByText(new RegExp(`已有客户“${STAR}”`)).first());
    await drawer.getByLabel('客户名称').fill('云帆贸易集团');
    await reads(drawer.locator('.twins'), CLOUD);
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    const question = page.getByRole('dialog', { name: '可能已经有了，仍要新建？' });
    await sees(question);
    await question.getByRole('button', { name: '仍要新建' }).click();
    await gone(drawer);
    await sees(rowOf(page, '云帆贸易集团'));
  });
  await step('信用代码的校验位不对：核对过才保存', async () => {
    const wrong = '91310000MA0000015G';
    const saved = async () =>
      (
        await ask<{ records: { uscc: string }[] }>(page, '/records/account/query', {
          fields: ['uscc'],
          filter: { field: 'uscc', op: 'eq', value: wrong },
        })
      ).records.length;
    await openList(page, 'account');
    await page.keyboard.press('n');
    const drawer = page.getByRole('dialog', { name: '新建客户' });
    await drawer.getByLabel('客户名称').fill('校验位待核对公司');
    await drawer.getByRole('button', { name: '更多字段' }).click();
    await drawer.getByLabel('统一社会信用代码').fill(wrong);
    const question = page.getByRole('dialog', { name: '统一社会信用代码的校验位不对' });
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await reads(question, wrong);
    await question.getByRole('button', { name: '取消' }).click();
    await gone(question);
    await sees(drawer);
    same('saved before it was confirmed', await saved(), 0);
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await question.getByRole('button', { name: '核对过，照此保存' }).click();
    await gone(drawer);
    same('saved once it was confirmed', await saved(), 1);
  });
  await step('规则在对象的设置里', async () => {
    await page.goto('/settings/objects/account/duplicates');
    await sees(page.getByText('统一社会信用代码相同').first());
    await look(tools, page, 'duplicates-rule');
    await page.getByLabel('第 3 条“手机号相同”的处理方式').selectOption({ label: '拦截' });
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await sees(page.getByText('已保存，已有记录在后台重新整理'));
    await page.getByRole('button', { name: '恢复默认' }).click();
    await eventually(
      'what the third rule does',
      () => page.getByLabel('第 3 条“手机号相同”的处理方式').inputValue(),
      (action) => action === 'warn',
    );
  });
  await step('全表查重：逐组列出，不是重复的记住', async () => {
    await page.goto('/settings/duplicates?object=account');
    await page.getByRole('button', { name: '开始查重' }).click();
    const sets = page.locator('.dupset');
    await counts(sets, 2);
    await sees(page.getByText(/^上次查重/));
    await look(tools, page, 'duplicates-sets');
    await sets.filter({ hasText: CLOUD }).getByRole('button', { name: '不是重复' }).click();
    await counts(sets, 1);
  });
  await step('并排合并：选保留哪条，每项取哪条', async () => {
    await page.locator('.dupset').getByRole('button', { name: '合并', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '合并客户' });
    await sees(dialog.getByText('3 条联系人').or(dialog.getByText('2 条联系人')));
    await dialog.getByRole('columnheader').filter({ hasText: STAR }).getByRole('radio').check();
    await sees(dialog.getByText('3 条联系人'));
    await dialog.getByRole('radio', { name: /^电话取自“星河环宇/ }).check();
    await look(tools, page, 'merge-dialog');
    await dialog.getByRole('button', { name: '合并 2 条' }).click();
    await gone(dialog);
    await sees(page.getByText(`已合并为“${STAR}”`));
    same('contacts of the winner', await contactsOf(page, ids.star ?? ''), 5);
    await counts(page.locator('.dupset'), 0);
  });
  await step('旧链接到保留的记录，变更记录里撤销合并', async () => {
    await page.goto(`/o/account/${ids.twin}`);
    await sees(page.getByRole('heading', { level: 1, name: STAR }));
    await sees(page.getByText('0755-26005678').first());
    await page.goto(`/o/account/${ids.star}`);
    await page.getByRole('tab', { name: '变更记录' }).click();
    await sees(page.getByText(`并入了“${BRANCHLESS}”`));
    await look(tools, page, 'merge-history');
    await page.getByRole('button', { name: '撤销合并' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销合并' }).click();
    await sees(page.getByText('已撤销合并'));
    await eventually(
      'contacts that are back',
      () => contactsOf(page, ids.twin ?? ''),
      (count) => count === 3,
    );
  });
  await step('列表里多选合并，提示条里撤销；记录页菜单里也能合并', async () => {
    await openList(page, 'account');
    await rowOf(page, STAR).getByRole('checkbox').click();
    await rowOf(page, BRANCHLESS).getByRole('checkbox').click();
    await page.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '合并', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '合并客户' });
    await dialog.getByRole('button', { name: '合并 2 条' }).click();
    await gone(dialog);
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await sees(page.getByText('已撤销合并'));
    await page.goto(`/o/account/${ids.star}`);
    await page.locator('.acts').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '合并…' }).click();
    const pick = page.getByRole('dialog', { name: '与哪条记录合并' });
    await pick.getByRole('checkbox').first().check();
    await look(tools, page, 'merge-pick');
    await pick.getByRole('button', { name: '下一步' }).click();
    await sees(page.getByRole('dialog', { name: '合并客户' }));
    await page.keyboard.press('Escape');
  });
  await step('分公司不算重复：新建时、在页面上，一点就挂到总公司下面', async () => {
    const parentOf = async (id: string) => (await (await page.request.get(`/api/v1/records/account/${id}`)).json()).parent?.id;
    const branch = `${CLOUD}宁波分公司`;
    await openList(page, 'account');
    await page.keyboard.press('n');
    const drawer = page.getByRole('dialog', { name: '新建客户' });
    await drawer.getByLabel('客户名称').fill(branch);
    const hint = drawer.getByRole('status').filter({ hasText: '看起来是分支机构' });
    await reads(hint, CLOUD);
    await look(tools, page, 'branch-create');
    await hint.getByRole('button', { name: `设为其分支机构：${CLOUD}` }).click();
    await gone(hint);
    await sees(drawer.getByLabel('上级客户'));
    await drawer.getByRole('button', { name: '保存', exact: true }).click();
    await gone(drawer);
    const filter = { field: 'name', op: 'eq', value: branch };
    const { records } = await ask<{ records: { id: string }[] }>(page, '/records/account/query', { fields: ['id'], filter });
    same('what the branch hangs from', await parentOf(records[0]?.id ?? ''), ids.cloud);
    const office = await make(page, 'account', { name: `${CLOUD}绍兴办事处` });
    await page.goto(`/o/account/${office}`);
    const bar = page.getByRole('status').filter({ hasText: '看起来是分支机构' });
    await reads(bar, CLOUD);
    await look(tools, page, 'branch-page');
    await bar.getByRole('button', { name: `设为其分支机构：${CLOUD}` }).click();
    await gone(bar);
    await sees(page.getByText(`已设为“${CLOUD}”的分支机构`));
    same('what the office hangs from', await parentOf(office), ids.cloud);
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/duplicates?object=account');
    await page.getByRole('button', { name: '重新查重' }).click();
    await counts(page.locator('.dupset'), 1);
    await look(tools, page, 'duplicates-sets');
    await page.locator('.dupset').getByRole('button', { name: '合并', exact: true }).click();
    await sees(page.getByRole('dialog', { name: '合并客户' }).getByRole('radio').first());
    await look(tools, page, 'merge-dialog');
  });
}

export const journeys: readonly Journey[] = [{ name: '查重、合并与撤销', run: duplicates }];
