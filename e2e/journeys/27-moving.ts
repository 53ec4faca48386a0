import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counts, gone, reads, sees } from '../helpers/check.ts';
import { checked, runImport, uploadTo } from '../helpers/import.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, openList, rowOf, signUp } from '../helpers/product.ts';
import { undoImport } from '../helpers/undo.ts';
import type { Journey, Tools } from '../runner/journey.ts';

const contacts = [
  'Id,AccountId,FirstName,LastName,Title,MobilePhone,Email,OwnerId,CreatedDate,CreatedById',
  '003A,001A,伟,王,采购经理,13800138000,wang@xinghe.example,005A,2021-05-06T07:08:09.000+0000,005A',
  '003B,001A,Ann,Lee,CTO,13800138001,ann@xinghe.example,005A,2021-05-07T07:08:09.000+0000,005A',
];

/** A file of another system is recognised and needs no hand work. */
async function moving(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor();
  const file = join(await mkdtemp(join(tmpdir(), 'huanke-moving-')), 'Contact.csv');
  await step('已导入客户和用户的公司', async () => {
    await writeFile(file, contacts.join('\n'));
    await signUp(page, newOwner('搬家'));
    await ask(page, '/records/account', { name: '星河科技', externalId: '001A' });
    await ask(page, '/records/user', { name: '李娜', externalId: '005A' });
  });
  await step('认出 Salesforce 的联系人，姓名由两列合成', async () => {
    await uploadTo(page, 'contact', file);
    await sees(page.getByText('这是Salesforce导出的文件，已按它的表头对应好'));
    await sees(page.getByText('姓取自“LastName”'));
    await sees(page.getByText('并入“姓名”'));
    await checked(page, 2);
    await look(tools, page, 'moving-columns');
  });
  await step('导入后负责人、创建人和时间还是原来的', async () => {
    await runImport(page, 2);
    await openList(page, 'contact');
    await rowOf(page, '王伟').getByRole('link', { name: '王伟' }).first().click();
    await sees(page.getByText('星河科技').first());
    await sees(page.getByText('李娜').first());
    await sees(page.getByText(/2021-05-06|2021年5月6日/).first());
  });
  await step('撤销：改过的留下并列出来，点开就是那条', async () => {
    const filter = { field: 'email', op: 'eq', value: 'wang@xinghe.example' };
    const { records } = await ask<{ records: { id: string }[] }>(page, '/records/contact/query', { fields: ['id'], filter });
    await ask(page, '/records/contact/bulk', { operation: 'update', records: [{ id: records[0]?.id, title: '采购总监' }] });
    await undoImport(page, 'Contact.csv');
    const kept = page.getByRole('region', { name: '保留的记录' });
    await counts(kept.getByRole('listitem'), 1);
    await reads(kept.getByRole('listitem'), '王伟导入时新建，之后有人改过第 2 行');
    await look(tools, page, 'import-kept');
    await page.setViewportSize({ width: 390, height: 844 });
    await look(tools, page, 'import-kept');
    await page.setViewportSize({ width: 1440, height: 900 });
    await kept.getByRole('link', { name: '王伟' }).click();
    await sees(page.getByText('采购总监').first());
    await openList(page, 'contact');
    await sees(rowOf(page, '王伟'));
    await gone(rowOf(page, 'Ann Lee'));
  });
}

export const journeys: readonly Journey[] = [{ name: '从其他系统搬家', run: moving }];
