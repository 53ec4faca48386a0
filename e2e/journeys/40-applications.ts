import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { enter } from '../helpers/people.ts';
import { ask, fresh, newOwner, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** A member applies for two leads of a pool; the owner says yes from the notice and no in the list; then the member rejects what a rule gave. */
async function applications(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const mate = await tools.visitor();
  const me = async (of: typeof page) => ((await (await of.request.get('/api/v1/auth/me')).json()) as { user: Made }).user.id;

  await step('一个要申请的公海，三条线索', async () => {
    await signUp(page, newOwner('申请测试'));
    const invitation = { name: '林小满', email: `${fresh('mate')}@example.com`, roles: ['member'] };
    const { link } = await ask<{ link: string }>(page, '/users/invite', invitation);
    await enter(mate, new URL(link, page.url()).pathname, 'correct horse 42');
    const members = [{ kind: 'user', id: await me(mate) }];
    const pool = await ask<Made>(page, '/pools', { name: '重点公海', object: 'lead', claimMode: 'apply', members });
    for (const name of ['钱进', '孙立', '李明']) {
      const { id } = await ask<Made>(page, '/records/lead', { name, company: `${name}机械厂`, wechat: `wx_${name}` });
      await ask(page, `/records/lead/${id}/actions/return`, { input: { reason: 'noTime', pool: pool.id } });
    }
  });
  await step('成员在列表里申请两条', async () => {
    await mate.goto('/o/lead');
    await mate.getByRole('button', { name: /重点公海/ }).click();
    for (const name of ['钱进', '孙立']) await rowOf(mate, name).getByRole('checkbox').check();
    await mate.getByRole('region', { name: '批量操作' }).getByRole('button', { name: '领取', exact: true }).click();
    await sees(mate.getByText('已提交 2 条申请，等待公海管理员批准'));
    await sees(mate.getByRole('button', { name: '我的申请 2' }));
  });
  await step('管理员点开通知，一点就同意', async () => {
    await page.goto('/settings/company');
    await page.getByRole('button', { name: /^通知/ }).click();
    await look(tools, page, 'notice-request');
    await page.getByRole('button', { name: '同意：林小满申请钱进' }).click();
    await sees(page.getByText('已同意'));
    await gone(page.getByRole('button', { name: '同意：林小满申请钱进' }));
    await mate.goto('/o/lead?view=all');
    await rowOf(mate, '钱进').getByText('林小满').first().waitFor();
  });
  await step('另一条在列表上方拒绝', async () => {
    await page.goto('/o/lead');
    await page.getByRole('button', { name: /重点公海/ }).click();
    await page.getByRole('button', { name: '待批准 1' }).click();
    const drawer = page.getByRole('dialog', { name: '领取申请：重点公海' });
    await look(tools, page, 'pool-requests');
    await drawer.getByRole('button', { name: '拒绝：林小满申请孙立' }).click();
    await sees(drawer.getByText('没有等待批准的申请'));
  });
  await step('自动分配的线索，成员说明原因拒收', async () => {
    const people = [{ kind: 'user', id: await me(mate) }];
    await ask(page, '/assignments/rules/lead', { name: '轮流', method: 'roundRobin', people });
    const { id } = await ask<Made>(page, '/records/lead', { name: '周全', company: '周全阀门厂', wechat: 'wx_1021' });
    await ask(page, '/assignments/run', { object: 'lead', records: [id] });
    await mate.goto(`/o/lead/${id}`);
    await sees(mate.getByText(/系统自动分配给您，.* 前可以拒收/));
    await look(tools, mate, 'record-given');
    await mate.getByRole('button', { name: '拒收', exact: true }).click();
    const dialog = mate.getByRole('dialog', { name: '拒收：周全' });
    await dialog.getByLabel('拒收原因').click();
    await mate.getByRole('option', { name: '不归我负责' }).click();
    await dialog.getByRole('button', { name: '拒收', exact: true }).click();
    await sees(mate.getByText('已拒收，交给下一位处理'));
  });
  await step('班次，在手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/assignment');
    await sees(page.getByText(/近 30 天拒收 1 次/));
    await page.getByRole('button', { name: /^林小满/ }).click();
    const drawer = page.getByRole('dialog', { name: '林小满' });
    await drawer.getByText('自定时段').click();
    await look(tools, page, 'settings-shift');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
  });
}

export const journeys: readonly Journey[] = [{ name: '申请领取、拒收、班次', run: applications }];
