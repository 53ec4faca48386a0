/** Servers of providers many people have, as their help pages say; all by TLS on 993 and 465. */
const known: Readonly<Record<string, readonly [imap: string, smtp: string]>> = {
  'qq.com': ['imap.qq.com', 'smtp.qq.com'],
  'foxmail.com': ['imap.qq.com', 'smtp.qq.com'],
  '163.com': ['imap.163.com', 'smtp.163.com'],
  '126.com': ['imap.126.com', 'smtp.126.com'],
  'yeah.net': ['imap.yeah.net', 'smtp.yeah.net'],
  'sina.com': ['imap.sina.com', 'smtp.sina.com'],
  '139.com': ['imap.139.com', 'smtp.139.com'],
  'aliyun.com': ['imap.aliyun.com', 'smtp.aliyun.com'],
  'gmail.com': ['imap.gmail.com', 'smtp.gmail.com'],
};

/** The servers behind an address: those of its provider, else the usual names in its own domain. */
export function guessHosts(address: string): { readonly imapHost: string; readonly smtpHost: string } {
  const domain = address.trim().toLowerCase().split('@')[1] ?? '';
  if (!domain.includes('.')) return { imapHost: '', smtpHost: '' };
  const [imapHost, smtpHost] = known[domain] ?? [`imap.${domain}`, `smtp.${domain}`];
  return { imapHost, smtpHost };
}
