import { createHash, createHmac } from 'node:crypto';
import type { Answer, Asked, Simulated } from './index.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const no = (status: number, Code: string, Message: string): Answer => ({ status, json: { RequestId: 'r-1', Code, Message } });

/** The signature of the request as it came, by the headers it says are signed. */
function signatureOf(secret: string, { method, url, headers, body }: Asked, names: readonly string[]): string {
  const query = url.search.slice(1).split('&').sort().join('&');
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const canonical = [method, url.pathname, query, lines, names.join(';'), sha256(body)].join('\n');
  return createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
}

function refused(of: Simulated, asked: Asked): Answer | undefined {
  const { headers, body } = asked;
  const [, keyId, signed = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(String(headers.authorization)) ?? [];
  if (!signature) return no(400, 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.');
  if (keyId !== of.keyId) return no(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  const names = signed.split(';');
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-acs-'))];
  if (mustBeSigned.some((name) => !names.includes(name)) || headers['x-acs-content-sha256'] !== sha256(body))
    return no(400, 'SignatureDoesNotMatch', 'A header is not signed.');
  if (Math.abs(Date.parse(String(headers['x-acs-date'])) / 1000 - of.now()) > 900)
    return no(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  if (signatureOf(of.secret, asked, names) !== signature)
    return no(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
  const nonce = String(headers['x-acs-signature-nonce']);
  if (of.nonces.has(nonce)) return no(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  of.nonces.add(nonce);
  return headers['x-acs-version'] === '2017-05-25' ? undefined : no(404, 'InvalidVersion', 'Specified parameter Version is not valid.');
}

function send(of: Simulated, query: URLSearchParams): Answer {
  const value = (name: string) => query.get(name) ?? '';
  if (!/^1[3-9]\d{9}$/.test(value('PhoneNumbers')))
    return no(200, 'isv.MOBILE_NUMBER_ILLEGAL', `${value('PhoneNumbers')}invalid mobile number`);
  if (!of.signatures.has(value('SignName'))) return no(200, 'isv.SMS_SIGNATURE_ILLEGAL', '该账号下找不到对应签名');
  const names = of.templates.get(value('TemplateCode'));
  if (!names) return no(200, 'isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板');
  const values = value('TemplateParam') ? (JSON.parse(value('TemplateParam')) as Record<string, string>) : {};
  if (names.some((name) => !values[name])) return no(200, 'isv.TEMPLATE_MISSING_PARAMETERS', '模板变量缺少对应参数值');
  const providerId = `90061925538${of.nextId()}^0`;
  of.taken.push({
    to: value('PhoneNumbers'),
    signature: value('SignName'),
    code: value('TemplateCode'),
    values,
    id: value('OutId'),
    providerId,
  });
  return { status: 200, json: { RequestId: 'r-1', Code: 'OK', Message: 'OK', BizId: providerId } };
}

export function aliyunAnswers(of: Simulated, asked: Asked): Answer {
  const refusal = refused(of, asked);
  if (refusal) return refusal;
  switch (asked.headers['x-acs-action']) {
    case 'SendSms':
      return send(of, asked.url.searchParams);
    case 'QuerySmsTemplateList':
      return { status: 200, json: { RequestId: 'r-1', Code: 'OK', Message: 'OK', SmsTemplateList: [] } };
    default:
      return no(404, 'InvalidAction.NotFound', 'Specified api is not found.');
  }
}
