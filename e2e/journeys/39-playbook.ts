import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** A company writes the steps of a stage; on the deal they are ticked, and the required one keeps it in the stage. */
async function playbook(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('在设置里写一个阶段的步骤', async () => {
    await signUp(page, newOwner('打法'));
    await page.goto('/settings/objects/opportunity/playbook');
    const stage = page.getByRole('region', { name: '初步接洽' });
    const add = stage.getByRole('textbox', { name: /^新步骤/ });
    for (const name of ['弄清谁拍板', '打一次电话']) {
      await add.fill(name);
      await add.press('Enter');
    }
    await stage.getByRole('checkbox', { name: '必做' }).first().check();
    await stage.getByRole('combobox', { name: '步骤 2 怎样算完成' }).selectOption({ label: '电话' });
    await stage.getByRole('button', { name: '话术与资料' }).first().click();
    await stage.getByRole('textbox', { name: '话术' }).fill('请问这类采购由哪位负责？');
    await look(tools, page, 'playbook-settings');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await sees(page.getByText('打法已保存'));
  });
  await step('在商机上照着做', async () => {
    const deal = await ask<{ id: string }>(page, '/records/opportunity', { name: '磁力泵框架', amount: '50000', closeOn: '2030-06-30' });
    await page.goto(`/o/opportunity/${deal.id}`);
    const rail = page.getByRole('region', { name: '打法' });
    await reads(rail.getByRole('heading'), '0/2');
    await rail.getByRole('button', { name: '话术与资料：弄清谁拍板' }).click();
    const help = page.getByRole('dialog', { name: '弄清谁拍板' });
    await sees(help.getByText('请问这类采购由哪位负责？'));
    await page.keyboard.press('Escape');
    await gone(help);
    tools.mayRefuse(422, /\/records\/opportunity\//);
    await page.getByRole('button', { name: '推进到需求确认' }).click();
    await sees(page.getByText(/请先完成必做步骤：弄清谁拍板/));
    await rail.getByRole('checkbox', { name: /弄清谁拍板/ }).check();
    await ask(page, '/records/activity', { type: 'call', subject: '通话', done: true, related: [{ object: 'opportunity', id: deal.id }] });
    await reads(rail.getByRole('heading'), '2/2');
    await look(tools, page, 'playbook-rail');
    await page.getByRole('button', { name: '推进到需求确认' }).click();
    await reads(page.getByRole('list', { name: '阶段' }).locator('[aria-current=step]'), '需求确认');
  });
}

export const journeys: readonly Journey[] = [{ name: '打法', run: playbook }];
