import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Reply } from './server.ts';

export interface Figures {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly target?: string;
}

export interface Load {
  /** Requests under way at once. */
  readonly clients: number;
  /** Stops after so many requests, or so many seconds, whichever comes first. */
  readonly count: number;
  readonly seconds?: number;
  readonly warmUp?: number;
  readonly target?: string;
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
const rounded = (value: number) => Math.round(value * 10) / 10;

/** Sends requests and sums up how long the answers took; an answer that is no success counts as an error. */
export async function measure(name: string, load: Load, send: (number: number) => Promise<Reply>): Promise<Figures> {
  for (let number = 0; number < (load.warmUp ?? 5); number += 1) await send(-1 - number);
  const times: number[] = [];
  let errors = 0;
  let next = 0;
  const began = performance.now();
  const end = began + (load.seconds ?? 60) * 1000;
  const client = async () => {
    while (next < load.count && performance.now() < end) {
      const reply = await send(next++);
      times.push(reply.ms);
      if (reply.status >= 300) {
        errors += 1;
        if (errors === 1) console.error(`${name}: ${reply.status} ${reply.text.slice(0, 300)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    name,
    count: times.length,
    errors,
    perSecond: rounded(times.length / seconds),
    p50: rounded(percentile(times, 0.5)),
    p95: rounded(percentile(times, 0.95)),
    p99: rounded(percentile(times, 0.99)),
    max: rounded(times.at(-1) ?? 0),
    ...(load.target ? { target: load.target } : {}),
  };
}

export function printFigures(rows: readonly Figures[]): void {
  const width = Math.max(20, ...rows.map((row) => row.name.length));
  console.log(
    `${'case'.padEnd(width)} ${'n'.padStart(6)} ${'err'.padStart(4)} ${'req/s'.padStart(8)} ${'p50'.padStart(8)} ${'p95'.padStart(8)} ${'p99'.padStart(8)} ${'max'.padStart(8)}  target`,
  );
  for (const row of rows) {
    console.log(
      `${row.name.padEnd(width)} ${String(row.count).padStart(6)} ${String(row.errors).padStart(4)} ${String(row.perSecond).padStart(8)} ${String(row.p50).padStart(8)} ${String(row.p95).padStart(8)} ${String(row.p99).padStart(8)} ${String(row.max).padStart(8)}  ${row.target ?? ''}`,
    );
  }
}

export interface Result {
  readonly bench: string;
  readonly dataset: unknown;
  readonly figures: readonly Figures[];
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** Writes a run's figures, with machine and date, to bench-results/NAME.json. */
export function writeResult(result: Result): string {
  const folder = join(process.cwd(), 'bench-results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${result.bench}.json`);
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
  writeFileSync(path, `${JSON.stringify({ ...result, machine, at: new Date().toISOString() }, null, 2)}\n`);
  return path;
}
