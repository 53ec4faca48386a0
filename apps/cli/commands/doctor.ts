import { join } from 'node:path';
import { pendingMigrations, startEmbedded, withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { type Label, label } from '@huanke/platform/kernel';
import { MasterKeyError, openRuntime, readConfig } from '@huanke/server';
import { auditChecks } from '../doctor/audit.ts';
import { dataChecks } from '../doctor/data.ts';
import { databaseChecks } from '../doctor/database.ts';
import type { Finding } from '../doctor/finding.ts';
import { placeChecks } from '../doctor/place.ts';
import { readArgs } from '../usage.ts';

/**
 * `huanke doctor [--repair] [--lang en]`: looks at everything an installation rests on and says what to do. Changes nothing without
 * `--repair`; ends with 1 when something is wrong. It does not upgrade the database either: that is for `huanke migrate`.
 */
export async function doctor(args: string[] = []): Promise<number> {
  const { values } = readArgs(args, { repair: { type: 'boolean' }, lang: { type: 'string' } });
  const english = (values.lang ?? (process.env.LANG?.startsWith('en') ? 'en' : 'zh')) === 'en';
  const config = readConfig();
  const findings: Finding[] = [...(await placeChecks(config, process.env))];
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ dataDir: join(config.dataDir, 'postgres'), detached: true });
  const ownerUrl = config.databaseUrl ?? embedded?.url ?? '';
  try {
    const pending = await pendingMigrations({ ownerUrl, migrations });
    findings.push({
      ok: pending.length === 0,
      what:
        pending.length === 0
          ? label('数据库结构是最新的', 'The database is of this release')
          : label(
              `数据库还有 ${pending.length} 步没有升级：${pending.join('、')}`,
              `${pending.length} migrations are missing: ${pending.join(', ')}`,
            ),
      todo: label('先备份，再运行 huanke migrate', 'Back up, then run huanke migrate'),
    });
    findings.push(...(await withClient(ownerUrl, (client) => databaseChecks(client, { repair: values.repair ?? false }))));
    if (pending.length === 0) {
      const runtime = await openRuntime({ config }).catch((error: unknown) => {
        if (!(error instanceof MasterKeyError)) throw error;
        findings.push({ ok: false, what: label(error.message, error.message) }); // language-ok: it says both
        return undefined;
      });
      try {
        if (runtime) {
          findings.push(...(await dataChecks(runtime.app, { repair: values.repair ?? false })));
          findings.push(...(await auditChecks(runtime.app)));
        }
      } finally {
        await runtime?.close();
      }
    }
  } finally {
    await embedded?.stop();
  }
  const say = (text: Label) => (english ? text.en : text.zh);
  for (const { ok, what, todo } of findings) {
    console.log(`${ok ? '✓' : '✗'} ${say(what)}`);
    if (!ok && todo) console.log(`  → ${say(todo)}`);
  }
  const bad = findings.filter((finding) => !finding.ok).length;
  console.log(say(bad === 0 ? label('一切正常', 'All is well') : label(`${bad} 项有问题`, `${bad} problem(s)`)));
  return bad === 0 ? 0 : 1;
}
