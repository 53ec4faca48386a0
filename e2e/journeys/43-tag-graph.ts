import { counts, gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** The graph of the tags of an account: by mouse, by keyboard, as a list, on the phone. */
async function tagGraph(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let id = '';
  await step('一家客户有三个标签，另有两家也带“老客户”', async () => {
    await signUp(page, newOwner('图谱'));
    const rule = {
      tag: '大企业',
      reason: { zh: '员工 1000 人以上', en: '1,000 or more' },
      filter: { field: 'employees', op: 'gte', value: 1000 },
    };
    await page.request.put('/api/v1/meta/objects/account/parts/tagRule/large', { data: rule });
    const tags = ['老客户', '重点制造业客户'];
    id = (await ask<{ id: string }>(page, '/records/account', { name: '浙江恒润化工股份有限公司', employees: 1200, tags })).id;
    for (const name of ['宁波东海泵业有限公司', '绍兴越城机械厂']) await ask(page, '/records/account', { name, tags: ['老客户'] });
  });
  const graph = page.getByRole('region', { name: '标签图谱', exact: true });
  const old = graph.getByRole('button', { name: /^老客户，人工/ });
  await step('点标签看来历，列出同样带它的客户', async () => {
    await page.goto(`/o/account/${id}?tab=overview`);
    await sees(graph.getByRole('button', { name: /^大企业，按规则 · 员工 1000 人以上/ }));
    await old.click();
    await sees(graph.getByText('还有 2 家客户带“老客户”'));
    await sees(graph.getByRole('button', { name: '打开客户“绍兴越城机械厂”' }));
    await graph.scrollIntoViewIfNeeded();
    await look(tools, page, 'tag-graph');
  });
  await step('用键盘收起一组，再展开', async () => {
    const group = graph.getByRole('button', { name: '人工，2 个标签' });
    await group.focus();
    await page.keyboard.press('Enter');
    await gone(old);
    await page.keyboard.press('Space');
    await sees(old);
    await counts(graph.getByRole('button', { name: /^打开客户/ }), 2);
  });
  await step('同样的内容写成列表', async () => {
    await graph.getByRole('radio', { name: '列表' }).click();
    await sees(graph.getByRole('list', { name: '标签图谱' }).getByRole('link', { name: '宁波东海泵业有限公司' }));
    await tools.shot(page, 'tag-graph-list');
  });
  await step('手机：一行一行，点客户就打开', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/account/${id}`);
    await phone.getByRole('tab', { name: '资料' }).click();
    const there = phone.getByRole('region', { name: '标签图谱', exact: true });
    await there.getByRole('button', { name: /^老客户/ }).click();
    await sees(there.getByText('还有 2 家客户带“老客户”'));
    await there.scrollIntoViewIfNeeded();
    await look(tools, phone, 'tag-graph-phone');
    await there.getByRole('button', { name: '打开客户“绍兴越城机械厂”' }).click();
    await sees(phone.getByRole('heading', { name: '绍兴越城机械厂' }).first());
  });
}

export const journeys: readonly Journey[] = [{ name: '标签图谱', run: tagGraph }];
