import type { Page } from 'playwright-core';
import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, demo, fresh, signIn } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const make = async (page: Page, object: string, values: object) => (await ask<{ id: string }>(page, `/records/${object}`, values)).id;
const act = (page: Page, object: string, id: string, action: string, input: object = {}) =>
  ask(page, `/records/${object}/${id}/actions/${action}`, { input });

const upload = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const form = new FormData();
    form.append('file', new Blob(['签字盖章'], { type: 'text/plain' }), '合同扫描件.txt');
    const answer = await fetch('/api/v1/files', { method: 'POST', body: form });
    return (await answer.json()).id;
  });

/** Money that came in is confirmed, pays what is due longest, is taken back in part, and matched on the page for it; on the phone, too. */
async function receipts(tools: Tools): Promise<void> {
  const { step } = tools;
  const seller = await tools.visitor();
  const page = await tools.visitor();
  const name = fresh('东海水务');
  const contract = fresh('一期泵组合同');
  let receipt = '';
  await step('登记一笔回款，主管确认到账', async () => {
    await signIn(seller, demo.seller);
    await signIn(page, demo.manager);
    const account = await make(seller, 'account', { name });
    const id = await make(seller, 'contract', { name: contract, account, amount: '26665.74' });
    for (const [plan, amount, days] of [
      ['预付款', '8888.58', 7],
      ['到货款', '17777.16', 60],
    ])
      await make(seller, 'paymentPlan', { contract: id, name: plan, amount, days, dueRule: 'signed' });
    await act(seller, 'contract', id, 'sign', { signedFile: [await upload(seller)] });
    await act(page, 'contract', id, 'confirm');
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
    receipt = await make(seller, 'receipt', { contract: id, amount: '12000', receivedOn: today, bankRef: fresh('CMB') });
    await seller.goto(`/o/receipt/${receipt}?tab=overview`);
    await sees(seller.getByText('确认到账之后才能核销'));
    await gone(seller.getByRole('button', { name: '确认到账' }));
    await page.goto(`/o/receipt/${receipt}?tab=overview`);
    await page.getByRole('button', { name: '确认到账' }).click();
    await sees(page.getByRole('region', { name: '核销', exact: true }).getByText('¥17,777.16'));
    await look(tools, page, 'receipt-confirmed');
  });
  await step('自动核销先付最早的一期，撤销一期又变回未回', async () => {
    const part = page.getByRole('region', { name: '核销', exact: true });
    await part.getByRole('button', { name: '自动核销' }).click();
    await reads(part, /到货款¥3,111\.42/);
    await reads(part, /预付款¥8,888\.58/);
    await look(tools, page, 'receipt-allocated');
    await part.getByRole('listitem').filter({ hasText: '到货款' }).last().getByRole('button', { name: '撤销' }).click();
    const dialog = page.getByRole('dialog', { name: /撤销核销/ });
    await dialog.getByRole('textbox').fill('客户说是另一份合同的');
    await look(tools, page, 'receipt-undo');
    await dialog.getByRole('button', { name: '撤销' }).click();
    await gone(dialog);
    await reads(part, /未核销 ¥3,111\.42/);
  });
  await step('在回款核销页点一下余额填入金额，核销完就不在列表里了', async () => {
    await page.goto('/receipt-matching');
    const mine = page.getByRole('button').filter({ hasText: name });
    await mine.click();
    const part = page.getByRole('region', { name: '核销', exact: true });
    await part.getByRole('button', { name: '¥17,777.16' }).click();
    await reads(part, /本次 ¥3,111\.42，核销后剩 ¥0\.00/);
    await look(tools, page, 'receipt-matching');
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto('/receipt-matching');
    await phone.getByRole('button').filter({ hasText: name }).click();
    await sees(phone.getByRole('region', { name: '核销', exact: true }).getByText('¥17,777.16'));
    await look(tools, phone, 'receipt-matching-phone');
    await part.getByRole('button', { name: '核销', exact: true }).click();
    await gone(mine);
    await phone.goto(`/o/receipt/${receipt}?tab=overview`);
    await sees(phone.getByText('¥12,000.00').first());
    await look(tools, phone, 'receipt-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '回款与核销', inDemo: true, run: receipts }];
