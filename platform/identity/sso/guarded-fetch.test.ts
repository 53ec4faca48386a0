import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ForbiddenAddress, guardedFetch, isAllowed } from './guarded-fetch.ts';

test('the own machine, the own network and what is never a provider are known by all their spellings', () => {
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
  ];
  const never = ['0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::', 'fe80::1', 'ff02::1', '::ffff:7f00:1', 'nonsense'];
  for (const address of inside) expect([address, isAllowed(address, false), isAllowed(address, true)]).toEqual([address, false, true]);
  for (const address of never) expect([address, isAllowed(address, false), isAllowed(address, true)]).toEqual([address, false, false]);
  for (const address of ['93.184.216.34', '2606:2800:220:1::1']) expect(isAllowed(address, false)).toBe(true);
});

test('what leads inside is not asked: by address, by name, without TLS', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(302, { location: 'http://127.0.0.1/' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const outside = guardedFetch({ allowPrivate: false });
  for (const url of [
    `http://127.0.0.1:${port}`,
    `https://127.0.0.1:${port}`,
    `https://localhost:${port}`,
    `https://[::1]:${port}`,
    'https://0x7f.1',
    'https://2130706433',
  ])
    await expect(outside(url, {}), url).rejects.toThrow(ForbiddenAddress);
  expect(asked).toBe(0);
  // where the installation allows it, it is asked, and sends nobody on
  const answer = await guardedFetch({ allowPrivate: true })(`http://localhost:${port}`, {});
  expect([answer.status, asked]).toEqual([302, 1]);
  await new Promise((resolve) => server.close(resolve));
});
