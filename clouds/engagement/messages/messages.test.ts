import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { filled, lengthOf, readFills, signed, variablesIn } from '../domain/sms-text.ts';
import { acs3, aliyun } from './aliyun.ts';
import { stringToSign, tencent } from './tencent.ts';

describe('signatures', () => {
  it('of Alibaba Cloud is the one its page works out', () => {
    // https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature, 固定参数示例
    const { headers, url } = acs3(
      { keyId: 'YourAccessKeyId', secret: 'YourAccessKeySecret', endpoint: 'https://ecs.cn-shanghai.aliyuncs.com' },
      {
        action: 'RunInstances',
        version: '2014-05-26',
        query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
        at: new Date('2023-10-26T10:22:32Z'),
        nonce: '3156853299f313e23d1673dc12e1703d',
      },
    );
    expect(headers['authorization']).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
    expect(url).toContain('/?ImageId=win2019');
  });

  it('of Tencent Cloud is the one its page works out from the key of the day', () => {
    // https://cloud.tencent.com/document/api/213/30654: the secret is not printed, the key derived from it is
    const text = stringToSign({
      host: 'cvm.tencentcloudapi.com',
      service: 'cvm',
      action: 'DescribeInstances',
      body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
      timestamp: 1_551_113_065,
    });
    const key = Buffer.from('b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af', 'hex');
    expect(createHmac('sha256', key).update(text).digest('hex')).toBe('10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f');
  });
});

describe('answers', () => {
  const of = (status: number, json: unknown) => ({ status, body: typeof json === 'string' ? json : JSON.stringify(json) });
  const asTencent = (response: object) => of(200, { Response: { RequestId: 'r', ...response } });

  it.each([
    ['accepted', of(200, { Code: 'OK', BizId: '900^0' })],
    ['refused', of(200, { Code: 'isv.AMOUNT_NOT_ENOUGH', Message: '账户余额不足' })],
    ['refused', of(404, { Code: 'InvalidAccessKeyId.NotFound' })],
    ['refused', of(200, { Code: 'isp.RAM_PERMISSION_DENY' })],
    ['later', of(503, { Code: 'Throttling.User' })],
    // nobody knows whether the message is on its way
    ['unknown', of(200, { Code: 'isp.SYSTEM_ERROR' })],
    ['unknown', of(500, { Code: 'InternalError' })],
    ['unknown', of(502, '<html>')],
    ['unknown', of(200, { Code: 'OK' })],
  ])('of Alibaba Cloud: %s', (kind, answer) => {
    expect(aliyun.outcome(answer).kind).toBe(kind);
  });

  it.each([
    ['accepted', asTencent({ SendStatusSet: [{ Code: 'Ok', SerialNo: '2028:1' }] })],
    ['refused', asTencent({ SendStatusSet: [{ Code: 'LimitExceeded.PhoneNumberDailyLimit', SerialNo: '' }] })],
    ['refused', asTencent({ Error: { Code: 'AuthFailure.SignatureFailure', Message: 'x' } })],
    ['later', asTencent({ Error: { Code: 'RequestLimitExceeded', Message: 'x' } })],
    ['unknown', asTencent({ SendStatusSet: [{ Code: 'InternalError.Timeout', SerialNo: '' }] })],
    ['unknown', of(502, 'bad gateway')],
  ])('of Tencent Cloud: %s', (kind, answer) => {
    expect(tencent.outcome(answer).kind).toBe(kind);
  });

  it('tell no number, whatever the service says', () => {
    const outcome = aliyun.outcome(of(200, { Code: 'isv.MOBILE_NUMBER_ILLEGAL', Message: '13800138000invalid mobile number' }));
    expect(JSON.stringify(outcome)).not.toContain('13800138000');
  });
});

describe('texts', () => {
  it('are counted with their signature: one up to 70, then one for every 67 begun', () => {
    const message = (characters: number) => signed('华泵', '水'.repeat(characters - 4));
    expect([1, 70, 71, 134, 135, 160, 201, 202].map((n) => lengthOf(n < 5 ? '水'.repeat(n) : message(n)))).toEqual(
      [
        [1, 1],
        [70, 1],
        [71, 2],
        [134, 2],
        [135, 3],
        [160, 3],
        [201, 3],
        [202, 4],
      ].map(([characters, segments]) => ({ characters, segments })),
    );
    expect(lengthOf('😀').characters).toBe(2);
  });

  it('have the variables of their service, filled once and never from what fills them', () => {
    const [ali, ten] = ['尊敬的${name}：${time}，${name}', '尊敬的{1}：{2}'] as const;
    expect([variablesIn('aliyun', ali), variablesIn('tencent', ten), variablesIn('tencent', ali)]).toEqual([
      ['name', 'time'],
      ['1', '2'],
      [],
    ]);
    expect(filled('aliyun', ali, { name: '${time}', time: '' })).toBe('尊敬的${time}：${time}，${time}');
    expect(filled('tencent', ten, { 1: '张工', 2: '周一' })).toBe('尊敬的张工：周一');
  });

  it('say line by line what fills the variables', () => {
    const { fills, wrong } = readFills('customer = {{name}}\n\n${time}：明天\n1={{account.name}}\n没有等号\ncustomer = 又一次');
    expect([[...fills], wrong]).toEqual([
      [
        ['customer', '{{name}}'],
        ['time', '明天'],
        ['1', '{{account.name}}'],
      ],
      [5, 6],
    ]);
  });
});
