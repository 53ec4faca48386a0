import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proxyLog, type Target } from './requests.ts';

export interface Finding {
  readonly place: string;
  readonly what: string;
}

export interface Scan {
  readonly url: string;
  readonly cookie: string;
  readonly targets: readonly Target[];
  /** Where the scanner keeps what it writes. */
  readonly folder: string;
}

export function missingScanners(): string[] {
  return ['sqlmap', 'wapiti'].filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error !== undefined);
}

function run(command: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const keep = (chunk: Buffer) => {
      text += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', () => {
      writeFileSync(join(folder, `${command}.log`), text);
      resolve(text);
    });
  });
}

/** SQL injection in every value of every request. */
export async function sqlmap({ url, cookie, targets, folder }: Scan): Promise<{ tested: number; findings: Finding[] }> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'requests.log'), proxyLog(url, cookie, targets));
  const results = join(folder, 'results.csv');
  const args = [
    '-l',
    'requests.log',
    '--batch',
    '--ignore-stdin',
    '--dbms=postgresql',
    '--level=1',
    '--risk=1',
    '--threads=2',
    '--flush-session',
    '--disable-coloring',
    '--drop-set-cookie',
  ];
  const text = await run(
    'sqlmap',
    // by one address a stranger is soon told to wait
    [
      ...args,
      ...(cookie ? [] : ['--tamper=xforwardedfor']),
      `--output-dir=${folder}`,
      `--results-file=${results}`,
      '--ignore-code=*',
      '--skip-waf',
    ],
    folder,
  );
  const rows = existsSync(results) ? readFileSync(results, 'utf8').split('\n').slice(1) : [];
  const findings = rows
    .map((row) => row.split(','))
    // what it could not exploit after all, it says itself in the last column
    .filter(([target, , parameter, technique, note]) => target && parameter && technique && !note?.startsWith('false positive'))
    .map(([target = '', place = '', parameter = '', technique = '']) => ({
      place: `${target} ${place} ${parameter}`,
      what: `SQL injection (${technique})`,
    }));
  return {
    tested: (text.match(/testing if .* is dynamic|parameter .* does not seem to be injectable|is vulnerable/g) ?? []).length,
    findings,
  };
}

interface WapitiReport {
  readonly vulnerabilities: Readonly<Record<string, readonly { readonly method: string; readonly path: string; readonly info: string }[]>>;
}

/** Scripts in answers, injection, file disclosure, redirects, header splitting, XML entities and server-side requests, over pages and API. */
export async function wapiti({ url, cookie, targets, folder }: Scan): Promise<{ tested: number; findings: Finding[] }> {
  mkdirSync(folder, { recursive: true });
  const gets = targets.filter((target) => target.method === 'GET').map((target) => `${url}${encodeURI(target.path.replaceAll('*', ''))}`);
  const report = join(folder, 'report.json');
  const starts = gets.flatMap((start) => ['-s', start]);
  const headers = cookie ? ['-H', `Cookie: ${cookie}`] : [];
  const args = [
    '-u',
    `${url}/`,
    ...starts,
    ...headers,
    '-m',
    'sql,xss,permanentxss,exec,file,crlf,redirect,xxe,ssrf,backup,htaccess',
    '-f',
    'json',
    '-o',
    report,
  ];
  const text = await run(
    'wapiti',
    [...args, '--flush-session', '--no-bugreport', '--max-scan-time', '900', '-v', '1', '--store-session', folder],
    folder,
  );
  if (!existsSync(report)) throw new Error(`wapiti left no report:\n${text.slice(-2000)}`);
  const { vulnerabilities } = JSON.parse(readFileSync(report, 'utf8')) as WapitiReport;
  const findings = Object.entries(vulnerabilities).flatMap(([kind, list]) =>
    list.map(({ method, path, info }) => ({ place: `${method} ${path}`, what: `${kind}: ${info}` })),
  );
  return { tested: gets.length, findings };
}
