import type { Page } from 'playwright-core';
import { eventually, gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

// 1 × 1, blue
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==', 'base64');

/** Somebody who joins the company by an invitation. */
async function colleague(tools: Tools, owner: Page, name: string, role: string): Promise<Page> {
  const email = `${role}.${Date.now().toString(36)}@example.com`;
  const { link } = await ask<{ link: string }>(owner, '/users/invite', { name, email, roles: [role] });
  const page = await tools.visitor();
  await ask(page, `/invitations/${link.split('/').at(-1)}/accept`, { password: 'correct horse 42' });
  return page;
}

const later = (page: Page) => ['导入、导出的结果：邮件', '其他：邮件'].map((name) => page.getByRole('checkbox', { name }));

/** A tick set while an earlier one is being saved stays, whatever the answer to the earlier one knows of it. */
async function twoTicks(page: Page): Promise<void> {
  const path = '**/api/v1/notification-choices';
  const held: (() => void)[] = [];
  await page.route(path, async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    const answer = await route.fetch();
    await new Promise<void>((go) => held.push(go));
    await route.fulfill({ response: answer });
  });
  const sent = (count: number) =>
    eventually(
      'requests that wait for their answer',
      async () => held.length,
      (found) => found >= count,
    );
  const [first, second] = later(page);
  await first?.check();
  await sent(1);
  await second?.check();
  const answer = () => page.waitForResponse((response) => response.request().method() === 'PATCH');
  const firstAnswer = answer();
  held[0]?.();
  await firstAnswer;
  await sent(2);
  // painted with what the first answer said
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  same('the second tick while it is being saved', await second?.isChecked(), true);
  const secondAnswer = answer();
  held[1]?.();
  await secondAnswer;
  await page.unrouteAll({ behavior: 'wait' });
}

