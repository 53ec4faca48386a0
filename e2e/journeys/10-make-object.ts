import type { Page } from 'playwright-core';
import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** Seconds an administrator may need for one field. */
const budget = 60;

interface Made {
  readonly type: string;
  readonly label: string;
  readonly fill?: (drawer: ReturnType<Page['getByRole']>) => Promise<void>;
}

const fields: readonly Made[] = [
  { type: '单行文本', label: '型号' },
  { type: '多行文本', label: '安装说明' },
  { type: '数字', label: '功率', fill: (drawer) => drawer.getByLabel('单位').fill('kW') },
  { type: '金额', label: '采购价' },
  { type: '百分比', label: '折旧率' },
  { type: '日期', label: '投用日期' },
  { type: '日期时间', label: '上次点检' },
  {
    type: '单选',
    label: '状态',
    fill: async (drawer) => {
      await drawer.getByLabel('添加选项').fill('在用\n停用\n待修');
      await drawer.getByRole('button', { name: '添加', exact: true }).click();
    },
  },
  { type: '是/否', label: '特种设备' },
  {
    type: '关联',
    label: '所属客户',
    fill: async (drawer) => {
      await drawer.getByLabel('关联到').selectOption('account');
    },
  },
  { type: '人员', label: '保养人' },
  { type: '电话', label: '现场电话' },
];

async function makeField(page: Page, { type, label, fill }: Made): Promise<void> {
  await page.getByRole('button', { name: '新增字段' }).click();
  const drawer = page.getByRole('dialog', { name: '新增设备字段' });
  await drawer
    .getByRole('button', { name: new RegExp(`^${type}`) })
    .first()
    .click();
  await drawer.getByLabel('中文名称').fill(label);
  await fill?.(drawer);
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value.startsWith('x_'));
  await drawer.getByRole('button', { name: '保存' }).click();
  await gone(drawer);
  await sees(
    page
      .getByRole('region', { name: /^自定义字段/ })
      .getByRole('row')
      .filter({ hasText: label }),
  );
}

/** An object with twelve fields, by clicking alone. */
async function makeObject(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('新建对象', async () => {
    await signUp(page, newOwner('设备公司'));
    await page.goto('/settings/objects');
    await page.getByRole('button', { name: '新建对象' }).click();
    const drawer = page.getByRole('dialog', { name: '新建对象' });
    await drawer.getByLabel('中文名称').fill('设备');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.inp.mono')?.value === 'x_shebei');
    await look(tools, page, 'settings-object-new');
    await drawer.getByRole('button', { name: '保存' }).click();
    await page.waitForURL(/x_shebei/);
    await sees(page.getByRole('button', { name: '新增字段' }));
  });
  await step('十二种字段，每个不到 60 秒', async () => {
    await page.getByRole('button', { name: '新增字段' }).click();
    await sees(page.getByRole('button', { name: /^单行文本/ }));
    await look(tools, page, 'settings-field-types');
    await page.keyboard.press('Escape');
    const times: string[] = [];
    for (const field of fields) {
      const start = performance.now();
      await makeField(page, field);
      const seconds = (performance.now() - start) / 1000;
      times.push(`${field.label} ${seconds.toFixed(1)}`);
      if (seconds > budget) tools.wrong(`${field.label}: ${seconds.toFixed(1)} s`);
    }
    tools.note(`每个字段（秒）：${times.join('，')}`);
    await look(tools, page, 'settings-object-fields');
    await page.getByRole('button', { name: '状态', exact: true }).click();
    await sees(page.getByRole('dialog', { name: '状态' }).getByLabel('第 1 个选项'));
    await look(tools, page, 'settings-field-options');
    await page.keyboard.press('Escape');
  });
  await step('马上能用：列表、新建', async () => {
    await openList(page, 'x_shebei');
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: '新建设备' });
    await form.getByLabel('名称').first().fill('磁力泵一号');
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await gone(form);
    await sees(rowOf(page, '磁力泵一号'));
    await look(tools, page, 'object-made-list');
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/objects/x_shebei/fields');
    await sees(page.getByRole('button', { name: '新增字段' }));
    await look(tools, page, 'settings-object-fields');
  });
}

export const journeys: readonly Journey[] = [{ name: '新管理员建对象', run: makeObject }];
