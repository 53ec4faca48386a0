import { BlockList, isIP } from 'node:net';

// What no request on behalf of a tenant may reach: this machine, its neighbours, the cloud's metadata service, and ways to write these otherwise.
const refused4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // shared address space; the metadata service of Alibaba Cloud (100.100.100.200) is in it
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
// Within 2000::/3: Teredo and other protocol addresses, documentation, 6to4 (which carries any IPv4 address).
const refused6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closed4 = new BlockList();
for (const [network, bits] of refused4) closed4.addSubnet(network, bits, 'ipv4');
const closed6 = new BlockList();
for (const [network, bits] of refused6) closed6.addSubnet(network, bits, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is one of the open internet. Everything that is not plainly so is refused, IPv4 in IPv6 clothes included. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !closed4.check(address, 'ipv4');
  return version === 6 && !address.includes('%') && global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
}

// Ports of mail, databases and the like, where a request line could be taken for a command; the list of the Fetch standard and some more.
const badPorts = new Set([
  1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200, 10080,
  11211, 27017,
]);

/** 80, 443 and what programs use above 1023. */
export const isOpenPort = (port: number): boolean => port === 80 || port === 443 || (port >= 1024 && port <= 65_535 && !badPorts.has(port));
