import type { Page } from 'playwright-core';
import { sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

const DAY = 86_400_000;
const dayFrom = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

async function upload(page: Page, name: string, content: string): Promise<string> {
  const file = { name, mimeType: 'text/plain', buffer: Buffer.from(content) };
  const answer = await page.request.post('/api/v1/files', { multipart: { file } });
  return ((await answer.json()) as Made).id;
}

const make = async (page: Page, object: string, values: object) => (await ask<Made>(page, `/records/${object}`, values)).id;
const move = async (page: Page, tender: string, status: string) => {
  const answer = await page.request.patch(`/api/v1/records/tender/${tender}`, { data: { status } });
  if (!answer.ok()) throw new Error(await answer.text());
};

/** From the decision to bid over the seal to the points, then a project that is planned and accepted, on the desk and on the phone. */
async function bidding(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  let tender = '';
  let account = '';
  let section = '';
  await step('一个待决策的投标项目', async () => {
    await signUp(page, newOwner('投标'));
    account = await make(page, 'account', { name: '市第一人民医院' });
    const deadlineAt = new Date(Date.now() + 5 * DAY).toISOString();
    const values = { name: '住院楼供水泵组', buyer: account, deadlineAt, budget: '1000000', bondAmount: '30000' };
    tender = await make(page, 'tender', values);
    await move(page, tender, 'registered');
    await move(page, tender, 'approval');
    const files = [await upload(page, '技术标.txt', '第一版')];
    section = await make(page, 'bidDoc', { tender, name: '技术标', files, state: 'review', dueOn: dayFrom(2) });
    await make(page, 'bidResult', { tender, name: '华泵科技', ours: true, price: '1000000', technical: 85, business: 80 });
    await make(page, 'bidResult', { tender, name: '凯洛泵业', price: '950000', technical: 70, business: 60 });
  });
  await step('决定投标，得分和推演都在页面上', async () => {
    await page.goto(`/o/tender/${tender}?tab=overview`);
    const course = page.getByRole('region', { name: '投标进展' });
    await sees(course.getByText(/距投标截止 [45] 天/));
    await sees(course.getByText(/保证金偏高/));
    await course.getByRole('button', { name: '投标', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /投标/ });
    await dialog.getByLabel('说明').fill('老客户，毛利有保证');
    await dialog.getByRole('button', { name: '投标', exact: true }).click();
    await sees(page.getByRole('button', { name: '封标', exact: true }));
    const points = page.getByRole('region', { name: '得分表' });
    await sees(points.getByRole('row', { name: /华泵科技.*28\.50.*87\.50/ }));
    await page.getByLabel('试一个报价').fill('950000');
    await page.getByRole('button', { name: '推演', exact: true }).click();
    await sees(page.getByRole('region', { name: '推演表' }).getByRole('row', { name: /950,000.*30\.00.*89\.00/ }));
    await look(tools, page, 'tender');
    await page.getByRole('region', { name: '推演表' }).scrollIntoViewIfNeeded();
    await tools.shot(page, 'tender-points');
  });
  await step('封标以后换了文件，页面按哈希指出来', async () => {
    await page.getByRole('button', { name: '封标', exact: true }).click();
    await sees(page.getByText('封标文件完好，共 1 个'));
    const files = [await upload(page, '技术标.txt', '第二版')];
    await page.request.patch(`/api/v1/records/bidDoc/${section}`, { data: { files } });
    await page.reload();
    await sees(page.getByRole('note').getByText(/技术标\.txt/));
    await look(tools, page, 'tender-broken');
  });
  await step('投标日历', async () => {
    await page.goto('/tender-calendar');
    const isNext = dayFrom(5).slice(0, 7) !== dayFrom(0).slice(0, 7);
    if (isNext) await page.getByRole('button', { name: '下个月' }).click();
    await sees(page.getByRole('link', { name: '住院楼供水泵组' }));
    await look(tools, page, 'tender-calendar');
  });
  await step('项目按模板排期，上传凭证后验收', async () => {
    const values = { name: '住院楼供水改造', account, type: 'equipment', family: '供水泵', startOn: dayFrom(-40) };
    await make(page, 'project', { ...values, name: '同系列的另一个' });
    const project = await make(page, 'project', values);
    await page.goto(`/o/project/${project}?tab=overview`);
    await sees(page.getByText(/同一最终客户、同一产品系列已有 1 个项目/));
    await page.getByRole('button', { name: '按模板排期' }).click();
    const steps = page.getByRole('region', { name: '里程碑' });
    await sees(steps.getByText('技术协议'));
    await steps.getByRole('button', { name: '验收' }).first().click();
    const dialog = page.getByRole('dialog', { name: /验收/ });
    await dialog.locator('input[type=file]').setInputFiles({ name: '立项单.txt', mimeType: 'text/plain', buffer: Buffer.from('立项') });
    await sees(dialog.getByText('立项单.txt'));
    await dialog.getByRole('button', { name: '验收', exact: true }).click();
    await sees(steps.getByText('进度 5%'));
    await look(tools, page, 'project');
  });
  await step('手机上也看得清，异常页没有异常', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(`/o/tender/${tender}`);
    await sees(phone.getByText(/技术标\.txt/));
    await look(tools, phone, 'tender-phone');
    await phone.goto('/abnormal-projects');
    await sees(phone.getByText('没有异常的项目'));
    await look(tools, phone, 'abnormal-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '招投标与项目', run: bidding }];
