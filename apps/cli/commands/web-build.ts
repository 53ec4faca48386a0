import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = ['apps/web/**/*.{ts,tsx,html,css}', 'platform/ui/**/*.{ts,tsx,css}', 'clouds/*/web/**/*.{ts,tsx,css}', 'package-lock.json'];

/** Builds the web app when there is no build, or one older than its sources. */
export async function ensureWebBuild(): Promise<void> {
  const built = statSync(join(root, 'apps/web/dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = () =>
    Math.max(
      ...globSync(sources, { cwd: root, exclude: ['**/dist/**', '**/node_modules/**'] }).map((file) => statSync(join(root, file)).mtimeMs),
    );
  // an image holds the build without its sources; tests and benches of the API need none
  if (process.env.HUANKE_SKIP_BUILD === '1' || (built > 0 && newest() <= built)) return;
  console.log('正在构建网页（只在第一次或代码有变时）……');
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(root, 'apps/web'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('网页构建失败');
}
