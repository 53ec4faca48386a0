import { fieldError, label } from '../../kernel/index.ts';
import { host, line, port, security } from '../read.ts';
import type { Provider } from './providers.ts';

/** A body of `POST /mail-providers` and `PATCH /mail-providers/{id}`. */
export type ProviderInput = Readonly<Partial<Record<keyof Provider | 'secret', unknown>>>;

function needed(raw: unknown, field: string, max: number): string {
  const text = line(raw, field, max);
  if (text === '') throw fieldError('REQUIRED', field, label('不能为空', 'Must be given'));
  return text;
}

/** The address of a service. Whether it may be reached is judged when it is. */
function address(raw: unknown, field: string): string {
  const text = needed(raw, field, 500);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol) || new URL(text).hash !== '')
    throw fieldError(
      'INVALID_VALUE',
      field,
      label('应为网址，例如 https://login.example.cn/token', 'Must be an address such as https://login.example.cn/token'),
    );
  return text;
}

/** The whole of a service; what the body leaves out stays as it was. */
export function readProvider(body: ProviderInput, before: Provider | undefined): Provider {
  const input: ProviderInput = { ...before, ...body };
  return {
    name: needed(input.name, 'name', 60),
    authorizeUrl: address(input.authorizeUrl, 'authorizeUrl'),
    tokenUrl: address(input.tokenUrl, 'tokenUrl'),
    clientId: needed(input.clientId, 'clientId', 500),
    scopes: needed(input.scopes, 'scopes', 1000),
    imapHost: host(input.imapHost, 'imapHost'),
    imapPort: port(input.imapPort, 'imapPort', 993),
    imapSecurity: security(input.imapSecurity, 'imapSecurity'),
    smtpHost: host(input.smtpHost, 'smtpHost'),
    smtpPort: port(input.smtpPort, 'smtpPort', 465),
    smtpSecurity: security(input.smtpSecurity, 'smtpSecurity'),
  };
}

/** The secret of a body: undefined when it says none, empty to have none. */
export function secretOf({ secret }: ProviderInput): string | undefined {
  return secret === undefined ? undefined : line(secret, 'secret', 1000);
}

export const secretTooFar = () =>
  fieldError('REQUIRED', 'secret', label('地址或客户端改变后请重新填写密钥', 'Enter the secret again for another address or client'));
