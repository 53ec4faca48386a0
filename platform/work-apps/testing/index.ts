import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../platforms.ts';
import { dingtalkAnswers } from './dingtalk.ts';
import { feishuAnswers } from './feishu.ts';
import type { Answer, Asked, Member, Simulated } from './kept.ts';
import { wecomAnswers } from './wecom.ts';

export type { Division, Member } from './kept.ts';

/** A work platform on loopback that speaks as the platform's pages say: paths, forms of requests, tokens and codes that end, refusals. */
export interface Simulator extends Simulated {
  /** For the setting that moves a platform. */
  readonly address: { readonly calls: string; readonly pages: string };
  /** All tokens have ended, as happens after two hours and now and then before. */
  endTokens(): void;
  close(): Promise<void>;
}

const answersOf: Readonly<Record<Platform, (of: Simulated, asked: Asked) => Answer>> = {
  wecom: wecomAnswers,
  dingtalk: dingtalkAnswers,
  feishu: feishuAnswers,
};

/** What a company enters in its settings for the simulated app. */
export const simulatedKeys: Readonly<Record<Platform, { readonly appId: string; readonly agentId?: string; readonly secret: string }>> = {
  wecom: { appId: 'ww2f8c1d', agentId: '1000002', secret: 'wecom-secret-1' },
  dingtalk: { appId: 'dingq7w8', agentId: '2831', secret: 'dingtalk-secret-1' },
  feishu: { appId: 'cli_a1b2', secret: 'feishu-secret-1' },
};

/** @param port where it listens, for a server that is started before; any free one unless given */
export async function simulator(platform: Platform, members: readonly Member[] = [], port = 0): Promise<Simulator> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const url = new URL(request.url ?? '/', 'http://platform');
      const text = Buffer.concat(chunks).toString();
      const body = text === '' ? {} : JSON.parse(text);
      made.calls.push(url.pathname);
      await made.hold?.(url.pathname);
      const failing = made.failing.get(url.pathname);
      const {
        status = 200,
        json,
        location,
      } = failing ?? answersOf[platform](made, { method: request.method ?? '', url, headers: request.headers, body });
      if (failing && failing.times !== undefined && --failing.times <= 0) made.failing.delete(url.pathname);
      response.writeHead(status, location ? { location } : { 'content-type': 'application/json' });
      response.end(json === undefined ? '' : JSON.stringify(json));
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let tokens = 0;
  const made: Simulator = {
    address: { calls: base, pages: base },
    keys: simulatedKeys[platform],
    members: [...members],
    divisions: [],
    visitor: members[0]?.account ?? '',
    sent: [],
    calls: [],
    failing: new Map(),
    tokens: new Map(),
    codes: new Map(),
    delivered: new Set(),
    newToken() {
      tokens += 1;
      const token = `${platform}-token-${tokens}`;
      made.tokens.set(token, true);
      return token;
    },
    endTokens() {
      for (const token of made.tokens.keys()) made.tokens.set(token, false);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return made;
}
