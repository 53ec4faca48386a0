import { globalTables } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import type pg from 'pg';
import type { Finding } from './finding.ts';

async function names(client: pg.Client, statement: string, values: unknown[] = []): Promise<string[]> {
  return (await client.query<{ name: string }>(statement, values)).rows.map((row) => row.name);
}

/** Version, extensions, roles, policies, indexes and the queue, as the owner sees them. */
export async function databaseChecks(
  client: pg.Client,
  options: { readonly repair: boolean; readonly idleSeconds?: number },
): Promise<Finding[]> {
  const idle = options.idleSeconds ?? 600;
  const { rows } = await client.query<{ version: string; size: string }>(
    "select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size",
  );
  const version = rows[0]?.version ?? '0';
  const findings: Finding[] = [
    {
      ok: Number.parseInt(version, 10) >= 15,
      what: label(`PostgreSQL ${version}，数据库 ${rows[0]?.size}`, `PostgreSQL ${version}, ${rows[0]?.size}`),
      todo: label('需要 PostgreSQL 15 或更新', 'PostgreSQL 15 or later is needed'),
    },
  ];
  const list = (found: readonly string[], good: [string, string], bad: [string, string], todo: [string, string]): void => {
    const shown = found.slice(0, 10).join(', ');
    findings.push({
      ok: found.length === 0,
      what: found.length === 0 ? label(...good) : label(`${bad[0]}：${shown}`, `${bad[1]}: ${shown}`),
      todo: label(...todo),
    });
  };
  list(
    await names(client, "select e as name from unnest(array['btree_gin']) e where not exists (select from pg_extension where extname = e)"),
    ['扩展齐全', 'All extensions are there'],
    ['缺少扩展', 'Missing extensions'],
    ['请数据库管理员执行 CREATE EXTENSION', 'Have the database administrator run CREATE EXTENSION'],
  );
  list(
    await names(client, "select 'intarray' as name from pg_extension where extname = 'intarray'"),
    ['没有妨碍搜索的扩展', 'No extension hinders the search'],
    ['扩展会使搜索索引失效', 'Extension that hides the index of the search'],
    ['执行 DROP EXTENSION intarray', 'Run DROP EXTENSION intarray'],
  );
  list(
    await names(
      client,
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all($1)
         and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant')) order by 1`,
      [Object.keys(globalTables)],
    ),
    ['所有租户表都强制行级安全', 'Row-level security is forced on all tables of companies'],
    ['没有强制行级安全的表', 'Tables without forced row-level security'],
    ['立即停止服务，联系支持；不要在修复前继续使用', 'Stop the server and ask for help before going on'],
  );
  list(
    await names(
      client,
      "select rolname as name from pg_roles where rolname in ('huanke_app', 'huanke_search') and (rolsuper or rolbypassrls)",
    ),
    ['应用账号不能绕过行级安全', 'The application can not pass row-level security'],
    ['权限过大的账号', 'Roles with too many rights'],
    ['执行 ALTER ROLE … NOSUPERUSER NOBYPASSRLS', 'Run ALTER ROLE … NOSUPERUSER NOBYPASSRLS'],
  );
  // one that is being built is not valid yet, and nothing is wrong with it
  const broken = `select i.indexrelid::regclass::text as name from pg_index i
    where not i.indisvalid and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid) order by 1`;
  if (options.repair) for (const index of await names(client, broken)) await client.query(`reindex index concurrently ${index}`);
  list(
    await names(client, broken),
    ['没有失效的索引', 'No index is invalid'],
    ['失效的索引', 'Invalid indexes'],
    ['运行 huanke doctor --repair 重建', 'Run huanke doctor --repair to build them anew'],
  );
  list(
    await names(
      client,
      "select pid::text as name from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and xact_start < now() - make_interval(secs => $1) order by pid",
      [idle],
    ),
    ['没有长时间未完成的事务', 'No transaction stays open'],
    ['超过 10 分钟的事务（进程号）', 'Transactions open for more than 10 minutes (process ids)'],
    ['找出对应程序；必要时 select pg_terminate_backend(进程号)', 'Find the program; if need be select pg_terminate_backend(pid)'],
  );
  const queued = await client.query<{ there: boolean }>("select to_regclass('graphile_worker._private_jobs') is not null as there");
  if (queued.rows[0]?.there)
    list(
      await names(
        client,
        `select t.identifier || ' ×' || count(*) as name from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
         where j.last_error is not null and j.attempts >= 3 group by t.identifier order by 1`,
      ),
      ['后台任务没有反复失败', 'No background job keeps failing'],
      ['反复失败的后台任务', 'Background jobs that keep failing'],
      ['查看服务日志里的错误，修复后任务会自动重试', 'Look for their errors in the log; they are tried again by themselves'],
    );
  return findings;
}
