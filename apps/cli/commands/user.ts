import { createUser, listUsers, setPassword, signInLink } from '@huanke/platform/identity';
import { openRuntime } from '@huanke/server';
import { readSecret, required } from '../prompt.ts';
import { readArgs, UsageError } from '../usage.ts';

export async function user(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    tenant: { type: 'string' },
    name: { type: 'string' },
    email: { type: 'string' },
    role: { type: 'string', multiple: true },
  });
  const verb = positionals[0] ?? 'list';
  if (!['list', 'create', 'password', 'link'].includes(verb)) throw new UsageError(`不认识 ${verb}`);
  const tenant = Number(values.tenant);
  if (verb !== 'password' && !(Number.isInteger(tenant) && tenant > 0)) throw new UsageError('请用 --tenant 给出公司的编号');
  const email = verb === 'list' ? '' : required(values.email, '--email');
  const password = verb === 'create' || verb === 'password' ? await readSecret('密码') : '';
  const runtime = await openRuntime();
  const { app } = runtime;
  try {
    if (verb === 'list') {
      for (const one of await listUsers(app, tenant))
        console.log(`${one.active ? '启用' : '停用'}  ${(one.email ?? '--').padEnd(32)} ${one.name}  ${one.roles.join(', ')}`);
    } else if (verb === 'create') {
      await createUser(app, { tenant, name: values.name ?? email, email, password, roles: values.role ?? ['member'] });
      console.log('已新建');
    } else if (verb === 'password') {
      await setPassword(app, email, password);
      console.log('密码已更改，所有设备已退出');
    } else {
      const { link, expiresAt } = await signInLink(app, tenant, email);
      console.log(`${link}\n有效期至 ${expiresAt}，只能用一次`);
    }
  } finally {
    await runtime.close();
  }
  return 0;
}
