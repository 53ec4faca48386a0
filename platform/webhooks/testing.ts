import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any form
  readonly body: any;
}

/** Somebody's program that is told of events. */
export interface Receiver {
  readonly url: string;
  readonly got: Received[];
  /** How the next messages are answered: a status, or nothing at all. */
  answer: (message: Received) => number | 'never';
  close(): Promise<void>;
}

export async function receiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      const message = { headers: request.headers, text, body: text ? JSON.parse(text) : undefined };
      made.got.push(message);
      const status = made.answer(message);
      if (status === 'never') return;
      response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' });
      response.end('谢谢');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const made: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got: [],
    answer: () => 200,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return made;
}
