import { createServer } from 'node:net';
import { readConfig, startHuanke } from '@huanke/server';
import { readArgs, UsageError } from '../usage.ts';
import { ensureWebBuild } from './web-build.ts';

const roles = ['all', 'web', 'worker'] as const;

/** Whether somebody else listens there: found out before the database is touched. */
function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** `huanke start`: runs until Ctrl-C or SIGTERM. */
export async function start(args: string[]): Promise<number> {
  const { values } = readArgs(args, { role: { type: 'string' }, dev: { type: 'boolean' } });
  const role = values.role as (typeof roles)[number] | undefined;
  if (role !== undefined && !roles.includes(role)) throw new UsageError(`--role 应为 ${roles.join('、')}`);
  const config = { ...readConfig(), ...(role ? { role } : {}) };
  if (config.role !== 'worker' && config.port !== 0 && !(await isPortFree(config.port, config.host))) {
    throw new Error(
      `端口 ${config.port} 已被占用。请关闭占用它的程序，或换一个端口：PORT=${config.port + 1} npm start\n(Port ${config.port} is in use; choose another one with PORT=…)`,
    );
  }
  if (config.role !== 'worker' && !values.dev) await ensureWebBuild();
  const began = Date.now();
  const huanke = await startHuanke(config);
  if (config.role !== 'worker') {
    const lines = ['', `  环客已就绪（${((Date.now() - began) / 1000).toFixed(1)} 秒）：${huanke.address}`];
    for (const person of huanke.demoPeople) lines.push(`    ${person.title.padEnd(6, '　')} ${person.email.padEnd(28)} 密码 huanke-demo`);
    if (huanke.demoPeople.length > 0) lines.push('    演示数据正在后台装载，一会儿就齐。');
    lines.push('  按 Ctrl-C 停止。', '');
    console.log(lines.join('\n'));
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  console.log('正在停止……');
  await huanke.close();
  return 0;
}
