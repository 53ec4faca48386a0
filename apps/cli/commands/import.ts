import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { listUsers } from '@huanke/platform/identity';
import { textOf } from '@huanke/platform/kernel';
import { type ImportMode, importFile, type MappingEntry } from '@huanke/platform/transfer';
import { openRuntime } from '@huanke/server';
import { required } from '../prompt.ts';
import { readArgs, UsageError } from '../usage.ts';

const modes = ['create', 'update', 'upsert'];

/** `column=field`, `column=field:lookupField`; several of them are the whole mapping. */
function readMapping(items: readonly string[]): MappingEntry[] {
  return items.map((item) => {
    const at = item.lastIndexOf('=');
    const [field = '', lookupBy] = item.slice(at + 1).split(':');
    if (at < 1 || !field) throw new UsageError(`--map 应为 列名=字段，收到 ${item}`);
    return { column: item.slice(0, at), field, ...(lookupBy ? { lookupBy } : {}) };
  });
}

/** `huanke import FILE …`: the same import as the browser's, here and now; it can be undone there. */
export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    object: { type: 'string' },
    tenant: { type: 'string' },
    user: { type: 'string' },
    mode: { type: 'string' },
    key: { type: 'string' },
    map: { type: 'string', multiple: true },
    sheet: { type: 'string' },
    'dry-run': { type: 'boolean' },
  });
  const path = resolve(required(positionals[0], 'FILE'));
  if (!existsSync(path)) throw new UsageError(`找不到文件 ${path}`);
  const tenant = Number(values.tenant);
  if (!(Number.isInteger(tenant) && tenant > 0)) throw new UsageError('请用 --tenant 给出公司的编号（huanke tenant list 可查）');
  if (values.mode !== undefined && !modes.includes(values.mode)) throw new UsageError(`--mode 应为 ${modes.join('、')}`);
  const runtime = await openRuntime();
  try {
    const user = values.user
      ? ((await listUsers(runtime.app, tenant)).find((one) => one.email === values.user?.toLowerCase())?.id ?? null)
      : null;
    if (values.user && !user) throw new UsageError(`公司 ${tenant} 没有用户 ${values.user}`);
    let shown = 0;
    const result = await importFile({
      app: runtime.app,
      tenant,
      user,
      path,
      dryRun: values['dry-run'] ?? false,
      ...(values.object ? { object: values.object } : {}),
      ...(values.mode ? { mode: values.mode as ImportMode } : {}),
      ...(values.key ? { key: values.key } : {}),
      ...(values.map ? { mapping: readMapping(values.map) } : {}),
      ...(values.sheet ? { sheet: values.sheet } : {}),
      onProgress: ({ done, total }) => {
        if (Date.now() - shown < 500) return;
        shown = Date.now();
        process.stderr.write(`\r${done}${total ? ` / ${total}` : ''} 行`);
      },
    });
    process.stderr.write('\r');
    const meta = (await runtime.app.contextFor({ tenant })).meta.object(result.object);
    console.log(
      `${meta ? textOf(meta.label, 'zh-CN') : result.object}：共 ${result.done} 行，新建 ${result.created}，更新 ${result.updated}，跳过 ${result.skipped}，失败 ${result.failed}（导入 ${result.id}）`,
    );
    return result.failed > 0 ? 3 : 0;
  } finally {
    await runtime.close();
  }
}
