import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const made = (answer: unknown): string => (answer as { id: string }).id;

async function consentAndErasure(tools: Tools, page: Page, contact: string): Promise<void> {
  const { step } = tools;
  const panel = page.getByRole('region', { name: '个人信息' });
  await step('登记同意，再撤回', async () => {
    await page.goto(`/o/contact/${contact}`);
    await panel.getByRole('button', { name: '登记同意' }).click();
    const dialog = page.getByRole('dialog', { name: '登记同意' });
    await dialog.getByLabel('目的').selectOption({ label: '短信营销' });
    await dialog.getByLabel('取得方式').selectOption({ label: '纸质签字' });
    await dialog.getByLabel('凭据').fill('展会签到表第 3 页');
    await dialog.getByRole('button', { name: '登记同意' }).click();
    await gone(dialog);
    await sees(panel.getByText('有效'));
    await look(tools, page, 'consent');
    await panel.getByRole('button', { name: '撤回：短信营销' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
    await sees(panel.getByText('已撤回'));
  });
  await step('导出此人的全部信息', async () => {
    await panel.getByRole('button', { name: '导出此人信息' }).click();
    const dialog = page.getByRole('dialog', { name: '导出此人的全部信息' });
    await sees(dialog.getByText('线索 · 欧阳菁'));
    await dialog.getByRole('button', { name: '开始导出' }).click();
    await sees(dialog.getByRole('link', { name: '下载' }));
    await dialog.getByRole('button', { name: '关闭' }).last().click();
  });
  await step('删除此人：先看会涉及什么', async () => {
    await panel.getByRole('button', { name: '删除此人信息' }).click();
    const dialog = page.getByRole('dialog', { name: '删除此人的信息' });
    await sees(dialog.getByText('提到此人的跟进'));
    await dialog.getByLabel('原因').fill('本人来电要求');
    await look(tools, page, 'erase-person');
    await dialog.getByRole('button', { name: '删除', exact: true }).click();
    await sees(dialog.getByText(/^已删除完成/));
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await sees(page.getByRole('heading', { name: /^已匿名/ }));
    await page.getByText('欧阳菁').waitFor({ state: 'detached' });
  });
}

async function kept(tools: Tools, page: Page): Promise<void> {
  await tools.step('依法保留：对象、依据、期限', async () => {
    await page.goto('/settings/kept');
    await page.getByRole('button', { name: '添加' }).click();
    await page.getByLabel('对象').selectOption({ label: '商机' });
    await page.getByLabel('依据').fill('招投标资料保存 15 年');
    await page.getByRole('combobox', { name: '保留到' }).or(page.getByLabel('保留到')).first().fill('2040-12-31');
    await page.getByLabel('依据').press('Enter');
    await sees(page.getByText('已保存'));
    await page.reload();
    await sees(page.getByRole('heading', { name: '公司另外要保留的' }));
    same('reason', await page.getByLabel('依据').inputValue(), '招投标资料保存 15 年');
    await look(tools, page, 'kept');
  });
}

// one page of 300 × 200 points; readers find their way without a table of its objects
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n',
);

async function watermark(tools: Tools, page: Page): Promise<void> {
  await tools.step('PDF 预览带查看人的水印', async () => {
    await page.request.patch('/api/v1/file-settings', { data: { watermark: true } });
    const file = { name: '合同.pdf', mimeType: 'application/pdf', buffer: PDF };
    const id = made(await (await page.request.post('/api/v1/files', { multipart: { file } })).json());
    const account = made(await ask(page, '/records/account', { name: '水印公司' }));
    await ask(page, `/records/account/${account}/comments`, { files: [id] });
    await page.goto(`/o/account/${account}`);
    await page.getByRole('button', { name: '预览 合同.pdf' }).click();
    const drawn = page.getByRole('dialog', { name: '合同.pdf' }).locator('.pdf-pages img');
    await sees(drawn);
    // an empty page, but for the name
    const grey = await drawn.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const pen = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
      pen?.drawImage(image, 0, 0);
      const points = pen?.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data ?? [];
      return points.some((value, at) => at % 4 === 0 && value < 240);
    });
    same('the page holds a watermark', grey, true);
    await look(tools, page, 'pdf-watermark');
  });
}

async function exportsAndLog(tools: Tools, page: Page): Promise<void> {
  const { step } = tools;
  await step('导出要审批：设规则、申请', async () => {
    await page.goto('/settings/exports');
    await page.getByLabel('含个人信息的导出需要审批').check();
    await page.getByLabel('每人每天最多导出多少行').fill('500');
    await page.getByRole('button', { name: '保存' }).click();
    await sees(page.getByText('已保存'));
    await ask(page, '/exports', { object: 'contact', reason: '给客户寄年历' });
    await page.goto('/settings/exports');
    const request = page.getByRole('main').getByRole('listitem').filter({ hasText: '申请导出' });
    await sees(request.getByText('待审批'));
    await sees(request.getByText(/给客户寄年历/));
    await look(tools, page, 'exports');
  });
  await step('审计日志：内容、链条、筛选', async () => {
    await page.goto('/settings/audit');
    const list = page.getByRole('main').getByRole('list').last();
    await sees(list.getByText('删除了一个人的信息').first());
    await sees(list.getByText('用户 · 赵敏').first());
    await sees(page.getByText(/^日志完整，共/));
    await look(tools, page, 'audit-log');
    await page.getByLabel('事件').selectOption({ label: '邀请了用户' });
    await sees(list.getByText('用户 · 赵敏'));
    await gone(list.getByText('新建了角色'));
  });
}

