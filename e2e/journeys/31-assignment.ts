import { gone, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, fresh, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** An owner makes two rules, puts them into order, says who is away, and tries who would get a lead. */
async function assignment(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();

  await step('一家公司，两位同事，一条线索', async () => {
    await signUp(page, newOwner('分配测试'));
    for (const name of ['林小满', '赵一鸣'])
      await ask(page, '/users/invite', { name, email: `${fresh('rep')}@example.com`, roles: ['member'] });
    await ask(page, '/records/lead', { name: '孙立', company: '恒润化工', source: 'website', wechat: 'wx_1022' });
  });
  const addRule = async (name: string, people: readonly [string, string][], method: string) => {
    await page.getByRole('button', { name: '新建规则' }).first().click();
    const drawer = page.getByRole('dialog', { name: '新建规则' });
    await drawer.getByLabel('规则名称').fill(name);
    const input = drawer.getByLabel('分配给');
    for (const [typed, person] of people) {
      await input.click();
      await input.fill(typed);
      await page.getByRole('option', { name: person }).click();
    }
    await page.keyboard.press('Tab');
    await drawer.getByText(method, { exact: true }).click();
    return drawer;
  };
  await step('两条规则', async () => {
    await page.goto('/settings/assignment');
    await sees(page.getByText('还没有分配规则'));
    const first = await addRule(
      '大区轮流',
      [
        ['lxm', '林小满'],
        ['zym', '赵一鸣'],
      ],
      '轮流',
    );
    await first.getByRole('button', { name: '保存' }).click();
    await gone(first);
    const second = await addRule('老客户', [['zym', '赵一鸣']], '按权重');
    await sees(second.getByLabel('赵一鸣 的权重'));
    await second.getByRole('radio', { name: '交给上级' }).click();
    await sees(second.getByText(/^按“分配给”里的顺序/));
    await look(tools, page, 'settings-assignment-rule');
    await second.getByRole('button', { name: '保存' }).click();
    await gone(second);
    await page.getByRole('button', { name: '上移 老客户' }).click();
    await sees(page.getByRole('listitem').filter({ hasText: '老客户' }).getByRole('button', { name: '上移 老客户', disabled: true }));
  });
  await step('赵一鸣休假', async () => {
    await page.getByRole('button', { name: /^赵一鸣/ }).click();
    const drawer = page.getByRole('dialog', { name: '赵一鸣' });
    await drawer.getByLabel('休假开始').fill('2020-01-01');
    await drawer.getByLabel('技能').fill('水泵:4');
    await drawer.getByRole('button', { name: '保存' }).click();
    await gone(drawer);
    await sees(page.getByText('休假 2020-01-01 至 …'));
  });
  await step('试一试', async () => {
    const box = page.getByRole('region', { name: '试一试：谁会得到这条记录' });
    await box.getByLabel('记录').click();
    await box.getByLabel('记录').fill('sunli');
    await page.getByRole('option', { name: /孙立/ }).click();
    await box.getByRole('button', { name: '试算' }).click();
    // nobody leads him yet
    await sees(box.getByText('老客户 → 没有人可以承接，保持不变'));
    await sees(box.getByText('休假中'));
    await page.getByRole('button', { name: '下移 老客户' }).click();
    await sees(page.getByRole('button', { name: '上移 大区轮流', disabled: true }));
    await box.getByRole('button', { name: '试算' }).click();
    await sees(box.getByText('大区轮流 → 林小满（轮流）'));
    await look(tools, page, 'settings-assignment');
  });
  await step('手机上', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/settings/assignment');
    await sees(page.getByRole('button', { name: '上移 老客户' }));
    await look(tools, page, 'settings-assignment');
  });
}

export const journeys: readonly Journey[] = [{ name: '自动分配：规则、休假、试算', run: assignment }];
