import { label } from '@huanke/platform/kernel';
import type { FieldMeta, ObjectMeta, Values } from '@huanke/platform/module';

/** Whether a field says how somebody is reached: every number and address, and what says so of itself, such as a WeChat id. */
const isWay = ({ type, reaches }: FieldMeta) => type === 'phone' || type === 'email' || reaches === true;

/** Whether something is said by which the person of a lead can be reached; that a number is right is another question. */
export const isReachable = (meta: ObjectMeta, lead: Values): boolean =>
  [...meta.fields.values()].some((field) => isWay(field) && String(lead[field.name] ?? '').trim() !== '');

export const unreachable = label('请填写手机、邮箱或微信号', 'Give a phone, an e-mail address or a WeChat id');
