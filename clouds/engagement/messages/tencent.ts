import { createHash, createHmac } from 'node:crypto';
import { label } from '@huanke/platform/kernel';
import { jsonIn, objectIn, refusal, type SmsAccount, type SmsCall, type SmsProvider, textIn } from './provider.ts';
import { reportsIn } from './reports.ts';
import { sharedWords } from './words.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const contentType = 'application/json; charset=utf-8';

interface Asked {
  readonly host: string;
  readonly service: string;
  readonly action: string;
  readonly body: string;
  /** Second of the Unix time. */
  readonly timestamp: number;
}

const scopeOf = ({ timestamp, service }: Asked) => `${new Date(timestamp * 1000).toISOString().slice(0, 10)}/${service}/tc3_request`;

/** What is signed of a request (步骤 1 and 2). @see https://cloud.tencent.com/document/api/382/52072 */
export function stringToSign(asked: Asked): string {
  const { host, action, body, timestamp } = asked;
  const headers = `content-type:${contentType}\nhost:${host}\nx-tc-action:${action.toLowerCase()}\n`;
  const canonical = ['POST', '/', '', headers, 'content-type;host;x-tc-action', sha256(body)].join('\n');
  return ['TC3-HMAC-SHA256', timestamp, scopeOf(asked), sha256(canonical)].join('\n');
}

/** The key of a day and service (步骤 3). */
export const signingKey = (secret: string, asked: Asked): Buffer =>
  scopeOf(asked)
    .split('/')
    .reduce<string | Buffer>((key, part) => hmac(key, part), `TC3${secret}`) as Buffer;

function call({ keyId, secret, endpoint }: SmsAccount, action: string, values: object, at: Date): SmsCall {
  const asked: Asked = {
    host: new URL(endpoint).host,
    service: 'sms',
    action,
    body: JSON.stringify(values),
    timestamp: Math.floor(at.getTime() / 1000),
  };
  const signature = hmac(signingKey(secret, asked), stringToSign(asked)).toString('hex');
  return {
    url: `${endpoint}/`,
    method: 'POST',
    headers: {
      'content-type': contentType,
      host: asked.host,
      'x-tc-action': action,
      'x-tc-version': '2021-01-11',
      'x-tc-timestamp': String(asked.timestamp),
      'x-tc-region': 'ap-guangzhou',
      authorization: `TC3-HMAC-SHA256 Credential=${keyId}/${scopeOf(asked)}, SignedHeaders=content-type;host;x-tc-action, Signature=${signature}`,
    },
    body: asked.body,
  };
}

const families: readonly (readonly [RegExp, keyof typeof sharedWords])[] = [
  [/^AuthFailure|^UnauthorizedOperation\.(RequestPermissionDeny|SdkAppId)|SdkAppIdNotExist|SmsSdkAppIdVerifyFail|SigVerif/, 'keys'],
  [/InsufficientBalance/, 'credit'],
  [/SignatureIncorrectOrUnapproved|MissingSignature/, 'signature'],
  [/TemplateIncorrectOrUnapproved|TemplateIdNotExist/, 'template'],
  [/LimitExceeded\.App/, 'quota'],
  [/ContentLengthLimit|TemplateParameterLengthLimit/, 'long'],
  [/TemplateParam/, 'variables'],
  [/IncorrectPhoneNumber|PhoneNumberParseFail/, 'number'],
  [/LimitExceeded\.(PhoneNumber|DeliveryFrequency)/, 'often'],
  [/ContainSensitiveWord|ProhibitedUseUrl/, 'content'],
  [/RequestIpNotInWhitelist|IpNotInWhitelist|IpInBlacklist/, 'address'],
  [/PhoneNumberInBlacklist|PhoneNumberOnBlacklist/, 'refused'],
];
const familyOf = (code: string) => families.find(([pattern]) => pattern.test(code))?.[1];
const administrators: ReadonlySet<string | undefined> = new Set(['keys', 'credit', 'signature', 'template', 'quota', 'address']);

/**
 * 腾讯云短信 (SMS 2021-01-11). Sending: https://cloud.tencent.com/document/api/382/55981; codes: https://cloud.tencent.com/document/api/382/59177;
 * reports: https://cloud.tencent.com/document/product/382/59178 (the fields: https://www.tencentcloud.com/document/product/382/43547).
 */
export const tencent: SmsProvider = {
  name: 'tencent',
  label: label('腾讯云短信', 'Tencent Cloud SMS'),
  endpoint: 'https://sms.tencentcloudapi.com',
  hasApp: true,

  send: (account, { to, signature, code, values, id, at }) =>
    call(
      account,
      'SendSms',
      {
        PhoneNumberSet: [`+86${to}`],
        SmsSdkAppId: account.appId ?? '',
        SignName: signature,
        TemplateId: code,
        TemplateParamSet: values.map(({ value }) => value),
        SessionContext: id,
      },
      at,
    ),

  outcome({ status, body }) {
    const response = objectIn(jsonIn(body)['Response']);
    const failed = objectIn(response['Error']);
    const first = Array.isArray(response['SendStatusSet']) ? objectIn(response['SendStatusSet'][0]) : {};
    if (status === 200 && first['Code'] === 'Ok' && textIn(first['SerialNo']) !== '')
      return { kind: 'accepted', providerId: textIn(first['SerialNo']) };
    const told = failed['Code'] === undefined ? first : failed;
    const code = textIn(told['Code']);
    if (/^RequestLimitExceeded/.test(code)) return { kind: 'later', refusal: refusal(code, told['Message']) };
    const isClear = code !== '' && code !== 'Ok' && status < 500 && !/^InternalError(?!\.(SigVerif|SigField))/.test(code);
    return { kind: isClear ? 'refused' : 'unknown', refusal: refusal(code || status, told['Message']) };
  },

  prove: (account, at) => call(account, 'DescribeSmsTemplateList', { International: 0, Limit: 1, Offset: 0 }, at),

  proven({ status, body }) {
    const response = objectIn(jsonIn(body)['Response']);
    const failed = objectIn(response['Error']);
    return status === 200 && response['RequestId'] !== undefined && failed['Code'] === undefined
      ? undefined
      : refusal(failed['Code'] ?? status, failed['Message']);
  },

  isAdministrators: (code) => administrators.has(familyOf(code)),
  wordsFor(code) {
    const family = familyOf(code);
    return family && sharedWords[family];
  },

  receipts: (body) =>
    reportsIn(body).map(({ sid, report_status, errmsg, description }) => ({
      providerId: textIn(sid),
      id: null,
      delivered: report_status === 'SUCCESS',
      refusal: refusal(errmsg, description),
      segments: null,
    })),
  thanks: { result: 0, errmsg: 'OK' },
};
