import { readFileSync } from 'node:fs';
import { eventually, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const tall = { width: 1440, height: 900 };

/** Makes a template from a ready one, changes it with the mouse and the keyboard, and prints a record on the desk and on the phone. */
async function printing(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await page.setViewportSize(tall);
  let record = '';
  const preview = page.getByRole('region', { name: '预览' });
  const says = (part: string | RegExp) => preview.getByAltText(part).first();

  await step('有一个客户和它的商机', async () => {
    await signUp(page, newOwner('打印测试'));
    const account = await ask<{ id: string }>(page, '/records/account', {
      name: '浙江恒润化工有限公司',
      industry: 'chemical',
      annualRevenue: '1286000',
    });
    record = account.id;
    for (const [name, amount] of [
      ['取水泵站一期', '1000.10'],
      ['取水泵站二期', '2000.20'],
    ])
      await ask(page, '/records/opportunity', { name, amount, account: record });
  });
  await step('没有模板时说明去哪里做', async () => {
    await page.goto(`/o/account/${record}`);
    await page.locator('.rec').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '打印' }).click();
    await page.getByRole('dialog').getByRole('link', { name: '去做模板' }).click();
    await sees(page.getByText('从哪里开始？'));
    await look(tools, page, 'print-begin');
  });
  await step('从报价单开始，预览跟着修改走', async () => {
    await page.getByRole('button', { name: '报价单' }).click();
    await sees(says(/浙江恒润化工有限公司/));
    await look(tools, page, 'print-designer');
    const blocks = page.getByRole('region', { name: '内容' });
    await blocks.locator('.pd-pick', { hasText: '标题' }).first().click();
    await page.getByRole('region', { name: '设置“标题”' }).getByLabel('文字').fill('产品报价单');
    await sees(says(/产品报价单/));
    await blocks.getByRole('button', { name: '添加内容' }).click();
    await page.getByRole('menuitem', { name: '明细表' }).click();
    const panel = page.getByRole('region', { name: '设置“明细表”' });
    await panel.getByLabel('数据来源').selectOption('opportunity_account');
    await sees(panel.getByText('金额').first());
    await panel.getByRole('checkbox', { name: '合计' }).first().check();
    await sees(says(/取水泵站二期[\s\S]*¥3,000.30/));
    await look(tools, page, 'print-table');
  });
  await step('键盘和鼠标改顺序，写错字段就地说明', async () => {
    const names = () => page.locator('.pd-item .pd-pick').evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ''));
    const before = await names();
    await page.locator('.pd-item .pd-pick').nth(1).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await eventually('the second block is first', names, (now) => now[0] === before[1] && now[1] === before[0]);
    const from = await page.locator('.pd-item').nth(1).boundingBox();
    const to = await page.locator('.pd-item').nth(0).boundingBox();
    if (!from || !to) throw new Error('nothing to drag');
    await page.mouse.move(from.x + 60, from.y + 18);
    await page.mouse.down();
    await page.mouse.move(from.x + 64, from.y + 8, { steps: 4 });
    await page.mouse.move(to.x + 40, to.y + 4, { steps: 6 });
    await page.mouse.up();
    await eventually('dragged back', names, (now) => now[0] === before[0]);
    await page.getByRole('button', { name: '撤销' }).click();
    await eventually('the drag is undone', names, (now) => now[0] === before[1]);
    await page.keyboard.press('Control+Shift+z');
    await eventually('and done again', names, (now) => now[0] === before[0]);
    await page.locator('.pd-item .pd-pick', { hasText: '段落' }).first().click();
    const text = page.getByRole('region', { name: '设置“段落”' }).getByLabel('文字');
    const good = await text.inputValue();
    tools.mayRefuse(400, /\/printPreview$/);
    await text.fill('{{nothing}}');
    await sees(page.getByText('没有“nothing”这个字段').first());
    await page.getByRole('button', { name: '撤销' }).click();
    await eventually(
      'the text is back',
      () => text.inputValue(),
      (value) => value === good,
    );
    await eventually(
      'the problem is gone',
      () => page.locator('.pd-item.bad').count(),
      (count) => count === 0,
    );
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await sees(page.getByText('模板已保存'));
  });
  await step('在客户页面打印并下载', async () => {
    await page.goto(`/o/account/${record}`);
    await page.locator('.rec').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '打印' }).click();
    const dialog = page.getByRole('dialog');
    await sees(dialog.getByAltText(/产品报价单/).first());
    await look(tools, page, 'print-dialog');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '下载' }).click()]);
    const path = await download.path();
    if (!download.suggestedFilename().endsWith('.pdf')) throw new Error(`not a PDF: ${download.suggestedFilename()}`);
    if (readFileSync(path).subarray(0, 5).toString() !== '%PDF-') throw new Error('the file is no PDF');
  });
  await step('手机上也能打印', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/o/account/${record}`);
    await page.locator('.rec').getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '打印' }).click();
    await sees(
      page
        .getByRole('dialog')
        .getByAltText(/产品报价单/)
        .first(),
    );
    await look(tools, page, 'print-dialog');
    await page.goto('/settings/objects/account/print');
    await sees(page.getByAltText(/产品报价单/).first());
    await look(tools, page, 'print-designer');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
    same('no sideways scrolling', wide, false);
  });
}

export const journeys: readonly Journey[] = [{ name: '打印模板与打印', run: printing }];
