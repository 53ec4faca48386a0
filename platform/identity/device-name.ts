const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/wxwork/i, '企业微信'],
  [/micromessenger/i, '微信'],
  [/dingtalk/i, '钉钉'],
  [/edg(e|a|ios)?\//i, 'Edge'],
  [/firefox|fxios/i, 'Firefox'],
  [/chrom(e|ium)|crios/i, 'Chrome'],
  [/safari/i, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iphone|ipad/i, 'iOS'],
  [/harmony/i, 'HarmonyOS'],
  [/android/i, 'Android'],
  [/windows/i, 'Windows'],
  [/mac os/i, 'macOS'],
  [/linux/i, 'Linux'],
];

/** `Chrome · Windows` out of what a browser says of itself; anything else (a script) as it is, shortened. */
export function deviceName(agent: string): string {
  const find = (list: typeof BROWSERS) => list.find(([test]) => test.test(agent))?.[1];
  const parts = [find(BROWSERS), find(SYSTEMS)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' · ') : agent.slice(0, 40);
}

export const isHandheld = (agent: string) => /iphone|android|mobile|harmony/i.test(agent);
