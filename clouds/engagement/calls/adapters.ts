import type { TelephonyAdapter } from './adapter.ts';
import { standardAdapter } from './standard.ts';

/** The makes of telephone systems that can be connected, by name. */
export const telephonyAdapters: ReadonlyMap<string, TelephonyAdapter> = new Map([[standardAdapter.name, standardAdapter]]);

export function adapterOf(name: string): TelephonyAdapter {
  const adapter = telephonyAdapters.get(name);
  if (!adapter) throw new Error(`there is no telephony adapter ${name}`);
  return adapter;
}
