import { type ChainHead, type ChainState, chainHead, type Fault, sealEntries, verifyChain } from '@huanke/platform/audit';
import { listTenants } from '@huanke/platform/identity';
import { type Label, label } from '@huanke/platform/kernel';
import type { Application } from '@huanke/platform/module';
import { openRuntime } from '@huanke/server';
import { readArgs, UsageError } from '../usage.ts';

const faults: Readonly<Record<Fault, Label>> = {
  changed: label('内容被修改', 'was changed'),
  removed: label('被删除', 'was removed'),
  inserted: label('是后来插入的', 'was inserted later'),
  reordered: label('顺序被调换', 'was moved'),
  anchor: label('与留存的末尾不一致', 'differs from the end that was kept'),
};

/** The first broken entry in words; empty for a chain that holds. */
export function brokenText({ broken }: ChainState): Label {
  if (!broken) return label('完整', 'is whole');
  const zh = [broken.seq === undefined ? '' : `第 ${broken.seq} 条`, broken.entry ?? ''].filter(Boolean).join(' ');
  const en = [broken.seq === undefined ? '' : `entry ${broken.seq}`, broken.entry ?? ''].filter(Boolean).join(' ');
  return label(`${zh} ${faults[broken.fault].zh}`, `${en} ${faults[broken.fault].en}`);
}

function anchorOf(text: string | undefined): ChainHead | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  if (!match) throw new UsageError('--anchor 的写法是 序号:哈希，由 huanke audit head 给出');
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

async function tenantsOf(app: Application, wanted: string | undefined): Promise<number[]> {
  const all = (await listTenants(app)).map((tenant) => tenant.id);
  if (wanted === undefined) return all;
  if (!all.includes(Number(wanted))) throw new UsageError(`没有编号为 ${wanted} 的公司`);
  return [Number(wanted)];
}

/** `huanke audit verify [--tenant 1] [--anchor 序号:哈希] | head [--tenant 1]`: walks the chain, or prints its end to be kept elsewhere. */
export async function auditCommand(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { tenant: { type: 'string' }, anchor: { type: 'string' } });
  const [what] = positionals;
  if ((what !== 'verify' && what !== 'head') || positionals.length > 1) throw new UsageError('请写 verify 或 head');
  const anchor = anchorOf(values.anchor);
  if (anchor && (what === 'head' || values.tenant === undefined)) throw new UsageError('--anchor 用于 verify，并要写明 --tenant');
  const runtime = await openRuntime();
  try {
    let bad = 0;
    for (const tenant of await tenantsOf(runtime.app, values.tenant)) {
      const ctx = await runtime.app.contextFor({ tenant });
      await sealEntries(ctx);
      if (what === 'head') {
        const head = await chainHead(ctx);
        console.log(`${tenant} ${head ? `${head.seq}:${head.hash}` : '-'}`);
        continue;
      }
      const state = await verifyChain(ctx, anchor ? { anchor } : {});
      if (!state.ok) bad += 1;
      console.log(state.ok ? `✓ 公司 ${tenant}：${state.entries} 条，完整` : `✗ 公司 ${tenant}：${brokenText(state).zh}`);
    }
    return bad === 0 ? 0 : 1;
  } finally {
    await runtime.close();
  }
}
