import type { Page } from 'playwright-core';
import { eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { drag } from '../helpers/drag.ts';
import { look } from '../helpers/look.ts';
import { enter } from '../helpers/people.ts';
import { ask, fresh, newOwner, openList, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const fieldsOf = (page: Page, name: string) => section(page, name).locator('.le-pick').allInnerTexts();

/** Lays out an object with the mouse and with the keyboard, publishes, and looks at it as a seller. */
async function layouts(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const seller = await tools.visitor();
  let record = '';

  await step('有一条商机和一名销售', async () => {
    await signUp(page, newOwner('布局测试'));
    const account = await ask<{ id: string }>(page, '/records/account', { name: '浙江恒润化工', industry: 'chemical' });
    const made = await ask<{ id: string }>(page, '/records/opportunity', {
      name: '耐腐蚀磁力泵年度框架采购',
      account: account.id,
      amount: '1286000',
      closeOn: '2026-12-31',
      probability: '60',
      competitor: '凯洛泵业',
      nextStep: '折扣批复后发报价 V3',
      source: 'referral',
    });
    record = made.id;
    const { link } = await ask<{ link: string }>(page, '/users/invite', {
      name: '李娜',
      email: `${fresh('lina')}@example.com`,
      roles: ['member'],
    });
    await enter(seller, new URL(link, tools.base).pathname, 'another horse 42');
    await page.request.patch(`/api/v1/records/opportunity/${record}`, {
      data: {
        owner: (
          await ask<{ records: { id: string }[] }>(page, '/records/user/query', {
            filter: { field: 'name', op: 'eq', value: '李娜' },
            fields: ['id'],
          })
        ).records[0]?.id,
      },
    });
  });
  await step('拖动：字段换分组，放进新字段', async () => {
    await page.goto('/settings/objects/opportunity/layouts');
    await sees(section(page, '要点栏'));
    await sees(page.getByText(/用真实记录：耐腐蚀磁力泵/));
    await look(tools, page, 'layout-editor');
    await drag(page, '[data-zone=section1] [data-drag="field:source"]', '[data-zone=section2] [data-box]', async () => {
      await sees(page.getByText('放到这里'));
      await tools.shot(page, 'layout-dragging');
    });
    await eventually(
      'fields of the second section',
      () => fieldsOf(page, '成交与复盘'),
      (fields) => fields[0] === '来源',
    );
    await drag(page, '[data-drag="new:picklist"]', '[data-zone=section1] [data-box]');
    const drawer = page.getByRole('dialog', { name: '新增商机字段' });
    await drawer.getByLabel('中文名称').fill('介质');
    await drawer.getByLabel('英文名称').fill('Medium');
    await drawer.getByLabel('添加选项').fill('98% 硫酸\n氢氧化钠\n盐酸\n海水');
    await drawer.getByRole('button', { name: '添加', exact: true }).click();
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await eventually(
      'the new field lies where it was dropped',
      () => fieldsOf(page, '关键信息'),
      (fields) => fields[0] === '介质',
    );
    await page.getByRole('region', { name: '设置“介质”' }).getByRole('checkbox', { name: '必填' }).check();
    await look(tools, page, 'layout-field');
  });
  await step('键盘：方向键移动、菜单移动、移出、撤销', async () => {
    const competitor = section(page, '成交与复盘').locator('[data-drag="field:competitor"] .le-pick');
    await competitor.focus();
    const before = (await fieldsOf(page, '成交与复盘')).indexOf('竞争对手');
    await page.keyboard.press('Alt+ArrowUp');
    await eventually(
      'one place up',
      () => fieldsOf(page, '成交与复盘'),
      (fields) => fields.indexOf('竞争对手') === before - 1,
    );
    same(
      'focus stays on the field',
      await page.evaluate(() => document.activeElement?.closest('[data-drag]')?.getAttribute('data-drag')),
      'field:competitor',
    );
    await section(page, '成交与复盘').getByRole('button', { name: '“竞争对手”的操作' }).click();
    await page.getByRole('menuitem', { name: '关键信息' }).click();
    await eventually(
      'moved by the menu',
      () => fieldsOf(page, '关键信息'),
      (fields) => fields.at(-1) === '竞争对手',
    );
    await section(page, '关键信息').locator('[data-drag="field:currency"] .le-pick').focus();
    await page.keyboard.press('Delete');
    await sees(page.getByRole('button', { name: '把“币种”放进布局' }));
    await page.keyboard.press('Control+z');
    await eventually(
      'undone',
      () => fieldsOf(page, '关键信息'),
      (fields) => fields.includes('币种'),
    );
    await page.keyboard.press('Control+Shift+z');
    await sees(page.getByRole('button', { name: '把“币种”放进布局' }));
  });
  await step('草稿留在本机，发布后销售马上看到', async () => {
    await sees(page.getByText(/自动保存/));
    await page.reload();
    await eventually(
      'the draft is still there',
      () => fieldsOf(page, '关键信息'),
      (fields) => fields[0] === '介质' && fields.at(-1) === '竞争对手',
    );
    await page.getByLabel('以谁的身份查看').selectOption({ label: '以 李娜（成员）查看' });
    await sees(page.getByText(/影响 1 条商机/));
    await page.getByRole('button', { name: '发布' }).click();
    await sees(page.getByText('已发布“标准布局”'));
    await look(tools, page, 'layout-published');
    await seller.goto(`/o/opportunity/${record}`);
    await sees(seller.getByRole('button', { name: '关键信息' }));
    const shown = await seller.locator('.fs').first().locator('dt').allInnerTexts();
    same('the section as laid out', [shown[0], shown.at(-1), shown.includes('币种')].join(), '介质,竞争对手,false');
    await look(tools, seller, 'layout-seller');
    await openList(seller, 'opportunity');
    await seller.keyboard.press('n');
    const form = seller.getByRole('dialog', { name: '新建商机' });
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await reads(form, /介质：请选择介质/);
    await look(tools, seller, 'layout-form');
  });
  await step('业务类型：新建时先选，选项随类型', async () => {
    await page.goto('/settings/objects/opportunity/recordTypes');
    for (const [zh, en] of [
      ['直销', 'Direct'],
      ['渠道', 'Channel'],
    ] as const) {
      await page.getByRole('button', { name: '新建业务类型' }).click();
      const drawer = page.getByRole('dialog', { name: '新建业务类型' });
      await drawer.getByLabel('中文名称').fill(zh);
      await drawer.getByLabel('英文名称').fill(en);
      await drawer.getByRole('button', { name: '保存' }).click();
      await gone(drawer);
    }
    await page.getByRole('checkbox', { name: '渠道：价格' }).click();
    await eventually(
      'saved',
      async () => page.getByRole('checkbox', { name: '渠道：价格' }).isChecked(),
      (checked) => !checked,
    );
    await look(tools, page, 'record-types');
    await openList(seller, 'opportunity');
    await seller.getByRole('button', { name: '新建商机' }).click();
    const choice = seller.getByRole('dialog', { name: '新建商机' });
    await sees(choice.getByText('先选业务类型，表单会随之不同。'));
    await look(tools, seller, 'record-type-choice');
    await choice.getByRole('button', { name: '渠道' }).click();
    await sees(seller.getByRole('dialog', { name: '新建商机 · 渠道' }));
  });
  await step('手机上也能看和改', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/objects/opportunity/layouts');
    await sees(section(page, '要点栏'));
    await look(tools, page, 'layout-editor');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
    same('no sideways scrolling', wide, false);
    await page.goto('/settings/objects/opportunity/recordTypes');
    await sees(page.getByRole('button', { name: '渠道', exact: true }));
    await look(tools, page, 'record-types');
  });
}

export const journeys: readonly Journey[] = [{ name: '布局与业务类型', run: layouts }];
