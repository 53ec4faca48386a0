import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aliyunAnswers } from './aliyun.ts';
import { tencentAnswers } from './tencent.ts';

/** A message the simulated service took. */
export interface Taken {
  readonly to: string;
  readonly signature: string;
  readonly code: string;
  /** By name, or in order. */
  readonly values: unknown;
  /** Our id of it. */
  readonly id: string;
  readonly providerId: string;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** What a simulated service knows. */
export interface Simulated {
  readonly keyId: string;
  readonly secret: string;
  readonly appId: string;
  /** Approved templates: their codes, with the names of their variables. */
  readonly templates: ReadonlyMap<string, readonly string[]>;
  readonly signatures: ReadonlySet<string>;
  readonly taken: Taken[];
  /** Seconds of the Unix time: requests of other times are refused. */
  readonly now: () => number;
  /** Signatures of requests, none of which counts twice. */
  readonly nonces: Set<string>;
  /** No id is given twice. */
  nextId(): number;
}

export interface SmsSimulator extends Simulated {
  readonly endpoint: string;
  /** How many requests came, refused ones included. */
  asked: number;
  /** Answers the next request in another way: `drop` takes the message and breaks the connection; a promise waits. */
  next: (Answer | 'drop' | Promise<unknown>)[];
  close(): Promise<void>;
}

const answersOf = { aliyun: aliyunAnswers, tencent: tencentAnswers } as const;

/**
 * A text message service on loopback that speaks as its pages say (see ../aliyun.ts and ../tencent.ts): signatures are worked out from the
 * request as it came, and it sends a message again when it is asked again.
 */
export async function smsSimulator(provider: keyof typeof answersOf, now: () => Date): Promise<SmsSimulator> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      made.asked += 1;
      const url = new URL(request.url ?? '/', made.endpoint);
      const body = Buffer.concat(chunks).toString();
      const other = made.next.shift();
      if (other instanceof Promise) await other;
      const given = other && other !== 'drop' && !(other instanceof Promise) ? other : undefined;
      const { status, json } = given ?? answersOf[provider](made, { method: request.method ?? '', url, headers: request.headers, body });
      if (other === 'drop') return request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  let ids = 1000;
  const made: SmsSimulator = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keyId: provider === 'aliyun' ? 'LTAI5tHuankeTest' : 'AKIDHuankeTest',
    secret: `${provider}-secret-1`,
    appId: '1400006666',
    templates: new Map(
      provider === 'aliyun'
        ? [
            ['SMS_1001', ['customer', 'time']],
            ['SMS_1002', []],
          ]
        : [['2001', ['1', '2']]],
    ),
    signatures: new Set(['华泵科技']),
    taken: [],
    now: () => Math.floor(now().getTime() / 1000),
    nonces: new Set(),
    nextId: () => {
      ids += 1;
      return ids;
    },
    asked: 0,
    next: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return made;
}
