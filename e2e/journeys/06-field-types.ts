import { gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const label = (zh: string) => ({ zh, en: zh });
const option = (key: string, zh: string, when?: string[]) => ({ key, label: label(zh), ...(when ? { when } : {}) });

const fields = [
  { name: 'x_name', type: 'text', label: label('名称'), required: true },
  { name: 'x_note', type: 'longText', label: label('说明') },
  { name: 'x_rich', type: 'richText', label: label('图文') },
  { name: 'x_flow', type: 'number', label: label('流量'), unit: 'm³/h' },
  { name: 'x_price', type: 'currency', label: label('单价') },
  { name: 'x_rate', type: 'percent', label: label('折扣') },
  { name: 'x_day', type: 'date', label: label('投用日期') },
  { name: 'x_at', type: 'datetime', label: label('点检时间') },
  { name: 'x_clock', type: 'time', label: label('开机时刻') },
  { name: 'x_on', type: 'boolean', label: label('在用') },
  { name: 'x_kind', type: 'picklist', label: label('大类'), options: [option('pump', '泵'), option('valve', '阀')] },
  {
    name: 'x_sort',
    type: 'picklist',
    label: label('小类'),
    dependsOn: 'x_kind',
    options: [option('magnetic', '磁力泵', ['pump']), option('screw', '螺杆泵', ['pump']), option('ball', '球阀', ['valve'])],
  },
  { name: 'x_tags', type: 'multiPicklist', label: label('工况'), options: [option('acid', '强酸'), option('hot', '高温')] },
  { name: 'x_where', type: 'address', label: label('安装地址') },
  { name: 'x_place', type: 'geolocation', label: label('坐标') },
  { name: 'x_id', type: 'idNumber', kind: 'resident', label: label('负责人身份证') },
  { name: 'x_secret', type: 'encrypted', label: label('门禁密码') },
  { name: 'x_stars', type: 'rating', label: label('评级') },
  { name: 'x_url', type: 'url', label: label('资料') },
  { name: 'x_mail', type: 'email', label: label('邮箱') },
  { name: 'x_phone', type: 'phone', label: label('现场电话') },
  { name: 'x_to', type: 'lookup', label: label('往来对象'), objects: ['account', 'contact'] },
];

/** A record of an object with fields of every kind, made, read and changed by hand. */
async function fieldTypes(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('一个各种字段都有的对象', async () => {
    await signUp(page, newOwner('字段类型'));
    await ask(page, '/records/account', { name: '浙江恒润化工' });
    await ask(page, '/meta/objects', { name: 'x_gear', label: label('装置'), title: 'x_name', fields });
  });
  await step('表单：粘贴地址、依赖选项、加密', async () => {
    await openList(page, 'x_gear');
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: '新建装置' });
    await form.getByLabel(/^名称/).fill('一号磁力泵');
    const more = form.getByRole('button', { name: '更多字段' });
    if (await more.isVisible()) await more.click();
    await form.getByLabel('流量').fill('120');
    await form.getByRole('combobox', { name: '大类' }).click();
    await page.getByRole('option', { name: '泵', exact: true }).click();
    await form.getByRole('combobox', { name: '小类' }).click();
    await sees(page.getByRole('option', { name: '磁力泵' }));
    same('only what fits is offered', await page.getByRole('option', { name: '球阀' }).count(), 0);
    await page.getByRole('option', { name: '磁力泵' }).click();
    const street = form.getByLabel('详细地址');
    await street.focus();
    await street.evaluate((input) => {
      const data = new DataTransfer();
      data.setData('text', '浙江省绍兴市上虞区杭州湾经开区纬七路 8 号');
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    same('the street is what is left', await street.inputValue(), '杭州湾经开区纬七路 8 号');
    await form.getByLabel('门禁密码').fill('62220202001');
    await form.getByLabel('负责人身份证').fill('11010519491231002X');
    await look(tools, page, 'field-types-form');
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await gone(form);
  });
  await step('记录页：地区名称、单位、打码', async () => {
    await rowOf(page, '一号磁力泵').getByRole('link').first().click();
    await sees(page.getByRole('heading', { level: 1, name: '一号磁力泵' }));
    await sees(page.getByText('浙江省绍兴市上虞区杭州湾经开区纬七路 8 号').first());
    await sees(page.getByText('120 m³/h').first());
    same('the secret is hidden', await page.getByText('62220202001').count(), 0);
    await page.getByRole('button', { name: '查看门禁密码' }).click();
    await sees(page.getByText('62220202001'));
    await look(tools, page, 'field-types-record');
  });
  await step('身份证号错一位，被拒绝并说明', async () => {
    tools.mayRefuse(422, /x_gear/);
    await page.getByRole('button', { name: '修改负责人身份证' }).click();
    await page.getByRole('textbox', { name: '负责人身份证' }).fill('110105194912310021');
    await page.keyboard.press('Enter');
    await sees(page.getByText(/校验/).first());
    await page.keyboard.press('Escape');
  });
  await step('手机上看同一条记录', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto(page.url());
    await phone.getByRole('tab', { name: '资料' }).tap();
    await sees(phone.getByText('浙江省绍兴市上虞区杭州湾经开区纬七路 8 号').first());
    await look(tools, phone, 'field-types-record');
    await sees(phone.getByText('一号磁力泵', { exact: true }).first());
  });
}

export const journeys: readonly Journey[] = [{ name: '字段类型', run: fieldTypes }];
