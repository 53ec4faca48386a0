import type { Page } from 'playwright-core';
import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, demo, fresh, signIn } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const make = async (page: Page, object: string, values: object) => (await ask<{ id: string }>(page, `/records/${object}`, values)).id;
const scan = { name: '合同扫描件.txt', mimeType: 'text/plain', buffer: Buffer.from('签字盖章') };

/** From the deal over the draft and its instalments to a contract that somebody else confirms, and what the customer owes; on the phone, too. */
async function contracts(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const name = fresh('三期机组');
  let account = '';
  let contract = '';
  await step('从商机生成合同草稿，带着产品明细', async () => {
    await signIn(page, demo.seller);
    account = await make(page, 'account', { name: fresh('东方水务') });
    const { records } = await ask<{ records: { id: string }[] }>(page, '/records/product/query', { fields: ['id'], limit: 1 });
    const deal = await make(page, 'opportunity', { name, account });
    await make(page, 'opportunityLine', { opportunity: deal, product: records[0]?.id, quantity: '2', unitPrice: '14814.30' });
    await page.goto(`/o/opportunity/${deal}?tab=overview`);
    await page.locator('.acts').getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '生成合同' }).click();
    await page.getByRole('dialog', { name: '生成合同' }).getByRole('button', { name: '生成合同' }).click();
    await page.waitForURL(/\/o\/contract\//);
    contract = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await sees(page.getByRole('heading', { name }));
    await reads(page.getByRole('region', { name: '回款计划' }).locator('p.note'), /还没有回款计划/);
  });
  await step('按 3 : 6 : 1 排回款计划，金额当场算出', async () => {
    await page.getByRole('button', { name: '排计划' }).click();
    const drawer = page.getByRole('dialog', { name: '排回款计划' });
    // 29,628.60 at 30/60/10
    for (const amount of ['¥8,888.58', '¥17,777.16', '¥2,962.86']) await sees(drawer.getByText(amount, { exact: true }));
    await look(tools, page, 'contract-plan');
    await drawer.getByRole('button', { name: '保存计划' }).click();
    await gone(drawer);
    const plan = page.getByRole('region', { name: '回款计划' });
    await sees(plan.getByText('签订后 60 天'));
    await sees(plan.getByText('未生效'));
    await look(tools, page, 'contract-draft');
  });
  await step('提交签署要附扫描件，由另一个人确认后生效', async () => {
    await page.getByRole('button', { name: '提交签署' }).first().click();
    const dialog = page.getByRole('dialog', { name: /提交签署/ });
    await dialog.locator('input[type=file]').setInputFiles(scan);
    await sees(dialog.getByText(scan.name));
    await look(tools, page, 'contract-sign');
    await dialog.getByRole('button', { name: '提交签署' }).click();
    await gone(dialog);
    await gone(page.getByRole('button', { name: '提交签署' }));
    // who handed it in does not confirm it
    await gone(page.getByRole('button', { name: '确认生效' }));
    const manager = await tools.visitor();
    await signIn(manager, demo.manager);
    await manager.goto(`/o/contract/${contract}?tab=overview`);
    await manager.getByRole('button', { name: '确认生效' }).click();
    const plan = manager.getByRole('region', { name: '回款计划' });
    await sees(plan.getByText('待回款'));
    await reads(plan.getByRole('listitem').filter({ hasText: '未到期' }), /¥29,628\.60/);
    await look(tools, manager, 'contract-active');
  });
  await step('客户页看得到应收，手机上也一样', async () => {
    await page.goto(`/o/account/${account}?tab=overview`);
    const owed = page.getByRole('region', { name: '应收' });
    await sees(owed.getByText('应收余额'));
    await owed.scrollIntoViewIfNeeded();
    await look(tools, page, 'account-receivables');
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/contract/${contract}?tab=overview`);
    await sees(phone.getByRole('region', { name: '回款计划' }).getByText('待回款'));
    await look(tools, phone, 'contract-phone');
    await phone.goto('/o/paymentPlan?view=all');
    await sees(phone.getByText('预付款').first());
    await look(tools, phone, 'payment-plans-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '合同与回款计划', inDemo: true, run: contracts }];
