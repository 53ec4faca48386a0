import { label } from '@huanke/platform/kernel';
import type { Values } from '@huanke/platform/module';

const ways = ['phone', 'email', 'wechat'] as const;

/** Whether something is said by which the person of a lead can be reached; that a number is right is another question. */
export const isReachable = (lead: Values): boolean => ways.some((way) => String(lead[way] ?? '').trim() !== '');

export const unreachable = label('请填写手机、邮箱或微信号', 'Give a phone, an e-mail address or a WeChat id');
