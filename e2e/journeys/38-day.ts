import type { Locator, Page, Request } from 'playwright-core';
import { eventually, gone, reads, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, demo, fresh } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

/** What a hand does: every tap or click is counted, typing is not. */
interface Hand {
  readonly taps: number;
  tap(target: Locator): Promise<void>;
}

function handOf(page: Page): Hand {
  const isPhone = (page.viewportSize()?.width ?? 0) < 500;
  let taps = 0;
  return {
    get taps() {
      return taps;
    },
    tap: async (target) => {
      taps += 1;
      await (isPhone ? target.tap() : target.click());
    },
  };
}

/** What a task may cost: taps, and seconds where the product states them. */
interface Budget {
  readonly what: string;
  readonly most: number;
  readonly seconds?: number;
}

/** A task within its budget; what it took is told. The seconds hold for a machine that types at once: a person needs the rest of them. */
async function within(tools: Tools, page: Page, { what, most, seconds }: Budget, work: (hand: Hand) => Promise<void>): Promise<void> {
  const hand = handOf(page);
  const start = performance.now();
  await work(hand);
  const took = (performance.now() - start) / 1000;
  tools.note(`${what}：点 ${hand.taps} 次（预算 ${most}），${took.toFixed(1)} 秒${seconds ? `（预算 ${seconds}）` : ''}`);
  if (seconds && took > seconds) tools.wrong(`${what}: ${took.toFixed(1)} s, ${seconds} allowed`);
  if (hand.taps > most) tools.wrong(`${what}: ${hand.taps} taps, ${most} allowed`);
}

const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());

/** Larger than those before it. */
const amount = (): string => String(1_000_000_000 + (Math.floor(Date.now() / 1000) % 100_000_000));

/** The largest open deal of the seller, due today: the one thing now. */
const dueDeal = (page: Page, name: string): Promise<Made> =>
  ask<Made>(page, '/records/opportunity', { name, amount: amount(), closeOn: '2030-06-30', nextStep: '确认合同', nextStepOn: today() });

const card = (mobile: string) => `王建国 采购经理\n${fresh('绍兴越泵')}有限公司\n手机：${mobile}\nw${mobile}@example.com`;

