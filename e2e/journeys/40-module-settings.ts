import type { Page } from 'playwright-core';
import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

async function saved(page: Page): Promise<void> {
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await sees(page.getByText('已保存'));
  await sees(page.locator('.rule').getByText('已修改'));
}

/** The owner changes one setting of each module, sees what follows from one, takes one back by its default and one by its history. */
async function moduleSettings(tools: Tools): Promise<void> {
  const { step } = tools;
  tools.mayRefuse(422, /\/meta\/parts\/salesSettings/);
  tools.mayRefuse(409, /\/meta\/parts\/salesSettings/);
  const page = await tools.visitor();
  const change = async (kind: string, label: string, value: string) => {
    await page.goto(`/settings/rules/${kind}`);
    await page.getByLabel(label, { exact: true }).fill(value);
    await saved(page);
  };
  await step('从设置首页搜到一项规则', async () => {
    await signUp(page, newOwner('规则'));
    await page.goto('/settings');
    await sees(page.getByRole('heading', { name: '销售云规则' }));
    await look(tools, page, 'settings-rules-home');
    await page.getByRole('combobox', { name: '搜索设置' }).fill('scxysx');
    await page.getByRole('option', { name: /首次响应时限.*线索规则/ }).click();
    await sees(page.getByRole('heading', { name: '线索规则' }));
    await sees(page.getByText('还没有改过，全部是默认值。'));
  });
  await step('不限首次响应，新线索就没有时限', async () => {
    const due = async () => {
      const { id } = await ask<Made>(page, '/records/lead', { name: '孙立', phone: `138${Date.now().toString().slice(-8)}` });
      const answer = await page.request.get(`/api/v1/records/lead/${id}`);
      return ((await answer.json()) as { slaDueAt: string | null }).slaDueAt !== null;
    };
    if (!(await due())) throw new Error('shipped: a new lead is to be answered in time');
    await page.getByLabel('首次响应时限 不限制').check();
    await saved(page);
    if (await due()) throw new Error('no limit was set, and there is one');
    await sees(page.getByText(/陈晓 .*修改/));
  });
  await step('每个模块改一项', async () => {
    await change('calendarSettings', '签到范围', '300');
    await change('accountSettings', '多久算沉睡', '90');
    await change('biddingSettings', '保证金上限', '1.5');
    await change('projectSettings', '里程碑超期', '3');
    await change('salesSettings', '停滞天数', '7');
    await look(tools, page, 'settings-rules');
  });
  await step('填错了，原因就在这一项下面', async () => {
    const input = page.getByLabel('停滞天数', { exact: true });
    await input.fill('0');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await sees(page.locator('.rule').filter({ has: input }).getByText('应为 1 到 365 的整数'));
    await page.getByRole('button', { name: '恢复默认：停滞天数' }).click();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await gone(page.locator('.rule').getByText('已修改'));
  });
  await step('变更记录里写着改了什么，也能撤销', async () => {
    await page.getByRole('link', { name: '变更记录', exact: true }).click();
    await reads(page.locator('.ch-line'), /停滞天数.*7.*14/);
    await page.goto('/settings/rules/biddingSettings');
    await page.getByRole('button', { name: '撤销这次修改' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click();
    await sees(page.getByText(/撤销了修改/));
    await gone(page.locator('.rule').getByText('已修改'));
  });
  await step('别人刚改过同一项：说清楚，填的不丢', async () => {
    await page.goto('/settings/rules/salesSettings');
    const input = page.getByLabel('停滞天数', { exact: true });
    await input.fill('8');
    await page.request.put('/api/v1/meta/parts/salesSettings/deals', { data: { idleDays: 9 } });
    await page.getByRole('button', { name: '保存', exact: true }).click();
    const rule = page.locator('.rule').filter({ has: input });
    await sees(rule.getByText(/刚被别人改过/));
    await sees(rule.getByText('别人改成了：9 天'));
    if ((await input.inputValue()) !== '8') throw new Error('what was typed is gone');
    await look(tools, page, 'settings-rules-clash');
    await saved(page);
    await gone(rule.getByText(/刚被别人改过/));
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/rules/projectSettings');
    await page.getByText('设备销售').click();
    await sees(page.getByLabel('设备销售第 1 个里程碑的名称'));
    await look(tools, page, 'settings-rules-projects');
  });
}

export const journeys: readonly Journey[] = [{ name: '模块规则：改、恢复默认、撤销', run: moduleSettings }];
