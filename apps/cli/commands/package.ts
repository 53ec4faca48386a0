import { readFile, writeFile } from 'node:fs/promises';
import { exportPackage, installPackage, packageText, readPackage } from '@huanke/platform/packages';
import { openRuntime } from '@huanke/server';
import { required } from '../prompt.ts';
import { readArgs, UsageError } from '../usage.ts';

/** `huanke package export|install`: a company's configuration to a file and back. */
export async function packageCommand(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    tenant: { type: 'string' },
    name: { type: 'string' },
    version: { type: 'string' },
    label: { type: 'string' },
    'dry-run': { type: 'boolean' },
  });
  const [verb, target] = positionals;
  if ((verb !== 'export' && verb !== 'install') || !target) throw new UsageError('请写明 export 或 install，以及文件');
  const tenant = Number(required(values.tenant, '--tenant'));
  if (!Number.isInteger(tenant) || tenant < 1) throw new UsageError('--tenant 应为公司编号（huanke tenant list 可查）');
  const file = verb === 'install' ? readPackage(JSON.parse(await readFile(target, 'utf8'))) : undefined;
  const runtime = await openRuntime();
  try {
    const ctx = await runtime.app.contextFor({ tenant });
    if (!file) {
      const name = required(values.name, '--name');
      const made = await exportPackage(ctx, { name, version: values.version ?? '1.0.0', label: values.label ?? name });
      await writeFile(target, packageText(made.file));
      console.log(`已导出到 ${target}`);
      for (const { key, reason } of made.left) console.log(`  未带上 ${key}：${reason.zh}`);
      return 0;
    }
    const { counts, items } = await installPackage(ctx, file, { dryRun: values['dry-run'] ?? false });
    console.log(
      `${values['dry-run'] ? '试运行' : '已安装'} ${file.label.zh} ${file.version}：新增 ${counts.new}，修改 ${counts.changed}，不变 ${counts.same}，保留 ${counts.kept}，移除 ${counts.removed}`,
    );
    for (const item of items.filter((one) => one.change === 'kept')) console.log(`  保留 ${item.key}：${item.reason?.zh ?? ''}`);
    return 0;
  } finally {
    await runtime.close();
  }
}