async function userData(tools: Tools, page: Page): Promise<void> {
  await tools.step('用户的个人数据：各有多少，导出为文件', async () => {
    await ask(page, '/views', { object: 'account', name: '我的客户', definition: {} });
    await ask(page, '/views', { object: 'account', name: '大家的客户', shared: true, definition: {} });
    await page.goto('/settings/users');
    await page.getByRole('button', { name: '陈晓 的操作' }).click();
    await page.getByRole('menuitem', { name: '个人数据' }).click();
    const dialog = page.getByRole('dialog', { name: '陈晓 的个人数据' });
    await reads(dialog.getByRole('listitem').filter({ hasText: '视图' }), '视图 其中 1 个已共享，删除用户后保留2');
    await sees(dialog.getByRole('listitem').filter({ hasText: '登录会话' }));
    // nobody applied for assignment: what there is not is not listed
    await gone(dialog.getByText('接单资料'));
    await look(tools, page, 'user-data');
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: '导出' }).click()]);
    same('file', file.suggestedFilename(), '陈晓 个人数据.json');
    const told = JSON.parse(await readFile(await file.path(), 'utf8')) as { belongings: { table: string; rows: unknown[] }[] };
    same('views in the file', told.belongings.find(({ table }) => table === 'saved_view')?.rows.length, 2);
    await dialog.getByRole('button', { name: '关闭' }).last().click();
  });
}

async function handover(tools: Tools, page: Page): Promise<void> {
  await tools.step('离职交接：数量、接手人、同时停用', async () => {
    await page.goto('/settings/users');
    await page.getByRole('button', { name: '赵敏 的操作' }).click();
    await page.getByRole('menuitem', { name: '交接数据' }).click();
    const dialog = page.getByRole('dialog', { name: '交接 赵敏 的数据' });
    await sees(dialog.getByText('客户'));
    await dialog.getByRole('combobox', { name: /接手人/ }).fill('陈晓');
    await page.getByRole('option', { name: /陈晓/ }).first().click();
    await dialog.getByLabel('同时停用').check();
    await dialog.getByRole('button', { name: '按对象分别指定' }).click();
    const leads = dialog.getByRole('group', { name: '线索交给' });
    // offered where there is one: no rule gives accounts out, no account can lie in a pool of leads
    await gone(dialog.getByRole('radiogroup', { name: '客户交给' }));
    await gone(leads.getByRole('radio', { name: '按分配规则' }));
    await leads.getByRole('radio', { name: '放进公海' }).click();
    await sees(leads.getByRole('combobox', { name: '公海' }));
    await look(tools, page, 'handover');
    await dialog.getByRole('button', { name: '交接 3 条' }).click();
    await sees(dialog.getByText('交接已完成，每条记录的去向见结果文件'));
    await sees(dialog.getByText('已交接：客户 2、线索 1'));
    await look(tools, page, 'handed-over');
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: '结果文件' }).click()]);
    same('file', file.suggestedFilename(), '赵敏 交接结果.csv');
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    const found = await page.request.post('/api/v1/records/user/query', {
      data: { filter: { field: 'name', op: 'eq', value: '赵敏' }, fields: ['active'] },
    });
    same('active', ((await found.json()) as { records: { active: boolean }[] }).records[0]?.active, false);
  });
}

/** Consent, copy and erasure of a person, exports with approval, the audit log, the handover of a leaver. */
async function protection(tools: Tools): Promise<void> {
  const page = await tools.visitor();
  let contact = '';
  await tools.step('公司里有人，也有一位客户的资料', async () => {
    await signUp(page, newOwner('数据保护'));
    const invited = (await ask(page, '/users/invite', { name: '赵敏', email: `zhao-${Date.now()}@example.com`, roles: ['member'] })) as {
      user: { id: string };
    };
    await ask(page, '/roles', { name: '出纳', permissions: ['account.read'] });
    const account = made(await ask(page, '/records/account', { name: '恒润化工', owner: { id: invited.user.id } }));
    await ask(page, '/records/account', { name: '远航物流', owner: { id: invited.user.id } });
    await ask(page, '/records/lead', { name: '周全', owner: { id: invited.user.id }, wechat: 'wx_1019' });
    await ask(page, '/pools', { name: '线索公海', object: 'lead' });
    contact = made(
      await ask(page, '/records/contact', { name: '欧阳菁', phone: '13900417263', email: 'oy@example.org', account: { id: account } }),
    );
    await ask(page, '/records/lead', { name: '欧阳菁', company: '恒润化工', phone: '13900417263' });
    await ask(page, '/records/activity', { type: 'call', subject: '与欧阳菁通话', related: [{ object: 'contact', id: contact }] });
  });
  await consentAndErasure(tools, page, contact);
  await userData(tools, page);
  await handover(tools, page);
  await kept(tools, page);
  await watermark(tools, page);
  await exportsAndLog(tools, page);
  await tools.step('手机上也能看审计日志、依法保留和交接结果', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto('/settings/audit');
    await sees(phone.getByText('新建了角色').locator('visible=true'));
    await look(tools, phone, 'audit-log');
    await phone.goto('/settings/kept');
    await sees(phone.getByLabel('依据'));
    await look(tools, phone, 'kept');
    await phone.goto('/settings/users');
    await phone.getByRole('button', { name: '赵敏 的操作' }).click();
    await phone.getByRole('menuitem', { name: '交接数据' }).click();
    await sees(phone.getByRole('link', { name: '结果文件' }));
    await look(tools, phone, 'handed-over');
  });
}

export const journeys: readonly Journey[] = [{ name: '数据保护', run: protection }];
