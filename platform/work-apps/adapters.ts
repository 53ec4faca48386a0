import type { Application } from '../module/index.ts';
import type { Adapter, Call } from './adapter.ts';
import { dingtalk } from './dingtalk.ts';
import { feishu } from './feishu.ts';
import type { Platform } from './platforms.ts';
import { wecom } from './wecom.ts';

export const adapters: Readonly<Record<Platform, Adapter>> = { wecom, dingtalk, feishu };

/** The address of a call or a page; where the operator has said so, instead of the platform's own. */
export function urlOf(app: Application, adapter: Adapter, { at, path, query = {} }: Pick<Call, 'at' | 'path' | 'query'>): string {
  const set = app.workApps?.[adapter.platform];
  const base = set ? set[at.startsWith('pages') ? 'pages' : 'calls'] : (adapter.addresses[at] ?? '');
  const text = new URLSearchParams(query).toString();
  return `${base}${path}${text === '' ? '' : `?${text}`}`;
}
