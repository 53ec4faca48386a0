import { Worker } from 'node:worker_threads';
import { errors, label } from '../../kernel/index.ts';
import type { Work, WorkAnswer } from './worker.ts';

/** What one document may take; far above what 100 pages need. */
const longestMs = 30_000;
const mostMemoryMb = 768;
const mostWaiting = 24;
/** Fonts stay read for the next document, but not for ever. */
const idleMs = 120_000;

const tooMuch = label('文档太大，无法生成，请减少内容或图片', 'The document is too large to be made; use less text or fewer pictures');
const busy = label('打印的人较多，请稍后再试', 'Many documents are being printed; try again soon');

/** Takes the answer to the work under way; nothing is under way without it. */
let taking: ((outcome: WorkAnswer | { readonly ended: unknown }) => void) | undefined;
let worker: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let tail: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Makes a file in a thread of its own, one after the other: requests go on meanwhile, and a document that takes too long or too much
 * memory ends with its thread, not with the server.
 */
export async function makeFile(work: Work): Promise<Buffer> {
  if (waiting >= mostWaiting)
    throw errors.UNAVAILABLE({ retryAfter: 5, errors: [{ field: 'template', code: 'UNAVAILABLE', message: busy }] });
  waiting += 1;
  const turn = tail.then(() => run(work));
  tail = turn.catch(() => undefined);
  try {
    return await turn;
  } finally {
    waiting -= 1;
  }
}

function started(): Worker {
  if (worker) return worker;
  const made = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb } });
  made.on('message', (answer: WorkAnswer) => taking?.(answer));
  made.on('error', (ended) => worker === made && taking?.({ ended }));
  made.on('exit', () => {
    if (worker !== made) return;
    worker = undefined;
    taking?.({ ended: new Error('the thread that makes files has ended') });
  });
  made.unref();
  worker = made;
  return made;
}

function end(): void {
  const old = worker;
  worker = undefined;
  void old?.terminate();
}

const refusal = () => errors.LIMIT_EXCEEDED({ errors: [{ field: 'template', code: 'LIMIT_EXCEEDED', message: tooMuch }] });

async function run(work: Work): Promise<Buffer> {
  clearTimeout(idle);
  const thread = started();
  let limit: NodeJS.Timeout | undefined;
  const outcome = await new Promise<WorkAnswer | { readonly ended: unknown }>((resolve) => {
    taking = resolve;
    limit = setTimeout(() => resolve({ ended: refusal() }), longestMs);
    thread.postMessage(work);
  });
  clearTimeout(limit);
  taking = undefined;
  if ('ended' in outcome) {
    end();
    throw (outcome.ended as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? refusal() : outcome.ended;
  }
  idle = setTimeout(end, idleMs).unref();
  if ('failed' in outcome) throw new Error(`the file could not be made: ${outcome.failed}`);
  return Buffer.from(outcome.bytes);
}
