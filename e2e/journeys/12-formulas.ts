import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, cellOf, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** A formula field and a validation rule, made by clicking, at work in the list and the form. */
async function formulas(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const drawer = page.getByRole('dialog');
  tools.mayRefuse(422, /\/records\/opportunity$/);
  await step('有两条商机', async () => {
    await signUp(page, newOwner('公式测试'));
    await ask(page, '/records/account', { name: '浙江恒润化工' });
    for (const [name, amount] of [
      ['小单子', '3000'],
      ['大单子', '120000'],
    ])
      await ask(page, '/records/opportunity', { name, amount, probability: '50' });
  });
  await step('加一个公式字段：边写边查', async () => {
    await page.goto('/settings/objects/opportunity/fields');
    await page.getByRole('button', { name: '新增字段' }).click();
    await drawer.getByRole('button', { name: /^公式/ }).click();
    await drawer.getByLabel('中文名称').fill('期望金额');
    const text = drawer.getByLabel('公式', { exact: false }).and(page.locator('textarea'));
    await text.fill('amount * nothing');
    await sees(drawer.getByText(/第 10 个字符：没有字段“nothing”/));
    await sees(drawer.locator('mark', { hasText: 'nothing' }));
    await look(tools, page, 'formula-wrong');
    await text.fill('amount * ');
    await drawer.getByRole('button', { name: '插入字段' }).click();
    await page
      .getByRole('combobox', { name: '查找字段' })
      .or(page.getByRole('dialog', { name: '插入字段' }).getByRole('combobox'))
      .fill('赢率');
    await page.keyboard.press('Enter');
    await reads(drawer.locator('.fx-marks'), 'amount * probability');
    await page.keyboard.type(' / 100');
    await sees(drawer.getByText('结果：数字'));
    await drawer.getByLabel('用一条记录试算').selectOption({ label: '大单子' });
    await sees(drawer.getByText('这条记录的结果：60000'));
    await drawer.getByLabel('结果类型').selectOption('currency');
    await look(tools, page, 'formula-field');
    await drawer.getByRole('button', { name: '插入函数' }).click();
    const functions = page.getByRole('dialog', { name: '插入函数' });
    await functions.getByRole('combobox').fill('四舍五入');
    await sees(functions.getByText(/^ROUND/));
    await look(tools, page, 'formula-functions');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value.startsWith('x_'));
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('row').filter({ hasText: '期望金额' }));
  });
  await step('列表里看得到', async () => {
    const { fields } = await (await page.request.get('/api/v1/meta/objects/opportunity')).json();
    const name = fields.find((field: { label: { zh: string } }) => field.label.zh === '期望金额').name;
    await page.request.patch('/api/v1/meta/objects/opportunity', { data: { listColumns: ['name', 'amount', name] } });
    await openList(page, 'opportunity', `view=all&sort=-${name}`);
    await reads(await cellOf(page, rowOf(page, '大单子'), '期望金额'), /60,000/);
    await reads(await cellOf(page, rowOf(page, '小单子'), '期望金额'), /1,500/);
    await look(tools, page, 'formula-list');
  });
  await step('加一条校验规则', async () => {
    await page.goto('/settings/objects/opportunity/validation');
    await sees(page.getByText('还没有校验规则'));
    await look(tools, page, 'validation-empty');
    await page.getByRole('button', { name: '新建校验规则' }).click();
    await drawer.getByLabel('名称', { exact: true }).fill('大单要写下一步');
    await drawer.locator('textarea').fill('amount > 100000 && ISBLANK(nextStep)');
    await drawer.getByLabel('用一条记录试算').selectOption({ label: '大单子' });
    await sees(drawer.getByText('这条记录不能保存'));
    await drawer.getByLabel(/^提示（中文）/).fill('金额超过 10 万，请填写下一步');
    await drawer.getByLabel('提示显示在哪个字段').selectOption('nextStep');
    await look(tools, page, 'validation-rule');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByRole('row').filter({ hasText: '大单要写下一步' }));
    await look(tools, page, 'validation-rules');
  });
  await step('表单里拦得住，补上就能存', async () => {
    await openList(page, 'opportunity');
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: '新建商机' });
    await form.getByLabel(/^商机名称/).fill('另一个大单');
    await form.getByLabel(/^金额/).fill('200000');
    await form.getByRole('combobox', { name: '客户' }).fill('恒润');
    await page.getByRole('option').filter({ hasText: '浙江恒润化工' }).click();
    await form.getByLabel(/^预计成交/).fill('明天');
    await page.keyboard.press('Tab');
    const more = form.getByRole('button', { name: '更多字段' });
    if (await more.isVisible()) await more.click();
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await sees(form.getByText('金额超过 10 万，请填写下一步'));
    await look(tools, page, 'validation-form');
    await form
      .getByLabel(/^下一步/)
      .first()
      .fill('周五拜访');
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await gone(form);
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/objects/opportunity/validation');
    await page.getByRole('button', { name: '大单要写下一步', exact: true }).click();
    await sees(drawer.getByText('结果：是/否'));
    await look(tools, page, 'validation-rule');
    await page.keyboard.press('Escape');
    await look(tools, page, 'validation-rules');
    await page.goto('/settings/objects/opportunity/fields');
    await page.getByRole('button', { name: '期望金额', exact: true }).click();
    await sees(drawer.getByText('结果：数字'));
    await look(tools, page, 'formula-field');
  });
}

export const journeys: readonly Journey[] = [{ name: '公式字段和校验规则', run: formulas }];
