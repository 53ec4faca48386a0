import { createHash, createHmac } from 'node:crypto';
import type { Answer, Asked, Simulated } from './index.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const answer = (Response: object): Answer => ({ status: 200, json: { Response: { ...Response, RequestId: 'r-1' } } });
const no = (Code: string, Message: string) => answer({ Error: { Code, Message } });

/** The signature of the request as it came, by the headers it says are signed. */
function signatureOf(secret: string, { method, url, headers, body }: Asked, scope: string, names: readonly string[]): string {
  const lines = names.map((name) => `${name}:${String(headers[name]).trim().toLowerCase()}\n`).join('');
  const canonical = [method, url.pathname, url.search.slice(1), lines, names.join(';'), sha256(body)].join('\n');
  const text = ['TC3-HMAC-SHA256', headers['x-tc-timestamp'], scope, sha256(canonical)].join('\n');
  const [date = '', service = '', end = ''] = scope.split('/');
  return hmac(hmac(hmac(hmac(`TC3${secret}`, date), service), end), text).toString('hex');
}

function refused(of: Simulated, asked: Asked): Answer | undefined {
  const { headers } = asked;
  const [, keyId, scope = '', signed = '', signature] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d\/sms\/tc3_request), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      String(headers.authorization),
    ) ?? [];
  if (!signature) return no('AuthFailure.InvalidAuthorization', 'Authorization does not conform.');
  if (keyId !== of.keyId) return no('AuthFailure.SecretIdNotFound', 'The SecretId is not found.');
  const at = Number(headers['x-tc-timestamp']);
  if (!(Math.abs(at - of.now()) <= 300)) return no('AuthFailure.SignatureExpire', 'The signature has expired.');
  const names = signed.split(';');
  const day = new Date(at * 1000).toISOString().slice(0, 10);
  const isWhole = ['content-type', 'host'].every((name) => names.includes(name)) && scope.startsWith(`${day}/`);
  if (!isWhole || signatureOf(of.secret, asked, scope, names) !== signature)
    return no('AuthFailure.SignatureFailure', 'The provided credentials could not be validated.');
  return headers['x-tc-version'] === '2021-01-11' ? undefined : no('NoSuchVersion', 'The version does not exist.');
}

function send(of: Simulated, body: string): Answer {
  const { PhoneNumberSet, SmsSdkAppId, SignName, TemplateId, TemplateParamSet = [], SessionContext = '' } = JSON.parse(body);
  if (SmsSdkAppId !== of.appId) return no('UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'SmsSdkAppId verification failed.');
  const [to = ''] = PhoneNumberSet as string[];
  const status = (Code: string, Message: string, SerialNo = '') =>
    answer({
      SendStatusSet: [{ SerialNo, PhoneNumber: to, Fee: SerialNo ? 1 : 0, SessionContext, Code, Message, IsoCode: 'CN' }],
    });
  if (!/^\+861[3-9]\d{9}$/.test(to)) return status('InvalidParameterValue.IncorrectPhoneNumber', 'Incorrect phone number.');
  if (!of.signatures.has(SignName)) return status('FailedOperation.SignatureIncorrectOrUnapproved', 'Signature is not approved.');
  const names = of.templates.get(TemplateId);
  if (!names) return status('FailedOperation.TemplateIncorrectOrUnapproved', 'Template is not approved.');
  if (names.length !== TemplateParamSet.length)
    return status('FailedOperation.TemplateParamSetNotMatchApprovedTemplate', 'Parameters do not match.');
  const providerId = `2028:f825e6d16e23f73f413${of.nextId()}`;
  of.taken.push({ to, signature: SignName, code: TemplateId, values: TemplateParamSet, id: SessionContext, providerId });
  return status('Ok', 'send success', providerId);
}

export function tencentAnswers(of: Simulated, asked: Asked): Answer {
  const refusal = refused(of, asked);
  if (refusal) return refusal;
  switch (asked.headers['x-tc-action']) {
    case 'SendSms':
      return send(of, asked.body);
    case 'DescribeSmsTemplateList':
      return answer({ DescribeTemplateStatusSet: [] });
    default:
      return no('InvalidAction', 'The action does not exist.');
  }
}
