import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './usage.ts';

export function required(value: string | undefined, option: string): string {
  if (!value?.trim()) throw new UsageError(`缺少 ${option}`);
  return value;
}

/** A password: from HUANKE_PASSWORD, from a pipe, or typed without echo. Never an option, which other users of the machine could read. */
export async function readSecret(what: string): Promise<string> {
  const given = process.env.HUANKE_PASSWORD;
  if (given) return given;
  if (process.stdin.isTTY) process.stderr.write(`${what}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
  try {
    for await (const line of lines) {
      if (process.stdin.isTTY) process.stderr.write('\n');
      return line;
    }
  } finally {
    lines.close();
  }
  throw new UsageError(`请输入${what}`);
}
