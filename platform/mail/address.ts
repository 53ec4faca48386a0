import { lookup } from 'node:dns/promises';
import { defineErrors, label } from '../kernel/index.ts';
import { isPublicAddress } from '../outbound/index.ts';

export const mailErrors = defineErrors({
  MAIL_HOST: {
    status: 422,
    text: label('邮件服务器地址不可用，请检查主机名', 'The mail server can not be used; check its name'),
  },
  MAIL_HOST_PRIVATE: {
    status: 422,
    text: label(
      '邮件服务器在内部网络，需要系统管理员设置 HUANKE_OUTBOUND_PRIVATE=1 后才能使用',
      'The mail server is in a private network; the operator allows that by HUANKE_OUTBOUND_PRIVATE=1',
    ),
  },
});

/**
 * The address to connect to. Names are resolved here and the address is used as it is: a name that answers differently a moment later
 * must not lead into the network of the installation.
 */
export async function mailAddress(host: string, { allowPrivate }: { readonly allowPrivate: boolean }): Promise<string> {
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw mailErrors.MAIL_HOST({ cause });
  });
  const [first] = found;
  if (!first) throw mailErrors.MAIL_HOST();
  if (!allowPrivate && found.some(({ address }) => !isPublicAddress(address))) throw mailErrors.MAIL_HOST_PRIVATE();
  return first.address;
}
