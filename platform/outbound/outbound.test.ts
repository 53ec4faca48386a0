import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isOpenPort, isPublicAddress } from './address.ts';
import { type OutboundError, type OutboundOptions, outbound } from './send.ts';

const server = createServer((request, response) => {
  response.writeHead(request.url === '/away' ? 302 : 200, request.url === '/away' ? { location: '/inside' } : {});
  response.end(request.url === '/long' ? 'x'.repeat(200_000) : 'ok');
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const closed = [
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1'],
  ...['100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255', '203.0.113.9'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', 'fe80::1', 'fe80::1%eth0'],
  ...['fc00::1', 'fd00:ec2::254', 'ff02::1', '2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', 'no address', ''],
];

it('knows the open internet from everything else', () => {
  for (const address of closed) expect(isPublicAddress(address), address).toBe(false);
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '192.0.3.1', '223.5.5.5', '2400:3200::1', '2606:4700::1111'])
    expect(isPublicAddress(address), address).toBe(true);
  expect([22, 25, 79, 3306, 6379, 0, 65_536].filter(isOpenPort)).toEqual([]);
  expect([80, 443, 8080, 8443, 3000].filter(isOpenPort)).toEqual([80, 443, 8080, 8443, 3000]);
});

const faultOf = (options: OutboundOptions, url: string) =>
  outbound(options)
    .send({ url, headers: {}, body: '{}' })
    .then(
      ({ status }) => status,
      (error: OutboundError) => error.fault,
    );

it('refuses addresses of the own network however they are written', async () => {
  const written = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0',
    'localhost',
    'LOCALHOST.',
  ];
  for (const host of [...written, 'a.localhost', 'metadata.google.internal', '169.254.169.254', '１２７.0.0.1'])
    expect(await faultOf({ allowPrivate: false }, `http://${host}:${port}/`), host).toBe('private');
  for (const url of ['file:///etc/passwd', 'gopher://x', 'http://user:word@example.com/', 'javascript:1', 'nothing', 'http://x/#y'])
    expect(await faultOf({ allowPrivate: false }, url), url).toBe('url');
  expect(await faultOf({ allowPrivate: false }, 'http://example.com:25/')).toBe('port');
});

/** A name server that answers differently each time. */
function answers(...lists: string[][]): { resolve: OutboundOptions['resolve']; asked(): number } {
  let asked = 0;
  const resolve = ((_host: string, _options: unknown, done: (error: null, found: { address: string; family: number }[]) => void) => {
    const list = lists[Math.min(asked, lists.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as OutboundOptions['resolve'];
  return { resolve, asked: () => asked };
}

it('checks every address a name has, once, and connects to what it checked', async () => {
  const inside = answers(['127.0.0.1']);
  expect(await faultOf({ allowPrivate: false, ...inside }, `http://rebind.example:${port}/`)).toBe('private');
  const mixed = answers(['8.8.8.8', '10.0.0.1']);
  expect(await faultOf({ allowPrivate: false, ...mixed }, 'http://mixed.example/')).toBe('private');
  const none = answers([]);
  expect(await faultOf({ allowPrivate: false, ...none }, 'http://none.example/')).toBe('private');
  // allowed by the installation: the second, other answer of the name server is never asked for
  const twice = answers(['127.0.0.1'], ['10.255.255.1']);
  expect(await faultOf({ allowPrivate: true, ...twice }, `http://rebind.example:${port}/`)).toBe(200);
  expect(twice.asked()).toBe(1);
});

it('follows nothing and reads no endless answer', async () => {
  const out = outbound({ allowPrivate: true });
  const send = (path: string) => out.send({ url: `http://127.0.0.1:${port}${path}`, headers: {}, body: '{}' });
  expect((await send('/away')).status).toBe(302);
  expect((await send('/long')).body).toHaveLength(4096);
});
