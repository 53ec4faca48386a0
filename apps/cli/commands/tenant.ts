import { createTenant, eraseTenant, listTenants, resumeTenant, suspendTenant } from '@huanke/platform/identity';
import { openRuntime } from '@huanke/server';
import { readSecret, required } from '../prompt.ts';
import { readArgs, UsageError } from '../usage.ts';

function idOf(positionals: readonly string[]): number {
  const id = Number(positionals[1]);
  if (!Number.isInteger(id) || id < 1) throw new UsageError('请给出公司的编号（huanke tenant list 可查）');
  return id;
}

export async function tenant(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    company: { type: 'string' },
    name: { type: 'string' },
    email: { type: 'string' },
    yes: { type: 'boolean' },
  });
  const verb = positionals[0] ?? 'list';
  if (!['list', 'create', 'suspend', 'resume', 'erase'].includes(verb)) throw new UsageError(`不认识 ${verb}`);
  const password = verb === 'create' ? await readSecret('所有者的密码') : '';
  const runtime = await openRuntime();
  const { app } = runtime;
  try {
    if (verb === 'list') {
      for (const one of await listTenants(app)) console.log(`${String(one.id).padStart(6)}  ${one.status.padEnd(10)} ${one.name}`);
    } else if (verb === 'create') {
      const made = await createTenant(app, {
        company: required(values.company, '--company'),
        email: required(values.email, '--email'),
        name: values.name ?? '管理员',
        password,
      });
      console.log(`已新建公司 ${made.tenant}`);
    } else if (verb === 'suspend') {
      await suspendTenant(app, idOf(positionals));
      console.log('已停用：所有人立即退出，数据保留');
    } else if (verb === 'resume') {
      await resumeTenant(app, idOf(positionals));
      console.log('已恢复');
    } else {
      if (!values.yes) throw new UsageError('删除公司会在 30 天后清除全部数据；确定请加 --yes');
      await eraseTenant(app, idOf(positionals));
      console.log('已停用并排入清除；30 天内可用 huanke tenant resume 撤回');
    }
  } finally {
    await runtime.close();
  }
  return 0;
}
