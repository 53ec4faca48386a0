import { china } from './data.ts';
import { addressParser } from './parse-address.ts';

/** An address as a field of it holds one. */
export interface WrittenAddress {
  readonly region?: string;
  readonly street?: string;
}

let parse: ReturnType<typeof addressParser> | undefined;

/** 浙江省绍兴市上虞区…, or a code alone; what names no place of the map stays whole in the street. */
export function writtenAddress(text: string): WrittenAddress {
  parse ??= addressParser(china());
  const code = /^(\d{6})(?:\s+(.+))?$/.exec(text);
  const current = code?.[1] ? china().current(code[1]) : undefined;
  const { region, street } = current ? { region: current, street: code?.[2] ?? '' } : parse(text);
  return { ...(region ? { region } : {}), ...(street ? { street } : {}) };
}

/** 浙江省绍兴市上虞区: where an address lies; undefined where it does not say. */
export function placeName(address: unknown): string | undefined {
  const region = typeof address === 'object' && address !== null ? (address as { readonly region?: unknown }).region : undefined;
  return typeof region === 'string' ? china().name(region) : undefined;
}
