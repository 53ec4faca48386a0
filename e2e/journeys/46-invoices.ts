import type { Page } from 'playwright-core';
import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, demo, fresh, signIn } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const make = async (page: Page, object: string, values: object) => (await ask<{ id: string }>(page, `/records/${object}`, values)).id;
const act = (page: Page, at: string, input: object = {}) => ask(page, `/records/${at}`, { input });
/** A number of a digital invoice of this year that nobody has used. */
const number = () => `${String(new Date().getFullYear()).slice(2)}31${String(Date.now()).padStart(16, '0')}`;

/** A contract of the seller's in force: confirmed by the manager. */
async function contractInForce(page: Page, manager: Page, name: string): Promise<string> {
  const account = await make(page, 'account', { name: fresh('东方水务') });
  await act(page, `account/${account}/actions/saveBilling`, { invoiceTitle: '东方水务有限公司', taxNo: '91310000607337582P' });
  const contract = await make(page, 'contract', { name, account, amount: '3000', taxRate: '13' });
  await act(page, `contract/${contract}/actions/plan`, { parts: [{ weight: 1 }] });
  const file = { name: '合同扫描件.txt', mimeType: 'text/plain', buffer: Buffer.from('签字盖章') };
  const { id } = (await (await page.request.post('/api/v1/files', { multipart: { file } })).json()) as { id: string };
  await act(page, `contract/${contract}/actions/sign`, { signedFile: [id] });
  await act(manager, `contract/${contract}/actions/confirm`);
  return contract;
}

/** From the contract over the request and its invoice to a part that is reversed and can be invoiced again. */
async function invoices(tools: Tools): Promise<void> {
  const { step } = tools;
  const [page, manager] = [await tools.visitor(), await tools.visitor()];
  let contract = '';
  let request = '';
  await step('在合同页申请开票，抬头旁边就是税号', async () => {
    await signIn(page, demo.seller);
    await signIn(manager, demo.manager);
    contract = await contractInForce(page, manager, fresh('循环水泵'));
    await page.goto(`/o/contract/${contract}?tab=overview`);
    await page.getByRole('region', { name: '开票' }).getByRole('button', { name: '申请开票' }).click();
    const dialog = page.getByRole('dialog', { name: /申请开票/ });
    await sees(dialog.getByText('91310000607337582P'));
    await dialog.getByLabel('开票金额').fill('1');
    await dialog.getByRole('button', { name: '全部剩余' }).click();
    await look(tools, page, 'invoice-ask');
    await dialog.getByRole('button', { name: '生成草稿' }).click();
    await page.waitForURL(/\/o\/invoiceRequest\//);
    request = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const head = page.getByRole('region', { name: '票面信息' });
    await sees(head.getByText('东方水务有限公司'));
    // 3,000 ÷ 1.13
    for (const amount of ['¥3,000.00', '¥2,654.87', '¥345.13']) await sees(head.getByText(amount, { exact: true }));
  });
  await step('提交后由主管登记发票号码', async () => {
    tools.mayRefuse(422, /actions\/issue$/);
    await page.getByRole('button', { name: '提交开票' }).first().click();
    await gone(page.getByRole('button', { name: '提交开票' }));
    await gone(page.getByRole('button', { name: '登记开票' }));
    await manager.goto(`/o/invoiceRequest/${request}?tab=overview`);
    await manager.getByRole('button', { name: '登记开票' }).first().click();
    const dialog = manager.getByRole('dialog', { name: /登记开票/ });
    await dialog.getByLabel('发票号码').fill(number().slice(1));
    await dialog.getByRole('button', { name: '登记开票' }).click();
    await sees(dialog.getByText('发票号码应为 20 位数字（数电发票）或 8 位数字'));
    await dialog.getByLabel('发票号码').fill(number());
    await look(tools, manager, 'invoice-issue');
    await dialog.getByRole('button', { name: '登记开票' }).click();
    await gone(dialog);
    await sees(manager.getByRole('region', { name: '票面信息' }).getByRole('heading', { name: '发票' }));
  });
  await step('部分红冲后，红冲的金额可以重新开票', async () => {
    await manager.locator('.acts').getByRole('button', { name: '更多' }).click();
    await manager.getByRole('menuitem', { name: '红冲' }).click();
    const dialog = manager.getByRole('dialog', { name: /红冲/ });
    await dialog.getByLabel('红冲金额').fill('1000');
    await dialog.getByLabel('红字发票号码').fill(number());
    await dialog.getByLabel('红冲原因').fill('退货');
    await dialog.getByRole('button', { name: '红冲' }).click();
    await gone(dialog);
    await sees(manager.getByRole('region', { name: '票面信息' }).getByText('-¥1,000.00'));
    await look(tools, manager, 'invoice-request');
    await page.goto(`/o/contract/${contract}?tab=overview`);
    const panel = page.getByRole('region', { name: '开票' });
    await reads(panel.getByRole('listitem').filter({ hasText: '未开票' }), /¥1,000\.00/);
    await sees(panel.getByText('部分红冲'));
    await look(tools, page, 'invoice-contract');
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/invoiceRequest/${request}?tab=overview`);
    await sees(phone.getByRole('region', { name: '票面信息' }).getByText('东方水务有限公司'));
    await look(tools, phone, 'invoice-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '开票与红冲', inDemo: true, run: invoices }];
