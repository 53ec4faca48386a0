import { label } from '@huanke/platform/kernel';

/** What went wrong, in plain words: the same whatever code a service has for it. */
export const sharedWords = {
  keys: label('没有接受密钥，或密钥没有发送短信的权限', 'The keys were not accepted, or may not send'),
  credit: label('账户余额或套餐不足，或没有开通短信服务', 'The account has no credit left, or the service is not switched on'),
  signature: label('短信签名不可用，请核对签名和审核状态', 'The signature can not be used; check it and its approval'),
  template: label('模板不可用，请核对模板编号、内容和审核状态', 'The template can not be used; check its code, text and approval'),
  quota: label('今天或本月的发送量到了上限', 'The quota of the day or month is used up'),
  variables: label('变量与模板不符', 'The variables do not fit the template'),
  long: label('有变量太长', 'A variable is too long'),
  number: label('号码无效', 'The number is not valid'),
  often: label('发给这个号码的短信太频繁', 'Too many messages to this number'),
  content: label('内容里有不允许发送的词', 'The text holds words that may not be sent'),
  address: label('服务器的 IP 地址不被接受', 'The address of this server is not accepted'),
  refused: label('号码在免打扰名单里', 'The number is on a do-not-disturb list'),
  busy: label('暂时繁忙', 'It is busy'),
} as const;
