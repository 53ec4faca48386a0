import { type Label, label } from '@huanke/platform/kernel';
import type { Refusal, SmsProvider } from './provider.ts';

const faults: Readonly<Record<string, Label>> = {
  private: label(
    '地址在内部网络，需要系统管理员设置 HUANKE_OUTBOUND_PRIVATE=1 后才能使用',
    'The address is in a private network; the operator allows that by HUANKE_OUTBOUND_PRIVATE=1',
  ),
  url: label('服务地址不可用', 'The address can not be used'),
  port: label('服务地址的端口不可用', 'The port of the address can not be used'),
  timeout: label('没有回答', 'It did not answer'),
  connection: label('连接中断', 'The connection broke'),
};
const unreachable = label('连接不上', 'It can not be reached');

/** What went wrong, in plain words, with the service's own code and text behind. */
export function failureOf(provider: SmsProvider, { code, said }: Refusal): Label {
  const name = provider.label;
  if (code === '') {
    const { zh, en } = faults[said] ?? unreachable;
    return label(`${name.zh}：${zh}`, `${name.en}: ${en}`);
  }
  const known = provider.wordsFor(code);
  if (known) return label(`${name.zh}：${known.zh}（${code}）`, `${name.en}: ${known.en} (${code})`);
  const own = `${code} ${said}`.trim().slice(0, 200);
  return label(`${name.zh}：没有接受请求（${own}）`, `${name.en}: not accepted (${own})`);
}

/** A message may have gone out, or not: it is never sent again by itself. */
export const uncertain = label(
  '短信平台没有明确答复，可能已经发出；为避免重复，不会自动重发',
  'The service gave no clear answer and may have sent it; it is not sent again by itself',
);

export const expired = label('超过 2 小时没有发出，已放弃', 'It could not be sent within two hours and was given up');
export const disconnected = label('短信服务已断开或停用', 'The service is disconnected or switched off');
export const numberGone = label('接收号码已被清除', 'The number is gone');
/** What the carrier reports. */
export function notDelivered({ code, said }: Refusal): Label {
  const own = [said, code].filter(Boolean).join('，').slice(0, 200);
  return own
    ? label(`运营商未送达（${own}）`, `Not delivered by the carrier (${own})`)
    : label('运营商未送达', 'Not delivered by the carrier');
}
