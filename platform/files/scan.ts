import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { audit } from '../audit/index.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context, FileStore } from '../module/index.ts';

/** Looks at a content: the name of what was found, undefined when it is clean; throws when it can not say. */
export type Scanner = (content: Readable) => Promise<string | undefined>;

const patience = 60_000;

/** `clamd://host:3310`, `clamd:///run/clamd.sock`, or a command that reads its standard input. Undefined for anything else. */
export function readScanner(text: string): Scanner | undefined {
  if (/^clamd:/.test(text)) {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    if (url.hostname) return clamd({ host: url.hostname, port: Number(url.port || 3310) });
    return url.pathname.length > 1 ? clamd({ path: url.pathname }) : undefined;
  }
  const words = text.split(/\s+/).filter(Boolean);
  return words.length > 0 && !/^\w+:\/\//.test(text) ? command(words) : undefined;
}

async function* framed(content: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const chunk of content as AsyncIterable<Buffer>) {
    if (chunk.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield length;
    yield chunk;
  }
  yield Buffer.alloc(4);
}

/** The clamd of ClamAV by its INSTREAM command (clamd(8)). */
export function clamd(place: { readonly host: string; readonly port: number } | { readonly path: string }): Scanner {
  return async (content) => {
    const socket = connect(place);
    socket.setTimeout(patience, () => socket.destroy(new Error('the scanner does not answer')));
    const answer = (async () => {
      let text = '';
      for await (const chunk of socket) text += chunk;
      return text.replaceAll('\0', '').trim();
    })();
    // a scanner that has seen enough hangs up: its answer counts, not that writing broke off
    const sent = pipeline(framed(content), async (chunks) => {
      for await (const chunk of chunks) if (!socket.write(chunk)) await drained(socket);
    });
    const [text] = await Promise.all([answer, sent.catch((error: unknown) => socket.destroy(error as Error))]);
    const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
    if (!found && text !== 'stream: OK') throw new Error(`the scanner says: ${text.slice(0, 200) || 'nothing'}`);
    return found;
  };
}

function drained(socket: NodeJS.EventEmitter): Promise<void> {
  return new Promise((go, stop) => {
    const end = (error?: unknown) => {
      socket.removeListener('drain', end).removeListener('close', end).removeListener('error', end);
      if (error instanceof Error) stop(error);
      else go();
    };
    socket.once('drain', end).once('close', end).once('error', end);
  });
}

/** A command as `clamscan -`: 0 for clean, 1 for found, with its name on the first line; anything else is a fault. No shell is asked. */
export function command([program = '', ...args]: readonly string[]): Scanner {
  return async (content) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: patience });
    const ended = new Promise<number | null>((go, stop) => child.once('error', stop).once('close', go));
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (text.length < 1000) text += chunk;
    });
    // one that knows early stops reading
    const [code] = await Promise.all([ended, pipeline(content, child.stdin).catch(() => undefined)]);
    if (code === 0) return undefined;
    if (code === 1) return text.split('\n')[0]?.trim().slice(0, 200) || 'unknown';
    throw new Error(`the scanner ended with ${code ?? 'a signal'}`);
  };
}

/** A store whose new files are looked at before anybody may have them. */
export function scanned(store: FileStore, scanner: Scanner | undefined): FileStore {
  if (!scanner) return store;
  return { ...store, scan: async (tenant, id) => scanner(await store.open(tenant, id)) };
}

/** Refuses an upload in which something was found, and any while the scanner can not say. */
export async function refuseInfected(ctx: Context, id: string, name: string): Promise<void> {
  if (!ctx.app.files.scan) return;
  const found = await ctx.app.files.scan(ctx.tenant.id, id).catch((cause: unknown) => {
    ctx.app.log.error({ error: cause }, 'virus scan failed');
    throw errors.UNAVAILABLE({ cause, retryAfter: 30 });
  });
  if (!found) return;
  await ctx.transaction((tx) => audit(tx, { event: 'file.infected', data: { found, name } }));
  throw fieldError(
    'INVALID_VALUE',
    'file',
    label(`文件含有病毒（${found}），没有保存`, `The file holds a virus (${found}) and was not kept`),
  );
}
