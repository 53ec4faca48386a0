import { createHash, createHmac, randomUUID } from 'node:crypto';
import { label } from '@huanke/platform/kernel';
import { jsonIn, refusal, type SmsAccount, type SmsCall, type SmsProvider, textIn } from './provider.ts';
import { reportsIn } from './reports.ts';
import { sharedWords } from './words.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** RFC 3986, which leaves fewer signs as they are than the language's own function. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * A request signed by ACS3-HMAC-SHA256, its parameters in the address and its body empty.
 *
 * @param action name of the operation, such as `SendSms`
 * @param nonce never used before
 * @see https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export function acs3(
  { keyId, secret, endpoint }: Pick<SmsAccount, 'keyId' | 'secret' | 'endpoint'>,
  {
    action,
    version,
    query,
    at,
    nonce,
  }: { action: string; version: string; query: Readonly<Record<string, string>>; at: Date; nonce: string },
): SmsCall {
  const canonicalQuery = Object.entries(query)
    .map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
    .sort()
    .join('&');
  const headers = {
    host: new URL(endpoint).host,
    'x-acs-action': action,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': `${at.toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', canonicalQuery, lines.join(''), names, headers['x-acs-content-sha256']].join('\n');
  const signature = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return {
    url: `${endpoint}/?${canonicalQuery}`,
    method: 'POST',
    headers: { ...headers, authorization: `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names},Signature=${signature}` },
    body: '',
  };
}

const call = (account: SmsAccount, action: string, query: Readonly<Record<string, string>>, at: Date) =>
  acs3(account, { action, version: '2017-05-25', query, at, nonce: randomUUID() });

type Words = keyof typeof sharedWords;

const families: Readonly<Record<string, readonly string[]>> = {
  keys: [
    ...['InvalidAccessKeyId.NotFound', 'InvalidAccessKeyId.Inactive', 'SignatureDoesNotMatch', 'IncompleteSignature', 'Forbidden.RAM'],
    ...['isp.RAM_PERMISSION_DENY', 'isv.ACCOUNT_NOT_EXISTS'],
  ],
  credit: ['isv.AMOUNT_NOT_ENOUGH', 'isv.OUT_OF_SERVICE', 'isv.PRODUCT_UN_SUBSCRIPT', 'isv.PRODUCT_UNSUBSCRIBE', 'isv.ACCOUNT_ABNORMAL'],
  signature: ['isv.SMS_SIGNATURE_ILLEGAL', 'isv.SMS_SIGN_ILLEGAL', 'isv.SIGN_STATE_ILLEGAL', 'isv.SMS_SIGNATURE_SCENE_ILLEGAL'],
  template: ['isv.SMS_TEMPLATE_ILLEGAL'],
  quota: ['isv.DAY_LIMIT_CONTROL', 'isv.MONTH_LIMIT_CONTROL'],
  address: ['isv.DENY_IP_RANGE'],
  variables: ['isv.TEMPLATE_MISSING_PARAMETERS', 'isv.TEMPLATE_PARAMS_ILLEGAL', 'isv.INVALID_JSON_PARAM'],
  long: ['isv.PARAM_LENGTH_LIMIT'],
  number: ['isv.MOBILE_NUMBER_ILLEGAL'],
  often: ['isv.BUSINESS_LIMIT_CONTROL'],
  content: ['isv.BLACK_KEY_CONTROL_LIMIT', 'isv.SMS_CONTENT_ILLEGAL', 'isv.PARAM_NOT_SUPPORT_URL'],
} satisfies Partial<Record<Words, readonly string[]>>;
const familyOf = (code: string) => Object.entries(families).find(([, codes]) => codes.includes(code))?.[0] as Words | undefined;
const administrators: ReadonlySet<Words | undefined> = new Set<Words>(['keys', 'credit', 'signature', 'template', 'quota', 'address']);

/**
 * 阿里云短信 (Dysmsapi 2017-05-25). Sending: https://help.aliyun.com/document_detail/419273.html; codes: https://help.aliyun.com/document_detail/101346.html;
 * reports pushed over HTTP: https://help.aliyun.com/document_detail/101867.html. Its page on sending says that it knows no message again.
 */
export const aliyun: SmsProvider = {
  name: 'aliyun',
  label: label('阿里云短信', 'Alibaba Cloud SMS'),
  endpoint: 'https://dysmsapi.aliyuncs.com',
  hasApp: false,

  send: (account, { to, signature, code, values, id, at }) =>
    call(
      account,
      'SendSms',
      {
        PhoneNumbers: to,
        SignName: signature,
        TemplateCode: code,
        ...(values.length > 0 ? { TemplateParam: JSON.stringify(Object.fromEntries(values.map(({ name, value }) => [name, value]))) } : {}),
        OutId: id,
      },
      at,
    ),

  outcome({ status, body }) {
    const { Code, Message, BizId } = jsonIn(body);
    const code = textIn(Code);
    if (status === 200 && code === 'OK' && textIn(BizId) !== '') return { kind: 'accepted', providerId: textIn(BizId) };
    // at the door: the request was not looked at
    if (/^Throttling\b/.test(code)) return { kind: 'later', refusal: refusal(Code, Message) };
    const isClear = code !== '' && code !== 'OK' && status < 500 && !/^isp\.(?!RAM_)|^InternalError|^ServiceUnavailable/.test(code);
    return { kind: isClear ? 'refused' : 'unknown', refusal: refusal(Code ?? status, Message) };
  },

  prove: (account, at) => call(account, 'QuerySmsTemplateList', { PageIndex: '1', PageSize: '1' }, at),

  proven({ status, body }) {
    const { Code, Message } = jsonIn(body);
    return status === 200 && Code === 'OK' ? undefined : refusal(Code ?? status, Message);
  },

  isAdministrators: (code) => administrators.has(familyOf(code)),
  wordsFor(code) {
    const family = familyOf(code);
    return family && sharedWords[family];
  },

  receipts: (body) =>
    reportsIn(body).map(({ biz_id, out_id, success, err_code, err_msg, sms_size }) => ({
      providerId: textIn(biz_id),
      id: textIn(out_id) || null,
      delivered: success === true || success === 'true',
      refusal: refusal(err_code, err_msg),
      segments: Number.isInteger(Number(sms_size)) && Number(sms_size) > 0 ? Math.min(Number(sms_size), 100) : null,
    })),
  thanks: { code: 0, msg: '接收成功' },
};