async function paste(box: Locator, text: string): Promise<void> {
  await box.focus();
  await box.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** One answer brings the whole home: no card asks for itself. */
async function opensHome(page: Page): Promise<void> {
  const asked: string[] = [];
  // the side bar counts what pinned views hold; those are no cards of the home
  const isCount = (request: Request) => request.postData()?.includes('"limit":1,') ?? false;
  const listen = (request: Request) => void (isCount(request) || asked.push(new URL(request.url()).pathname));
  page.on('request', listen);
  await page.goto('/');
  await sees(page.getByRole('region', { name: '日程' }));
  page.off('request', listen);
  same('requests for the home', asked.filter((path) => path === '/api/v1/home').length, 1);
  same(
    'requests for deals',
    asked.filter((path) => /\/records\/(?:opportunity|activity)\//.test(path)),
    [],
  );
}

const nowCard = (page: Page): Locator => page.locator('section.nowcard');

/** From the home: what was due is written down with its next step, and the next thing comes up. */
async function logs(tools: Tools, page: Page, name: string): Promise<void> {
  await page.goto('/');
  await sees(nowCard(page).getByRole('link', { name, exact: true }));
  await within(tools, page, { what: '写跟进', most: 1, seconds: 15 }, async ({ tap }) => {
    await tap(nowCard(page).getByRole('textbox', { name: '跟进内容' }));
    await page.keyboard.type('合同已确认，下一步下周五付款');
    await page.keyboard.press('Enter');
    await gone(nowCard(page).getByRole('link', { name, exact: true }));
  });
}

/** A pasted card fills the form; three fields at most are required. */
async function createsLead(
  tools: Tools,
  page: Page,
  { open, mobile, most }: { open: (hand: Hand) => Promise<void>; mobile: string; most: number },
): Promise<void> {
  await within(tools, page, { what: '新建线索', most, seconds: 20 }, async (hand) => {
    await open(hand);
    const drawer = page.getByRole('dialog', { name: '新建线索' });
    const required = await drawer.locator('[required], [aria-required=true]').count();
    if (required > 3) tools.wrong(`${required} required fields`);
    await paste(drawer.getByRole('textbox', { name: /^粘贴名片/ }), card(mobile));
    await eventually(
      'the name of the card',
      () => drawer.getByRole('textbox', { name: '姓名' }).inputValue(),
      (value) => value === '王建国',
    );
    same('phone', await drawer.getByRole('textbox', { name: '手机' }).inputValue(), mobile);
    await hand.tap(drawer.getByRole('button', { name: '保存', exact: true }));
    await gone(drawer);
  });
}

/** One tap brings a deal on by a stage. */
async function moves(tools: Tools, page: Page, stage: Locator): Promise<void> {
  const deal = await ask<Made>(page, '/records/opportunity', { name: fresh('单级泵'), amount: '50000', closeOn: '2030-06-30' });
  await page.goto(`/o/opportunity/${deal.id}`);
  await within(tools, page, { what: '推进阶段', most: 1 }, async ({ tap }) => {
    await tap(page.getByRole('button', { name: '推进到需求确认' }));
    await reads(stage, '需求确认');
  });
  // shown at once, and kept a moment later
  await eventually(
    'the stage that is kept',
    async () => (await (await page.request.get(`/api/v1/records/opportunity/${deal.id}`)).json()).stage,
    (kept) => kept === 'qualified',
  );
}

async function desk(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor({ as: demo.seller });
  const name = fresh('年度备件框架');
  await step('首页一次请求，下一步在最上面', async () => {
    await dueDeal(page, name);
    await opensHome(page);
    await sees(nowCard(page).getByRole('link', { name, exact: true }));
    await look(tools, page, 'home-day');
  });
  await step('写跟进：1 屏，点 1 次', () => logs(tools, page, name));
  await step('新建线索：粘贴名片，点 3 次', () =>
    createsLead(tools, page, {
      mobile: `139${String(Date.now()).slice(-8)}`,
      most: 3,
      open: async ({ tap }) => {
        await tap(page.getByRole('banner').getByRole('button', { name: '新建' }));
        await tap(page.getByRole('menuitem', { name: '新建线索' }));
      },
    }),
  );
  await step('不用鼠标，拼音首字母找到客户', () =>
    within(tools, page, { what: '查找记录', most: 0, seconds: 5 }, async () => {
      await page.keyboard.press('Control+k');
      const palette = page.getByRole('dialog', { name: '搜索和命令' });
      await palette.getByRole('combobox').fill('hrhg');
      const found = palette.getByRole('option', { name: /^浙江恒润化工/ }).first();
      await sees(found);
      for (let moves = 0; moves < 20 && (await found.getAttribute('aria-selected')) !== 'true'; moves += 1)
        await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/o\/account\/.+/);
    }),
  );
  await step('推进一个阶段：点 1 次', () => moves(tools, page, page.getByRole('list', { name: '阶段' }).locator('[aria-current=step]')));
  await step('经理的首页：先看例外', async () => {
    const manager = await tools.visitor({ as: demo.manager });
    await opensHome(manager);
    await sees(manager.getByRole('main').getByRole('region', { name: '下一步逾期' }));
    await look(tools, manager, 'home-team');
  });
}

async function phone(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor({ as: demo.seller, phone: true });
  const name = fresh('冷却泵改造');
  await step('今天：一次请求', async () => {
    await dueDeal(page, name);
    await opensHome(page);
    await look(tools, page, 'home-day');
  });
  await step('写跟进：点 1 次', () => logs(tools, page, name));
  await step('新建线索：点 3 次', () =>
    createsLead(tools, page, {
      mobile: `137${String(Date.now()).slice(-8)}`,
      most: 3,
      open: async ({ tap }) => {
        await tap(page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '新建' }));
        await tap(page.getByRole('menuitem', { name: '新建线索' }));
      },
    }),
  );
  await step('查找：打开搜索，输入首字母，点开', async () => {
    await page.goto('/');
    await sees(page.getByRole('region', { name: '日程' }));
    await within(tools, page, { what: '查找记录', most: 2, seconds: 5 }, async ({ tap }) => {
      await tap(page.getByRole('button', { name: '搜索', exact: true }));
      const palette = page.getByRole('dialog', { name: '搜索和命令' });
      await palette.getByRole('combobox').fill('hrhg');
      await tap(palette.getByRole('option', { name: /^浙江恒润化工/ }).first());
      await page.waitForURL(/\/o\/account\/.+/);
      await sees(page.getByRole('heading', { level: 1, name: /^浙江恒润化工/ }));
    });
    await look(tools, page, 'found');
  });
  await step('推进一个阶段：点 1 次', () => moves(tools, page, page.getByRole('region', { name: '阶段' }).locator('.pstage')));
  await step('经理的首页在手机上', async () => {
    const manager = await tools.visitor({ as: demo.manager, phone: true });
    await opensHome(manager);
    await look(tools, manager, 'home-team');
  });
}

export const journeys: readonly Journey[] = [
  { name: '一天 1440', inDemo: true, run: desk },
  { name: '一天 390', inDemo: true, run: phone },
];
