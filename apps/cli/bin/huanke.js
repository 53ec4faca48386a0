#!/usr/bin/env node
// Plain JavaScript: it may be started by an older Node than the one the project brings along.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const own = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('../main.ts');
} else if (existsSync(own)) {
  const { status } = spawnSync(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
} else {
  console.error('Run `npm install` first / 请先运行 npm install');
  process.exit(1);
}
