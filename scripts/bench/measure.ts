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

interface Tally {
  readonly times: number[];
  errors: number;
  /** How long requests were under way, in milliseconds. */
  took: number;
}

type Send = (number: number) => Promise<Reply>;

async function sendAll(name: string, load: Load, send: Send, tally: Tally): Promise<void> {
  const first = tally.times.length;
  let next = first;
  const began = performance.now();
  const end = began + (load.seconds ?? 60) * 1000;
  const client = async () => {
    while (next < first + load.count && performance.now() < end) {
      const reply = await send(next++);
      tally.times.push(reply.ms);
      if (reply.status >= 300) {
        tally.errors += 1;
        if (tally.errors === 1) console.error(`${name}: ${reply.status} ${reply.text.slice(0, 300)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  tally.took += performance.now() - began;
}

async function warm(load: Load, send: Send): Promise<void> {
  for (let number = 0; number < (load.warmUp ?? 5); number += 1) await send(-1 - number);
}

/** Sums up times in milliseconds of what was sent within so many seconds. */
export function figuresOf(
  name: string,
  times: readonly number[],
  { seconds, errors = 0, target }: { readonly seconds: number; readonly errors?: number; readonly target?: string | undefined },
): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    name,
    count: sorted.length,
    errors,
    perSecond: rounded(sorted.length / seconds),
    p50: rounded(percentile(sorted, 0.5)),
    p95: rounded(percentile(sorted, 0.95)),
    p99: rounded(percentile(sorted, 0.99)),
    max: rounded(sorted.at(-1) ?? 0),
    ...(target ? { target } : {}),
  };
}

const sumUp = (name: string, { target }: Load, { times, errors, took }: Tally): Figures =>
  figuresOf(name, times, { seconds: took / 1000, errors, target });

/** Sends requests and sums up how long the answers took; an answer that is no success counts as an error. */
export async function measure(name: string, load: Load, send: Send): Promise<Figures> {
  await warm(load, send);
  const tally: Tally = { times: [], errors: 0, took: 0 };
  await sendAll(name, load, send, tally);
  return sumUp(name, load, tally);
}

/**
 * What is to be compared, in turns: `load` is one turn of one case, and each has as many as `turns`, so that a machine which is slower for a
 * while is so for all of them.
 */
export async function measureInTurn(
  cases: readonly (readonly [name: string, send: Send])[],
  turns: number,
  load: Load,
): Promise<Figures[]> {
  const each = cases.map(([name, send]) => ({ name, send, tally: { times: [], errors: 0, took: 0 } as Tally }));
  for (const { send } of each) await warm(load, send);
  for (let turn = 0; turn < turns; turn += 1) for (const { name, send, tally } of each) await sendAll(name, load, send, tally);
  return each.map(({ name, tally }) => sumUp(name, load, tally));
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
