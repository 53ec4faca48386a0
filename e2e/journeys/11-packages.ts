import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { gone, reads, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const region = (page: Page | Locator, name: string) => page.getByRole('region', { name, exact: true });

/** An industry pack is seen before it is installed, used, exported, and removed when nothing uses it any more. */
async function packages(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('快消行业包：先看会新增什么，试运行，再安装', async () => {
    await signUp(page, newOwner('配置包测试'));
    await page.goto('/settings/packages');
    await sees(region(page, '现成的包').getByText('快消行业包'));
    await look(tools, page, 'settings-packages');
    await page.getByRole('button', { name: '预览并安装 快消行业包' }).click();
    const drawer = page.getByRole('dialog', { name: '快消行业包' });
    await sees(region(drawer, '门店'));
    await reads(drawer, /新增 \d+/);
    await look(tools, page, 'settings-package-preview');
    await drawer.getByRole('button', { name: '试运行' }).click();
    await sees(drawer.getByText('试运行通过'));
    await drawer.getByLabel('同时载入示例数据').check();
    await drawer.getByRole('button', { name: '安装', exact: true }).click();
    await gone(drawer);
    await sees(region(page, '已安装').getByText('快消行业包'));
  });
  await step('菜单里有了门店，列表里有示例', async () => {
    await page.goto('/');
    const menu = page.getByRole('navigation', { name: '主导航' });
    await menu.getByRole('button', { name: '更多' }).click();
    await menu.getByRole('link', { name: '门店', exact: true }).click();
    await page.getByRole('main').getByRole('button', { name: /门店/ }).first().waitFor();
    await page.goto('/o/x_fmcg_outlet?view=all');
    await sees(page.getByText('示例：惠民超市人民路店'));
    await look(tools, page, 'package-outlets');
  });
  await step('还有数据时不能卸载，逐项说明数量；清除示例后可以', async () => {
    await page.goto('/settings/packages');
    await page.getByRole('button', { name: '卸载 快消行业包' }).click();
    const dialog = page.getByRole('dialog', { name: '卸载 快消行业包' });
    await sees(dialog.getByText(/2 条记录在用/));
    await look(tools, page, 'settings-package-usage');
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await page.getByRole('button', { name: '清除示例数据' }).click();
    await sees(page.getByRole('button', { name: '载入示例数据' }));
    await page.getByRole('button', { name: '卸载 快消行业包' }).click();
    await sees(dialog.getByText(/没有数据在用/));
    await dialog.getByRole('button', { name: '卸载', exact: true }).click();
    await gone(dialog);
    await sees(region(page, '现成的包').getByText('快消行业包'));
  });
  await step('导出自己的配置，再从文件导入', async () => {
    await page.request.post('/api/v1/meta/objects', { data: { name: 'x_site', label: { zh: '场地', en: 'Site' } } });
    await page.reload();
    await page.getByRole('button', { name: '导出', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: '导出配置' });
    await drawer.getByLabel('名称').first().fill('场地管理');
    await drawer.getByRole('radio', { name: '按对象选择' }).click();
    await drawer.getByLabel('场地').check();
    await look(tools, page, 'settings-package-export');
    const waiting = page.waitForEvent('download');
    await drawer.getByRole('button', { name: '导出文件' }).click();
    const path = join(tools.folder, 'site.json');
    await (await waiting).saveAs(path);
    const file = JSON.parse(await readFile(path, 'utf8'));
    if (file.objects.map((one: { name: string }) => one.name).join() !== 'x_site') tools.wrong('the file holds other objects');
    await page.getByLabel('选择配置包文件').setInputFiles(path);
    const preview = page.getByRole('dialog', { name: '场地管理' });
    await sees(preview.getByText('都已经是这样，没有要改的。'));
    await page.keyboard.press('Escape');
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/packages');
    await sees(region(page, '现成的包').getByText('快消行业包'));
    await look(tools, page, 'settings-packages');
    await page.getByRole('button', { name: '预览并安装 快消行业包' }).click();
    await sees(region(page.getByRole('dialog', { name: '快消行业包' }), '门店'));
    await look(tools, page, 'settings-package-preview');
  });
}

/** A field is tried in a sandbox and brought over. */
async function sandboxes(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  await step('建一个沙盒，带上客户数据', async () => {
    await signUp(page, newOwner('沙盒测试'));
    for (let n = 1; n <= 5; n += 1)
      await page.request.post('/api/v1/records/account', { data: { name: `客户 ${n}`, phone: `1380000000${n}` } });
    await page.goto('/settings/sandboxes');
    await sees(page.getByText('还没有沙盒'));
    await page.getByRole('button', { name: '新建沙盒' }).click();
    const drawer = page.getByRole('dialog', { name: '新建沙盒' });
    await drawer.getByLabel('名称').fill('试验');
    await drawer.getByLabel('客户', { exact: true }).check();
    await look(tools, page, 'settings-sandbox-new');
    await drawer.getByRole('button', { name: '新建沙盒' }).click();
    await gone(drawer);
    await sees(page.getByRole('button', { name: '进入沙盒 试验' }));
    await look(tools, page, 'settings-sandboxes');
  });
  await step('进入沙盒：有横幅，电话已脱敏；加一个字段', async () => {
    await page.getByRole('button', { name: '进入沙盒 试验' }).click();
    await sees(page.getByRole('complementary', { name: '沙盒' }));
    await page.goto('/o/account?view=all');
    await sees(page.getByText('客户 1', { exact: true }));
    if ((await page.getByText('13800000001').count()) > 0) tools.wrong('a true phone number is in the sandbox');
    await look(tools, page, 'sandbox-list');
    const made = await page.request.post('/api/v1/meta/objects/account/fields', {
      data: { name: 'x_region', type: 'text', label: { zh: '大区', en: 'Region' } },
    });
    if (!made.ok()) throw new Error(await made.text());
    await page.goto('/settings/sandboxes');
    await sees(page.getByText('这里就是沙盒'));
    await page.setViewportSize({ width: 390, height: 844 });
    await look(tools, page, 'sandbox-inside');
    await page.setViewportSize({ width: 1440, height: 900 });
  });
  await step('回到正式环境，对比，上线', async () => {
    await page.getByRole('button', { name: '返回正式环境' }).click();
    await gone(page.getByRole('complementary', { name: '沙盒' }));
    await page.goto('/settings/sandboxes');
    await page.getByRole('button', { name: '对比并上线 试验' }).click();
    const drawer = page.getByRole('dialog', { name: '“试验”的改动' });
    await sees(region(drawer, '客户').getByText('大区'));
    await look(tools, page, 'settings-sandbox-promote');
    await drawer.getByRole('button', { name: '上线', exact: true }).click();
    await gone(drawer);
    await page.goto('/settings/objects/account/fields');
    await sees(page.getByRole('row').filter({ hasText: '大区' }));
  });
  await step('手机上，然后删除沙盒', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/sandboxes');
    await sees(page.getByRole('button', { name: '进入沙盒 试验' }));
    await look(tools, page, 'settings-sandboxes');
    await page.getByRole('button', { name: '删除沙盒 试验' }).click();
    await page
      .getByRole('dialog', { name: /删除沙盒/ })
      .getByRole('button', { name: '删除', exact: true })
      .click();
    await sees(page.getByText('还没有沙盒'));
  });
}

export const journeys: readonly Journey[] = [
  { name: '配置包', run: packages },
  { name: '沙盒', run: sandboxes },
];
