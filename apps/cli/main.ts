import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { UsageError } from './usage.ts';

// Commands are loaded when they are asked for, and what was compiled once is kept: a third of what a start costs is reading our own text.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/huanke'));

interface Command {
  readonly summary: string;
  readonly usage: string;
  run(args: string[]): Promise<number | undefined>;
}

const commands: Readonly<Record<string, Command>> = {
  start: {
    summary: '启动服务（数据库、网页、后台任务）',
    usage: 'huanke start [--role all|web|worker] [--dev]',
    run: async (args) => (await import('./commands/start.ts')).start(args),
  },
  migrate: {
    summary: '把数据库升级到当前版本',
    usage: 'huanke migrate',
    run: async () => (await import('./commands/migrate.ts')).migrateCommand(),
  },
  seed: {
    summary: '装载演示公司',
    usage: 'huanke seed [--size 1] [--seed 1]',
    run: async (args) => (await import('./commands/seed.ts')).seed(args),
  },
  import: {
    summary: '从文件导入记录',
    usage:
      'huanke import FILE --object account --tenant 1 [--user mail] [--mode create|update|upsert] [--key field] [--map column=field …]',
    run: async (args) => (await import('./commands/import.ts')).importCommand(args),
  },
  tenant: {
    summary: '公司：列出、新建、停用、恢复、删除',
    usage: 'huanke tenant list | create --company 名称 --email … | suspend ID | resume ID | erase ID',
    run: async (args) => (await import('./commands/tenant.ts')).tenant(args),
  },
  user: {
    summary: '用户：列出、新建、设密码、一次性登录链接',
    usage: 'huanke user list --tenant 1 | create … | password --email … | link --email …',
    run: async (args) => (await import('./commands/user.ts')).user(args),
  },
  backup: {
    summary: '备份数据库和文件',
    usage: 'huanke backup FOLDER',
    run: async (args) => (await import('./commands/backup.ts')).backup(args),
  },
  restore: {
    summary: '从备份恢复到空的数据库',
    usage: 'huanke restore FOLDER',
    run: async (args) => (await import('./commands/backup.ts')).restore(args),
  },
  package: {
    summary: '配置包：导出、安装',
    usage: 'huanke package export FILE --tenant 1 --name 名称 [--version 1.0.0] | package install FILE --tenant 1 [--dry-run]',
    run: async (args) => (await import('./commands/package.ts')).packageCommand(args),
  },
  client: {
    summary: '生成本公司的 TypeScript 客户端',
    usage: 'huanke client --out crm.ts [--url http://localhost:3000] [--token hk_pat_…]',
    run: async (args) => (await import('@huanke/client')).clientCommand(args),
  },
  audit: {
    summary: '审计日志：核对是否完整，取出末尾以便留存',
    usage: 'huanke audit verify [--tenant 1] [--anchor 序号:哈希] | audit head [--tenant 1]',
    run: async (args) => (await import('./commands/audit.ts')).auditCommand(args),
  },
  doctor: {
    summary: '检查安装、数据库和数据',
    usage: 'huanke doctor [--repair] [--lang en]',
    run: async (args) => (await import('./commands/doctor.ts')).doctor(args),
  },
};

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, command]) => `  ${name.padEnd(width)}  ${command.summary}\n  ${' '.repeat(width)}  ${command.usage}`,
  );
  return `环客 Huanke CRM\n\n用法: huanke <命令> [选项]\n\n${lines.join('\n')}\n`;
}

const [name = 'help', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  (name === 'help' || name === '--help' || name === '-h' ? process.stdout : process.stderr).write(help());
  process.exitCode = name === 'help' || name === '--help' || name === '-h' ? 0 : 2;
} else {
  try {
    process.exitCode = (await command.run(args)) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n用法: ${command.usage}\n`);
      process.exitCode = 2;
    } else {
      const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
      process.stderr.write(`${message}${cause instanceof Error ? `\n  ${cause.message}` : ''}\n`);
      if (process.env.HUANKE_DEBUG) console.error(error);
      process.exitCode = 1;
    }
  }
}
