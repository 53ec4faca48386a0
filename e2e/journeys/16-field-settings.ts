import type { Locator, Page } from 'playwright-core';
import { gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const label = (zh: string) => ({ zh, en: zh });
const option = (key: string, zh: string) => ({ key, label: label(zh) });
const url = '/settings/objects/x_gear/fields';

const openField = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole('row').getByRole('button', { name, exact: true }).click();
  const drawer = page.getByRole('dialog', { name, exact: true });
  await sees(drawer);
  return drawer;
};

/** What an administrator does with fields that hold values already: replace an option, share options, change a type and take it back. */
async function fieldSettings(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('一个用了一阵子的对象', async () => {
    await signUp(page, newOwner('字段设置'));
    await ask(page, '/meta/objects', {
      name: 'x_gear',
      label: label('装置'),
      title: 'x_name',
      fields: [
        { name: 'x_name', type: 'text', label: label('名称'), required: true },
        {
          name: 'x_state',
          type: 'picklist',
          label: label('状态'),
          options: [option('on', '在用'), option('idle', '闲置'), option('off', '停用')],
        },
        { name: 'x_power', type: 'text', label: label('功率') },
        { name: 'x_old', type: 'text', label: label('旧编号') },
      ],
    });
    for (const [x_name, x_state, x_power] of [
      ['一号泵', 'idle', '12'],
      ['二号泵', 'idle', '约 15'],
      ['三号泵', 'on', '7.5'],
    ])
      await ask(page, '/records/x_gear', { x_name, x_state, x_power });
  });
  await step('替换选项：先看有多少记录，再一起改', async () => {
    await page.goto(url);
    const drawer = await openField(page, '状态');
    await drawer.getByRole('button', { name: '替换 闲置' }).click();
    const dialog = page.getByRole('dialog', { name: '替换选项“闲置”' });
    await sees(dialog.getByText('2 条记录用了这个选项'));
    await dialog.getByLabel('改为').selectOption({ label: '停用' });
    await look(tools, page, 'settings-option-replace');
    await dialog.getByRole('button', { name: '替换', exact: true }).click();
    await gone(dialog);
    await gone(drawer.getByRole('button', { name: '替换 闲置' }));
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await openList(page, 'x_gear');
    await sees(rowOf(page, '一号泵').getByText('停用'));
  });
  await step('把自己的选项转为选项集', async () => {
    await page.goto(url);
    const drawer = await openField(page, '状态');
    await drawer.getByRole('button', { name: '转为选项集' }).click();
    const dialog = page.getByRole('dialog', { name: '转为选项集' });
    await dialog.getByLabel(/^名称/).fill('装置状态');
    await page.waitForFunction(() => [...document.querySelectorAll<HTMLInputElement>('.inp.mono')].at(-1)?.value.includes('zhuangzhi'));
    await dialog.getByRole('button', { name: '转换' }).click();
    await gone(dialog);
    await gone(drawer);
    await page.goto('/settings/optionSets');
    await page
      .getByRole('button', { name: /装置状态/ })
      .first()
      .click();
    await sees(page.getByRole('dialog', { name: '装置状态' }).getByRole('button', { name: '替换 停用' }));
    await page.keyboard.press('Escape');
  });
  await step('更改类型：预览、转换、撤销', async () => {
    await page.goto(url);
    let drawer = await openField(page, '功率');
    await drawer.getByRole('button', { name: '更改类型' }).click();
    let dialog = page.getByRole('dialog', { name: '更改“功率”的类型' });
    await dialog.getByLabel('新的类型').selectOption('picklist');
    await dialog.getByRole('button', { name: '预览' }).click();
    await sees(dialog.getByText('将生成 3 个选项'));
    await dialog.getByLabel('新的类型').selectOption('number');
    await dialog.getByRole('button', { name: '预览' }).click();
    await sees(dialog.getByText('约 15'));
    await dialog.getByRole('checkbox', { name: /清空不能转换/ }).check();
    await look(tools, page, 'settings-type-preview');
    await dialog.getByRole('button', { name: '开始转换' }).click();
    await gone(dialog);
    await gone(drawer);
    drawer = await openField(page, '功率');
    await sees(drawer.getByText('数字', { exact: true }));
    await drawer.getByRole('button', { name: '更改类型' }).click();
    dialog = page.getByRole('dialog', { name: '更改“功率”的类型' });
    await sees(dialog.getByText('由“单行文本”改为“数字”'));
    await look(tools, page, 'settings-type-undo');
    await dialog.getByRole('button', { name: '撤销更改' }).click();
    await gone(dialog);
    await openList(page, 'x_gear');
    await rowOf(page, '二号泵').getByRole('link').first().click();
    await sees(page.getByText('约 15').first());
  });
  await step('关联到多种对象', async () => {
    await page.goto(url);
    await page.getByRole('button', { name: '新增字段' }).click();
    const drawer = page.getByRole('dialog', { name: '新增装置字段' });
    await drawer.getByRole('button', { name: /^关联/ }).click();
    await drawer.getByLabel('中文名称').fill('往来');
    await drawer.getByLabel('关联到').selectOption({ label: '多种对象…' });
    await drawer.getByRole('checkbox', { name: '客户', exact: true }).check();
    await drawer.getByRole('checkbox', { name: '联系人', exact: true }).check();
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value.startsWith('x_'));
    await look(tools, page, 'settings-lookup-several');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(
      page
        .getByRole('row')
        .filter({ hasText: '往来' })
        .getByText(/客户、联系人|联系人、客户/),
    );
  });
  await step('选项联动：哪些组合可选', async () => {
    await ask(page, '/meta/objects/x_gear/fields', {
      name: 'x_kind',
      type: 'picklist',
      label: label('大类'),
      options: [option('pump', '泵'), option('valve', '阀')],
    });
    await ask(page, '/meta/objects/x_gear/fields', {
      name: 'x_sort',
      type: 'picklist',
      label: label('小类'),
      options: [option('screw', '螺杆泵'), option('ball', '球阀')],
    });
    await page.goto(url);
    const drawer = await openField(page, '小类');
    await drawer.getByLabel('联动').selectOption({ label: '大类' });
    await drawer.getByRole('checkbox', { name: '阀：螺杆泵' }).uncheck();
    await drawer.getByRole('checkbox', { name: '泵：球阀' }).uncheck();
    await look(tools, page, 'settings-field-depends');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    const { fields } = (await (await page.request.get('/api/v1/meta/objects/x_gear')).json()) as {
      fields: { name: string; dependsOn?: string; options?: { when?: string[] }[] }[];
    };
    const sort = fields.find((field) => field.name === 'x_sort');
    same('what goes together', [sort?.dependsOn, sort?.options?.map((one) => one.when)], ['x_kind', [['pump'], ['valve']]]);
  });
  await step('删除字段，再彻底删除', async () => {
    await page.getByRole('button', { name: '删除字段 旧编号' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click();
    const bin = page.getByRole('listitem').filter({ hasText: '旧编号' });
    await bin.getByRole('button', { name: '彻底删除' }).click();
    await look(tools, page, 'settings-field-purge');
    await page.getByRole('dialog').getByRole('button', { name: '彻底删除' }).click();
    await gone(bin);
    const { fields } = (await (await page.request.get('/api/v1/meta/objects/x_gear/deletedFields')).json()) as { fields: unknown[] };
    same('nothing is left in the bin', fields, []);
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(url);
    const drawer = await openField(page, '功率');
    await drawer.getByRole('button', { name: '更改类型' }).click();
    const dialog = page.getByRole('dialog', { name: '更改“功率”的类型' });
    await dialog.getByLabel('新的类型').selectOption('number');
    await dialog.getByRole('button', { name: '预览' }).click();
    await sees(dialog.getByText('约 15'));
    await look(tools, page, 'settings-type-preview');
  });
}

export const journeys: readonly Journey[] = [{ name: '字段设置', run: fieldSettings }];
