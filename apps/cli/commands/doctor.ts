import { globalTables, withClient } from '@huanke/platform/database';
import { MasterKeyError, openRuntime, readConfig } from '@huanke/server';

interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

const checks: readonly {
  readonly what: string;
  readonly statement: string;
  readonly good: (value: number) => boolean;
  readonly bad: string;
}[] = [
  {
    what: '所有租户表都强制行级安全',
    statement: `select count(*)::int as value from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity) and c.relname <> all($1)`,
    good: (value) => value === 0,
    bad: '张表没有强制行级安全',
  },
  {
    what: '应用账号不能绕过行级安全',
    statement:
      "select count(*)::int as value from pg_roles where rolname = 'huanke_app' and (rolsuper or rolbypassrls) and cardinality($1::text[]) > 0",
    good: (value) => value === 0,
    bad: '个应用账号权限过大',
  },
  {
    what: '没有失效的索引',
    statement: 'select count(*)::int as value from pg_index where not indisvalid and cardinality($1::text[]) > 0',
    good: (value) => value === 0,
    bad: '个索引失效，请用 REINDEX 重建',
  },
  {
    what: '没有长时间未完成的事务',
    statement:
      "select count(*)::int as value from pg_stat_activity where state = 'idle in transaction' and xact_start < now() - interval '10 minutes' and cardinality($1::text[]) > 0",
    good: (value) => value === 0,
    bad: '个事务已超过 10 分钟',
  },
];

/** `huanke doctor`: looks, changes nothing, and ends with 1 when something is wrong. */
export async function doctor(): Promise<number> {
  const config = readConfig();
  const findings: Finding[] = [{ ok: Number(process.versions.node.split('.')[0]) >= 24, text: `Node ${process.versions.node}` }];
  const runtime = await openRuntime({ config }).catch((error: unknown) => {
    if (!(error instanceof MasterKeyError)) throw error;
    findings.push({ ok: false, text: error.message });
    return undefined;
  });
  if (!runtime) return report(findings);
  findings.push({ ok: true, text: '加密主密钥与数据一致' });
  try {
    await withClient(runtime.ownerUrl, async (client) => {
      const { rows } = await client.query<{ version: string; size: string; tenants: number }>(
        "select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size, (select count(*)::int from tenant) as tenants",
      );
      findings.push({
        ok: Number.parseInt(rows[0]?.version ?? '0', 10) >= 15,
        text: `PostgreSQL ${rows[0]?.version}，数据库 ${rows[0]?.size}，公司 ${rows[0]?.tenants} 家`,
      });
      for (const check of checks) {
        const value = (await client.query<{ value: number }>(check.statement, [Object.keys(globalTables)])).rows[0]?.value ?? 0;
        findings.push({ ok: check.good(value), text: check.good(value) ? check.what : `${value} ${check.bad}` });
      }
    });
    findings.push({ ok: true, text: runtime.migrated.length > 0 ? `刚升级：${runtime.migrated.join('、')}` : '数据库结构是最新的' });
  } finally {
    await runtime.close();
  }
  return report(findings);
}

function report(findings: readonly Finding[]): number {
  for (const finding of findings) console.log(`${finding.ok ? '✓' : '✗'} ${finding.text}`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
}
