import { verifyChain } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import type { Application } from '@huanke/platform/module';
import { brokenText } from '../commands/audit.ts';
import type { Finding } from './finding.ts';

/** Whether the chain of every company's audit log is whole. */
export async function auditChecks(app: Application): Promise<Finding[]> {
  const tenants = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where status <> 'creating' order by id`),
  );
  const broken: { zh: string; en: string }[] = [];
  for (const { id } of tenants) {
    const state = await verifyChain(await app.contextFor({ tenant: id }));
    if (state.broken) broken.push({ zh: `公司 ${id}：${brokenText(state).zh}`, en: `company ${id}: ${brokenText(state).en}` });
  }
  const shown = broken.slice(0, 5);
  return [
    {
      ok: broken.length === 0,
      what:
        broken.length === 0
          ? label('审计日志完整', 'The audit log is whole')
          : label(
              `审计日志被动过（${broken.length}）：${shown.map((one) => one.zh).join('；')}`,
              `The audit log was tampered with (${broken.length}): ${shown.map((one) => one.en).join('; ')}`,
            ),
      todo: label(
        '保留现场，与备份比对；huanke audit verify 给出详情',
        'Keep everything as it is and compare with a backup; see huanke audit verify',
      ),
    },
  ];
}
