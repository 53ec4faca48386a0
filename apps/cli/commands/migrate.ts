import { openRuntime } from '@huanke/server';

export async function migrateCommand(): Promise<number> {
  const runtime = await openRuntime();
  try {
    console.log(runtime.migrated.length > 0 ? `已升级：${runtime.migrated.join('、')}` : '数据库已是最新版本');
  } finally {
    await runtime.close();
  }
  return 0;
}
