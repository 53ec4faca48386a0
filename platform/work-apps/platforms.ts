import { type Label, label } from '../kernel/index.ts';

/** The platforms on which Chinese companies work. */
export const platforms = ['wecom', 'dingtalk', 'feishu'] as const;
export type Platform = (typeof platforms)[number];

export const platformLabels: Readonly<Record<Platform, Label>> = {
  wecom: label('企业微信', 'WeCom'),
  dingtalk: label('钉钉', 'DingTalk'),
  feishu: label('飞书', 'Feishu'),
};

export const isPlatform = (name: string): name is Platform => (platforms as readonly string[]).includes(name);

/** Where a platform stands instead of at its own addresses: an installation of one's own, or a simulator. */
export interface PlatformAddress {
  /** Takes the calls of this server. */
  readonly calls: string;
  /** Shows the pages people sign in on. */
  readonly pages: string;
}

declare module '../module/context.ts' {
  interface Application {
    /** Set by the operator; where a platform is missing it stands at its own addresses. */
    readonly workApps?: Readonly<Partial<Record<Platform, PlatformAddress>>>;
  }
}

/** Reads an operator's setting: one address, or one for calls and one for pages, with a blank between. Undefined when it is none. */
export function readPlatformAddress(text: string): PlatformAddress | undefined {
  const urls = text.trim().split(/\s+/);
  const isPlain = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !/[?#]/.test(url);
  const [calls = '', pages = calls] = urls.map((url) => url.replace(/\/+$/, ''));
  return urls.length <= 2 && [calls, pages].every(isPlain) ? { calls, pages } : undefined;
}
