import { sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** Who competes, how long stages took, whose deal it is: on the page of a deal, and the battlecard in one press on the phone. */
async function deals(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let deal = '';
  await step('一条有对手、走了两步的商机', async () => {
    await signUp(page, newOwner('攻防'));
    const account = (await ask<Made>(page, '/records/account', { name: '恒润化工' })).id;
    const battlecard = '<ol><li>先谈全寿命成本</li><li>交期写进评分标准</li></ol>';
    const values = { name: '凯洛泵业', priceBand: 'low', strengths: '报价低，备件库全', battlecard };
    const rival = (await ask<Made>(page, '/records/competitor', values)).id;
    const body = { name: '磁力泵年度框架', account, amount: '1286000', closeOn: '2027-03-31' };
    deal = (await ask<Made>(page, '/records/opportunity', body)).id;
    await ask(page, '/records/opportunityCompetitor', { opportunity: deal, competitor: rival, threat: '3', priceSeen: '1180000' });
    for (const [stage, from] of [
      ['qualified', 'initial'],
      ['proposal', 'qualified'],
    ])
      await ask(page, `/records/opportunity/${deal}/actions/move`, { input: { stage, from } });
    await ask(page, `/records/opportunity/${deal}/actions/move`, { input: { stage: 'qualified', stageReason: '预算要重批' } });
  });
  await step('详情页上有对手、阶段用时和退回的原因', async () => {
    await page.goto(`/o/opportunity/${deal}`);
    await sees(page.getByRole('button', { name: /凯洛泵业/ }));
    await page.goto(`/o/opportunity/${deal}?tab=overview`);
    await sees(page.getByRole('region', { name: '阶段用时' }).getByText(/预算要重批/));
    await look(tools, page, 'deal');
    await page.getByRole('region', { name: '阶段用时' }).scrollIntoViewIfNeeded();
    await tools.shot(page, 'deal-stays');
  });
  await step('业绩分成：合计不是 100% 会说明，改对了就分到分', async () => {
    await page.getByRole('button', { name: '设置分成' }).click();
    const dialog = page.getByRole('dialog', { name: '业绩分成' });
    await dialog.getByLabel('比例（%）').fill('90');
    tools.mayRefuse(422, /actions\/split$/);
    await dialog.getByRole('button', { name: '保存' }).click();
    await sees(dialog.getByRole('alert').getByText(/正好是 100%/));
    await look(tools, page, 'deal-splits');
    await dialog.getByLabel('比例（%）').fill('100');
    await dialog.getByRole('button', { name: '保存' }).click();
    await sees(page.getByRole('region', { name: '业绩分成' }).getByText('100%'));
  });
  await step('手机上一点就是攻防要点', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/opportunity/${deal}`);
    await phone.getByRole('button', { name: /凯洛泵业/ }).tap();
    await sees(phone.getByRole('dialog', { name: '凯洛泵业' }).getByText('先谈全寿命成本'));
    await look(tools, phone, 'battlecard-phone');
  });
  await step('赢率对比', async () => {
    await page.goto('/win-rates');
    await sees(page.getByRole('rowheader', { name: '凯洛泵业' }));
    await sees(page.getByText('样本不足').first());
    await look(tools, page, 'win-rates');
  });
}

export const journeys: readonly Journey[] = [{ name: '商机攻防', run: deals }];
