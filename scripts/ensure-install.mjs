// Runs before `npm start`, `npm test` and the like, on whatever Node the system has (20 or newer), when nothing may be
// installed yet: plain JavaScript, nothing from node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wanted = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');
const runtime = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

function isComplete() {
  if (!existsSync(runtime) || !existsSync(installed)) return false;
  if (statSync(wanted).mtimeMs <= statSync(installed).mtimeMs) return true;
  // A checkout or a pull writes the lock file anew although nothing in it may have changed.
  if (!holdsSamePackages()) return false;
  const now = new Date();
  utimesSync(installed, now, now);
  return true;
}

function holdsSamePackages() {
  try {
    const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
    const want = JSON.parse(readFileSync(wanted, 'utf8')).packages;
    const isPackage = ([path, entry]) => path.includes('node_modules/') && !entry.link;
    const missing = Object.entries(want).some(
      // Packages for other systems are wanted but never installed.
      ([path, entry]) => isPackage([path, entry]) && (have[path] ? have[path].version !== entry.version : !entry.optional),
    );
    return !missing && Object.keys(have).every((path) => path in want);
  } catch {
    return false;
  }
}

/** A workspace that came with a pull needs no installation, only its place among the packages. */
function linkWorkspaces() {
  for (const [path, { link, resolved }] of Object.entries(JSON.parse(readFileSync(wanted, 'utf8')).packages)) {
    const [place, target] = [join(root, path), join(root, resolved ?? '')];
    if (!link || existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(process.platform === 'win32' ? target : relative(dirname(place), target), place, 'junction');
  }
}

function install() {
  // npm tells its scripts where it is itself; by hand it is looked up on PATH.
  const npm = process.env.npm_execpath;
  return npm
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}

if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`Huanke needs Node.js 20 or newer to install itself; this is ${process.version}.`);
  process.exit(1);
}
if (!isComplete()) {
  console.log('正在安装依赖，首次约需几分钟 … Installing dependencies; the first time takes some minutes …');
  const done = install();
  if (done.status !== 0 || !existsSync(runtime)) {
    console.error('依赖安装失败，请检查网络后重试。Installing the dependencies failed; check the network and try again.');
    process.exit(done.status || 1);
  }
}
linkWorkspaces();
