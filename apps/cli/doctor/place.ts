import { statfs } from 'node:fs/promises';
import { label } from '@huanke/platform/kernel';
import type { Config } from '@huanke/server';
import type { Finding } from './finding.ts';
import { isKnownSetting } from './settings.ts';

const leastFree = 2 * 1024 ** 3;

/** The machine and its settings: Node, disk, names of settings nobody reads. */
export async function placeChecks(config: Pick<Config, 'dataDir'>, env: NodeJS.ProcessEnv, leastBytes = leastFree): Promise<Finding[]> {
  const node = Number(process.versions.node.split('.')[0]) >= 24;
  const unknown = Object.keys(env).filter((name) => name.startsWith('HUANKE_') && !isKnownSetting(name));
  const disk = await statfs(config.dataDir).catch(() => undefined);
  const free = disk ? disk.bavail * disk.bsize : undefined;
  const gb = free === undefined ? '?' : (free / 1024 ** 3).toFixed(1);
  return [
    {
      ok: node,
      what: label(`Node 版本 ${process.versions.node}`, `Node ${process.versions.node}`),
      todo: label('需要 Node 24 或更新', 'Node 24 or later is needed'),
    },
    {
      ok: unknown.length === 0,
      what:
        unknown.length === 0
          ? label('环境变量都认识', 'All settings are known')
          : label(`不认识的环境变量：${unknown.join('、')}`, `Unknown settings: ${unknown.join(', ')}`),
      todo: label('检查拼写；文档 operations.md 列出了全部设置', 'Look at the spelling; operations.md lists all settings'),
    },
    {
      ok: free === undefined || free >= leastBytes,
      what: label(`数据目录所在磁盘剩余 ${gb} GB`, `${gb} GB are free where the data lies`),
      todo: label('清理磁盘或换到更大的磁盘，空间用尽时数据库会停止写入', 'Free some space; a full disk stops the database'),
    },
  ];
}