/** A deal is spoken about: comments, answers, people spoken to, following; what one is told of, and how. */
async function speak(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let manager = page;
  let deal = '';
  const editor = (who: Page) => who.locator('[data-composer]').getByRole('textbox', { name: '评论内容' });

  await step('公司、同事、一条商机', async () => {
    await signUp(page, newOwner('动态测试'));
    manager = await colleague(tools, page, '欧阳静', 'admin');
    await colleague(tools, page, '欧阳明', 'member');
    deal = (await ask<{ id: string }>(page, '/records/opportunity', { name: '年度框架采购', amount: '8000', closeOn: '2026-12-31' })).id;
  });
  await step('评论：用拼音提到同事，看不到记录的人先提醒', async () => {
    await page.goto(`/o/opportunity/${deal}`);
    await page.getByRole('radio', { name: '评论' }).first().click();
    await editor(page).click();
    await page.keyboard.type('@oyj');
    await page.getByRole('option', { name: /欧阳静/ }).click();
    await page.keyboard.type('价格谈好了，请看附件 @ouyangming');
    await sees(page.getByRole('option', { name: /欧阳明/ }));
    await look(tools, page, 'feed-mention');
    await page.keyboard.press('Enter');
    await sees(page.getByText('欧阳明 看不到这条记录，不会收到通知。'));
    await page.locator('[data-composer] input[type=file]').setInputFiles({ name: '门头.png', mimeType: 'image/png', buffer: PICTURE });
    await sees(page.locator('.cfiles').getByText('门头.png'));
    await look(tools, page, 'feed-comment');
    await page.getByRole('button', { name: /^发布/ }).click();
    await sees(page.locator('.ev').getByText('价格谈好了'));
  });
  await step('预览图片', async () => {
    await page.getByRole('button', { name: '预览 门头.png' }).click();
    const drawer = page.getByRole('dialog', { name: '门头.png' });
    await eventually(
      'the picture',
      () => drawer.getByRole('img', { name: '门头.png' }).evaluate((image: HTMLImageElement) => image.naturalWidth),
      (width) => width > 0,
    );
    await look(tools, page, 'feed-preview');
    await page.keyboard.press('Escape');
    await gone(drawer);
  });
  await step('被提到的人收到通知，回复，并关注这条商机', async () => {
    await manager.goto('/');
    await manager.getByRole('button', { name: /^通知/ }).click();
    const tray = manager.getByRole('dialog', { name: '通知' });
    await sees(tray.getByText('陈晓 在商机“年度框架采购”中提到了您'));
    await look(tools, manager, 'notices-tray');
    await tray.getByText('陈晓 在商机“年度框架采购”中提到了您').click();
    await manager.waitForURL(new RegExp(deal));
    await manager.getByRole('button', { name: '关注', exact: true }).click();
    await manager.locator('.ev').getByRole('button', { name: '回复' }).first().click();
    await manager.locator('.replybox').getByRole('textbox', { name: '评论内容' }).click();
    await manager.keyboard.type('好的，周四演示');
    await manager.keyboard.press('Control+Enter');
    await sees(manager.locator('.replies').getByText('好的，周四演示'));
    await look(tools, manager, 'feed-replies');
  });
  await step('修改和删除留下痕迹，动态按类型筛选', async () => {
    await sees(page.locator('.replies').getByText('好的，周四演示'));
    await page.locator('.ev').getByRole('button', { name: '修改' }).first().click();
    await page.locator('.ev .cbox').getByRole('textbox', { name: '评论内容' }).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('，已确认');
    await page.locator('.ev .cbox').getByRole('button', { name: /^保存/ }).click();
    await sees(page.getByText('已编辑'));
    await page.getByRole('radio', { name: '变更' }).click();
    await gone(page.locator('.ev').getByText('已确认'));
    await page.getByRole('radiogroup', { name: '筛选动态' }).getByRole('radio', { name: '评论' }).click();
    await sees(page.locator('.ev').getByText('已确认'));
    await manager.locator('.replies').getByRole('button', { name: '删除' }).click();
    await manager.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await sees(page.getByText('欧阳静 删除了一条评论'));
  });
  await step('关注的人收到变化，按类型查看', async () => {
    await page.request.patch(`/api/v1/records/opportunity/${deal}`, { data: { stage: 'qualified' } });
    await manager.goto('/notices');
    await sees(manager.getByText('陈晓 把商机“年度框架采购”的阶段改为“需求确认”'));
    await look(tools, manager, 'notices-page');
    await manager.getByRole('radio', { name: '提到我' }).click();
    await gone(manager.getByText('陈晓 把商机“年度框架采购”的阶段改为“需求确认”'));
    await sees(manager.getByText('陈晓 在商机“年度框架采购”中提到了您'));
  });
  await step('通知设置和邮件设置', async () => {
    await manager.goto('/settings/notifications');
    const tick = manager.getByRole('checkbox', { name: '关注的记录有变化：邮件' });
    await tick.click();
    await eventually(
      'the tick follows the press',
      () => tick.isChecked(),
      (on) => on,
    );
    await manager.getByRole('radio', { name: '每周汇总' }).click();
    await sees(manager.getByLabel('星期几'));
    await look(tools, manager, 'settings-notifications');
    await twoTicks(manager);
    await manager.reload();
    same('the mail is kept', await tick.isChecked(), true);
    same('and the two later ones', await Promise.all(later(manager).map((one) => one.isChecked())), [true, true]);
    await page.goto('/settings/mail');
    await page.getByLabel('SMTP 服务器').fill('smtp.example.com');
    await page.getByLabel('账号').fill('crm@example.com');
    await page.getByLabel('密码或授权码').fill('secret');
    await page.getByLabel('发件人邮箱').fill('crm@example.com');
    await page.locator('form').getByRole('button', { name: '保存' }).click();
    await sees(page.getByRole('button', { name: '发送测试邮件' }));
    await look(tools, page, 'settings-mail');
    await page.goto('/settings/files');
    await page.getByLabel('图片和 PDF 预览加水印').check();
    await sees(page.getByText('已保存'));
  });
  await step('手机上', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/opportunity/${deal}`);
    await sees(phone.locator('.ev').getByText('已确认'));
    await look(tools, phone, 'feed-phone');
    await phone.goto('/notices');
    await sees(phone.getByRole('radio', { name: '提到我' }));
    await look(tools, phone, 'notices-phone');
    await phone.goto('/settings/notifications');
    await sees(phone.getByRole('radio', { name: '每天汇总' }));
    await look(tools, phone, 'settings-notifications-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '动态、评论和通知', run: speak }];
