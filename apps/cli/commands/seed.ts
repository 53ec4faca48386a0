import { openRuntime } from '@huanke/server';
import { ensureDemo, loadDemo } from '@huanke/server/demo';
import { readArgs, UsageError } from '../usage.ts';

/** `huanke seed`: the demo company, whole, before it returns. Doing it again changes nothing. */
export async function seed(args: string[]): Promise<number> {
  const { values } = readArgs(args, { size: { type: 'string' }, seed: { type: 'string' } });
  const size = Number(values.size ?? 1);
  const number = Number(values.seed ?? 1);
  if (!(size > 0 && size <= 1000) || !Number.isInteger(number)) throw new UsageError('--size 应为 0 到 1000 之间的数，--seed 应为整数');
  const runtime = await openRuntime();
  try {
    const tenant = await ensureDemo(runtime.app, { queue: false });
    if (tenant === undefined) throw new Error('没有演示公司');
    await loadDemo(runtime.app, tenant, { size, seed: number });
    console.log(`演示公司已就绪（公司 ${tenant}）`);
  } finally {
    await runtime.close();
  }
  return 0;
}
