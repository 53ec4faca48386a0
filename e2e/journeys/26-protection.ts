import { sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** 审计日志: what was done is there, can be narrowed, and its chain is shown as whole. */
async function protection(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('做几件要留痕的事', async () => {
    await signUp(page, newOwner('数据保护'));
    await ask(page, '/users/invite', { name: '赵敏', email: `zhao-${Date.now()}@example.com`, roles: ['member'] });
    await ask(page, '/roles', { name: '出纳', permissions: ['account.read'] });
  });
  await step('审计日志：内容、链条、筛选', async () => {
    await page.goto('/settings/audit');
    const list = page.getByRole('main').getByRole('list').last();
    await sees(list.getByText('新建了角色'));
    await sees(list.getByText('用户 · 赵敏'));
    await sees(page.getByText(/^日志完整，共/));
    await look(tools, page, 'audit-log');
    await page.getByLabel('事件').selectOption({ label: '邀请了用户' });
    await sees(list.getByText('用户 · 赵敏'));
    await list.getByText('新建了角色').waitFor({ state: 'detached' });
  });
  await step('手机上也能看', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto('/settings/audit');
    await sees(phone.getByText('新建了角色'));
    await look(tools, phone, 'audit-log');
  });
}

export const journeys: readonly Journey[] = [{ name: '数据保护', run: protection }];
