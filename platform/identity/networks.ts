import { BlockList, isIP } from 'node:net';
import { AppError, fieldError, label } from '../kernel/index.ts';

const most = 200;

/** `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`, as PostgreSQL and everybody writes them. Throws naming the one that is wrong. */
export function readNetworks(texts: readonly string[], field = 'networks'): string[] {
  if (texts.length > most) throw fieldError('LIMIT_EXCEEDED', field, label(`最多 ${most} 个`, `At most ${most}`));
  return [
    ...new Set(
      texts.map((raw, index) => {
        const network = partsOf(raw);
        if (!network)
          throw fieldError(
            'INVALID_VALUE',
            `${field}[${index}]`,
            label('应为 IP 或网段，例如 203.0.113.0/24', 'Must be an address or a network such as 203.0.113.0/24'),
          );
        return `${network.address}/${network.prefix}`;
      }),
    ),
  ];
}

function partsOf(raw: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', length, ...more] = raw.trim().toLowerCase().split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || more.length > 0 || address.includes('%')) return undefined;
  if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= bits)) return undefined;
  return { address, prefix: length === undefined ? bits : Number(length), family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Whether an address lies in one of the networks; made once per person and asked with every request. Undefined where there is no limit. */
export function networkCheck(networks: readonly string[]): ((address: string) => boolean) | undefined {
  if (networks.length === 0) return undefined;
  const list = new BlockList();
  for (const text of networks) {
    const network = partsOf(text);
    if (network) list.addSubnet(network.address, network.prefix, network.family);
  }
  return (address) => {
    // an IPv4 caller of a socket that listens on IPv6
    const plain = address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

interface RoleNetworks {
  readonly key: string;
  readonly system: boolean;
  readonly networks?: readonly string[] | null;
}

/**
 * The networks somebody with these roles may come from: those of all roles that name any; none means from everywhere. For an owner only
 * the owner role counts: no administrator can shut the owners out by limiting another role of theirs.
 */
export function networksOf(roles: readonly RoleNetworks[]): string[] {
  const owner = roles.find((role) => role.key === 'owner' && role.system);
  return [...new Set((owner ? [owner] : roles).flatMap((role) => role.networks ?? []))];
}

/** Refused from this address. */
export function wrongNetwork(address: string): AppError {
  return new AppError(
    'FORBIDDEN',
    403,
    label(
      `公司只允许您从指定的网络使用，当前地址 ${address} 不在其中`,
      `Your company lets you in from certain networks only; ${address} is not one of them`,
    ),
  );
}
