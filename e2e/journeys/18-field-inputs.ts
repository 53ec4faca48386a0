import type { Page } from 'playwright-core';
import { eventually, gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const label = (zh: string) => ({ zh, en: zh });

/** A camera that shows nothing, and a browser that sees a barcode in it: neither is there on a build machine. */
const fakeScanner = (code: string) => `
  window.BarcodeDetector = class { async detect() { return [{ rawValue: '${code}' }]; } };
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: async () => document.createElement('canvas').captureStream() } });
`;

async function sign(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '客户签名' });
  const pad = dialog.getByRole('img', { name: '签名区' });
  const box = await pad.boundingBox();
  if (!box) throw new Error('no pad');
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6);
  await page.mouse.down();
  for (const [x, y] of [
    [0.35, 0.25],
    [0.5, 0.7],
    [0.65, 0.3],
    [0.8, 0.6],
  ] as const)
    await page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 5 });
  await page.mouse.up();
}

/** Formatted text, a signature and barcodes, by hand and by camera. */
async function fieldInputs(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('有图文、签名和条码的对象', async () => {
    await signUp(page, newOwner('字段录入'));
    await ask(page, '/meta/objects', {
      name: 'x_job',
      label: label('服务单'),
      title: 'x_name',
      fields: [
        { name: 'x_name', type: 'text', label: label('名称'), required: true },
        { name: 'x_rich', type: 'richText', label: label('处理过程'), form: 'essential' },
        { name: 'x_sign', type: 'signature', label: label('客户签名'), form: 'essential' },
        { name: 'x_ean', type: 'barcode', kind: 'ean13', label: label('商品条码'), form: 'essential' },
        { name: 'x_where', type: 'address', label: label('地址'), form: 'essential' },
        { name: 'x_qr', type: 'barcode', kind: 'qr', label: label('设备码'), form: 'essential' },
      ],
    });
  });
  await step('图文：标题、加粗、列表、链接', async () => {
    await openList(page, 'x_job');
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: '新建服务单' });
    await form.getByLabel(/^名称/).fill('更换密封');
    const area = form.getByRole('textbox', { name: '处理过程' });
    const tool = (name: string) => form.getByRole('toolbar', { name: '处理过程的格式' }).getByRole('button', { name, exact: true });
    await area.click();
    await tool('标题').click();
    await page.keyboard.type('现场情况');
    await page.keyboard.press('Enter');
    await tool('标题').click();
    if ((await tool('标题').getAttribute('aria-pressed')) === 'true') await tool('标题').click();
    await page.keyboard.type('密封');
    await page.keyboard.press('Control+b');
    await page.keyboard.type('渗漏');
    await page.keyboard.press('Control+b');
    await page.keyboard.press('Enter');
    await tool('项目列表').click();
    await page.keyboard.type('更换密封件');
    await page.keyboard.press('Enter');
    await page.keyboard.type('见');
    await tool('链接').click();
    await form.getByLabel('链接地址').fill('example.com/seal');
    await form.getByRole('button', { name: '插入链接' }).click();
    await form.getByLabel('商品条码').fill('6901234567892');
    await form.getByLabel('设备码').fill('SB-2026-0001');
    await form.getByRole('combobox', { name: '地址' }).fill('shangyu');
    const places = page.getByRole('listbox');
    await sees(places.getByRole('option', { name: /上虞区/ }));
    const [box, list] = [await form.locator('.inp.pick').first().boundingBox(), await page.locator('.popover.choose').boundingBox()];
    same('the list is as wide as its box', (list?.width ?? 0) >= Math.floor(box?.width ?? 1), true);
    await places
      .getByRole('option', { name: /上虞区/ })
      .first()
      .click();
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: '签名' }).click();
    await sign(page);
    await look(tools, page, 'field-signature');
    const dialog = page.getByRole('dialog', { name: '客户签名' });
    await dialog.getByRole('button', { name: '确定' }).click();
    await gone(dialog);
    await look(tools, page, 'field-inputs-form');
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await gone(form);
  });
  await step('记录页显示格式、签名和条码图', async () => {
    await rowOf(page, '更换密封').getByRole('link').first().click();
    await sees(page.getByRole('heading', { name: '现场情况' }));
    await sees(page.locator('.rich strong, .rich b').filter({ hasText: '渗漏' }));
    await sees(page.locator('.rich ul li').filter({ hasText: '更换密封件' }));
    same('the link leads out', await page.locator('.rich a').getAttribute('href'), 'https://example.com/seal');
    await eventually(
      'both barcodes are drawn',
      () => page.locator('.fr .barcode img').count(),
      (count) => count === 2,
    );
    const drawn = await page
      .locator('.fr .barcode img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth > 0));
    same('they are pictures', drawn, [true, true]);
    await look(tools, page, 'field-inputs-record');
  });
  await step('按地区筛选，包含下级', async () => {
    await openList(page, 'x_job');
    await page.getByRole('button', { name: '筛选', exact: true }).click();
    await page.getByRole('option', { name: /^地址/ }).click();
    const box = page.getByRole('combobox', { name: '地址', exact: true });
    await box.fill('zhejiang');
    await page
      .getByRole('option', { name: /^浙江省/ })
      .first()
      .click();
    // a press outside applies
    await page.getByText('共 1 条').click();
    await eventually(
      'the filter is in the address',
      async () => page.url(),
      (url) => url.includes('under') && url.includes('330000'),
    );
    await sees(rowOf(page, '更换密封'));
    await page.goto(page.url());
    await sees(page.getByRole('button', { name: /地址.*浙江省/ }));
    await look(tools, page, 'field-region-filter');
    await rowOf(page, '更换密封').getByRole('link').first().click();
  });
  await step('签名也可以用键盘', async () => {
    await page.getByRole('button', { name: '修改客户签名' }).click();
    await page.getByRole('button', { name: '重新签名' }).click();
    const dialog = page.getByRole('dialog', { name: '客户签名' });
    await dialog.getByLabel('不便手写？输入姓名').fill('王建国');
    await dialog.getByRole('button', { name: '确定' }).click();
    await gone(dialog);
    await page.keyboard.press('Escape');
    await sees(page.locator('[data-field=x_sign] img'));
  });
  await step('手机上扫码', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.addInitScript(fakeScanner('6923450657713'));
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(page.url());
    await phone.getByRole('tab', { name: '资料' }).tap();
    await phone.getByRole('button', { name: '修改商品条码' }).tap();
    await phone.getByRole('button', { name: '扫码' }).tap();
    await sees(phone.locator('.fr .barcode').filter({ hasText: '6923450657713' }));
    await look(tools, phone, 'field-inputs-record');
    await phone.getByRole('button', { name: '修改处理过程' }).tap();
    await sees(phone.getByRole('toolbar', { name: '处理过程的格式' }));
    await look(tools, phone, 'field-rich-edit');
  });
}

export const journeys: readonly Journey[] = [{ name: '字段录入', run: fieldInputs }];
