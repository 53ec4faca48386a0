/** Domains where anybody gets a mailbox: they say nothing about the company somebody works for. */
const freeDomains: ReadonlySet<string> = new Set(
  (
    'qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com vip.126.com yeah.net 188.com sina.com sina.cn vip.sina.com sohu.com vip.sohu.com ' +
    '139.com 189.cn wo.cn 21cn.com tom.com 263.net aliyun.com 10086.cn gmail.com googlemail.com outlook.com hotmail.com live.com msn.com live.cn ' +
    'yahoo.com yahoo.com.cn yahoo.cn ymail.com icloud.com me.com mac.com protonmail.com proton.me gmx.com gmx.de mail.com zoho.com aol.com yandex.com ' +
    'mail.ru qq.com.cn 2980.com eyou.com chinaren.com sogou.com'
  ).split(' '),
);

/** A mail address for comparing, and the domain when it is a company's own. */
export interface MailKey {
  readonly address: string;
  /** Null of free mail. */
  readonly domain: string | null;
}

/** Undefined when the text is no address. `mailKey('Li.Na@Example.com')?.address` is li.na@example.com */
export function mailKey(text: string): MailKey | undefined {
  const address = text.normalize('NFKC').trim().toLowerCase();
  const domain = /^[^\s@]+@([^\s@]+\.[^\s@.]+)$/.exec(address)?.[1];
  return domain === undefined ? undefined : { address, domain: freeDomains.has(domain) ? null : domain };
}
