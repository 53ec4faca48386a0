import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { defineErrors, label } from '../kernel/index.ts';

export const mailErrors = defineErrors({
  MAIL_HOST: {
    status: 422,
    text: label('邮件服务器地址不可用，请检查主机名', 'The mail server can not be used; check its name'),
  },
  MAIL_HOST_PRIVATE: {
    status: 422,
    text: label(
      '邮件服务器在内部网络，需要系统管理员设置 HUANKE_MAIL_PRIVATE_HOSTS=1 后才能使用',
      'The mail server is in a private network; the operator allows that by HUANKE_MAIL_PRIVATE_HOSTS=1',
    ),
  },
});

const inner = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inner.addSubnet(net, prefix, 'ipv4');
  inner.addSubnet(`::ffff:${net}`, 96 + prefix, 'ipv6');
}
inner.addAddress('::', 'ipv6');
inner.addAddress('::1', 'ipv6');
inner.addSubnet('fc00::', 7, 'ipv6');
inner.addSubnet('fe80::', 10, 'ipv6');
inner.addSubnet('ff00::', 8, 'ipv6');
inner.addSubnet('64:ff9b::', 96, 'ipv6');

/** Loopback, link-local and other addresses that no server on the internet has. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || inner.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The address to connect to. Names are resolved here and the address is used as it is: a name that answers differently a moment later
 * must not lead into the network of the installation.
 */
export async function mailAddress(host: string): Promise<string> {
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw mailErrors.MAIL_HOST({ cause });
  });
  const [first] = found;
  if (!first) throw mailErrors.MAIL_HOST();
  if (process.env['HUANKE_MAIL_PRIVATE_HOSTS'] === '1') return first.address;
  if (found.some(({ address }) => isPrivateAddress(address))) throw mailErrors.MAIL_HOST_PRIVATE();
  return first.address;
}
