import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, fresh, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** Rules of scoring are tried out and published, a lead says what its score is made of, and leads are given out at once. */
async function scores(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let lead = '';
  await step('一家公司，几条线索，两位同事', async () => {
    await signUp(page, newOwner('评分派单'));
    for (const [name, source, phone] of [
      ['孙立', 'referral', '13912345671'],
      ['钱进', 'website', '13912345672'],
      ['赵敏', 'exhibition', '13912345673'],
    ] as const)
      lead = (await ask<Made>(page, '/records/lead', { name, company: '恒润化工', source, phone })).id;
    await ask(page, '/records/activity', { type: 'visit', subject: '现场看泵', related: [{ object: 'lead', id: lead }] });
    const places = [
      { lng: 121.47, lat: 31.23 },
      { lng: 121.6, lat: 31.2 },
      { lng: 120.62, lat: 31.3 },
    ];
    const records = ['李工', '周工', '吴工', '郑工'].map((name, index) => ({
      name,
      company: '远大机电',
      wechat: `wx_${index}`,
      ...(places[index] ? { address: { street: '工业路 1 号', ...places[index] } } : {}),
    }));
    const { results } = await ask<{ results: readonly Made[] }>(page, '/records/lead/bulk', { operation: 'create', records });
    await ask(page, '/records/lead/bulk', { operation: 'update', records: results.map(({ id }) => ({ id, owner: null })) });
    for (const name of ['林小满', '赵一鸣'])
      await ask(page, '/users/invite', { name, email: `${fresh('rep')}@example.com`, roles: ['member'] });
  });
  await step('新建版本，改分值时分布随之变化', async () => {
    await page.goto('/settings/scoring');
    await sees(page.getByText('还没有评分规则'));
    await page.getByRole('button', { name: '新建版本' }).click();
    await sees(page.getByText('最近 7 条线索的分布'));
    const group = page.getByRole('region', { name: '分组 匹配度' });
    await group.getByLabel('分值').first().fill('55');
    await sees(page.getByText('70–79 分：1 条').first());
    await look(tools, page, 'settings-scoring-editor');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await sees(page.getByText('草稿', { exact: true }));
  });
  await step('发布', async () => {
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click();
    await sees(page.getByText('生效中'));
    await tools.shot(page, 'settings-scoring');
  });
  await step('线索页上的评分构成', async () => {
    await page.goto(`/o/lead/${lead}?tab=overview`);
    const parts = page.getByRole('region', { name: '评分构成' });
    await sees(parts.getByText('电话、拜访、会议、演示'));
    await parts.scrollIntoViewIfNeeded();
    await look(tools, page, 'lead-score');
  });
  await step('派单：方案、上限，执行', async () => {
    await page.goto('/dispatch');
    await sees(page.getByText('还没有派单'));
    await page.getByRole('button', { name: '新建派单' }).first().click();
    const drawer = page.getByRole('dialog', { name: '新建派单' });
    for (const [typed, person] of [
      ['lxm', '林小满'],
      ['zym', '赵一鸣'],
    ] as const) {
      await drawer.getByLabel('派给').click();
      await drawer.getByLabel('派给').fill(typed);
      await page.getByRole('option', { name: person }).click();
    }
    await page.keyboard.press('Tab');
    await drawer.getByLabel('均衡').fill('5');
    await look(tools, page, 'dispatch-form');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByText('4 / 4 条线索', { exact: false }));
    await sees(page.getByText('与上限差'));
    await sees(page.getByRole('region', { name: '派单地图' }));
    await sees(page.getByText('1 条线索没有位置，不在图上'));
    await look(tools, page, 'dispatch-plan');
    await page.getByRole('button', { name: '执行派单' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '执行派单' }).click();
    await sees(page.getByText('已派', { exact: true }).first());
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await look(tools, page, 'dispatch-plan');
    await page.goto('/settings/scoring');
    await page.getByRole('button', { name: '查看规则' }).click();
    await sees(page.getByText('最近 7 条线索的分布'));
    await look(tools, page, 'settings-scoring-editor');
  });
}

export const journeys: readonly Journey[] = [{ name: '线索评分与智能派单', run: scores }];
