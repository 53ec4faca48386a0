import type { Label } from '@huanke/platform/ui';

const label = (zh: string, en: string): Label => ({ zh, en });

/** Words of the pages about text messages. */
export const smsTexts = {
  write: label('发短信', 'Send a text message'),
  send: label('发送', 'Send'),
  queued: label('短信已提交，正在发送', 'The message is on its way'),
  contact: label('联系人', 'Contact'),
  chooseContact: label('请选择联系人', 'Choose a contact'),
  noContacts: label('这个客户还没有联系人', 'This account has no contacts yet'),
  to: label('发给 {name} {number}', 'To {name} {number}'),
  template: label('模板', 'Template'),
  chooseTemplate: label('请选择模板', 'Choose a template'),
  noTemplates: label('还没有启用的短信模板', 'There is no active template yet'),
  noTemplatesText: label(
    '国内短信要用短信平台审核通过的模板发送。',
    'Messages in the mainland are sent by templates the service has approved.',
  ),
  toTemplates: label('短信模板', 'Templates'),
  preview: label('预览', 'Preview'),
  count: label('{characters} 字 · 按 {segments} 条计费', '{characters} characters · charged as {segments}'),
  long: label('超过 {most} 字，发不出去', 'Over {most} characters: it can not be sent'),
  variable: label('变量 {name}', 'Variable {name}'),
  sentTo: label('发短信给 {number}', 'Text message to {number}'),
  segments: label('{count} 条', '{count} segments'),
  status: {
    queued: label('待发送', 'Waiting'),
    sent: label('已发出', 'Sent'),
    delivered: label('已送达', 'Delivered'),
    failed: label('未送达', 'Not delivered'),
    unconfirmed: label('待核实', 'Unconfirmed'),
  },
  page: {
    text: label(
      '接入公司自己的阿里云、腾讯云短信账号，在联系人和线索上直接发短信，送达情况自动记到时间线。模板在侧栏“短信模板”里维护。',
      'Connect your own account at Alibaba Cloud or Tencent Cloud to text contacts and leads; what arrived is logged. Templates are kept under “Text message templates”.',
    ),
    about: {
      aliyun: label(
        '需要 AccessKey（建议用只有短信权限的 RAM 用户）和审核通过的签名。',
        'Needs an AccessKey (best of a RAM user who may only send messages) and an approved signature.',
      ),
      tencent: label(
        '需要 API 密钥、短信应用的 SdkAppId 和审核通过的签名。',
        'Needs an API key, the SdkAppId of a messaging app and an approved signature.',
      ),
    },
    name: { aliyun: label('阿里云短信', 'Alibaba Cloud SMS'), tencent: label('腾讯云短信', 'Tencent Cloud SMS') },
    keyId: { aliyun: label('AccessKey ID', 'AccessKey ID'), tencent: label('SecretId', 'SecretId') }, // language-ok: names
    secret: { aliyun: label('AccessKey Secret', 'AccessKey Secret'), tencent: label('SecretKey', 'SecretKey') }, // language-ok: names
    appId: label('SdkAppId', 'SdkAppId'), // language-ok: a name
    signature: label('短信签名', 'Signature'),
    signatureHint: label('不含【】；模板里可以另外指定', 'Without 【】; a template may have its own'),
    endpoint: label('服务地址', 'Address of the service'),
    endpointHint: label('一般留空，使用默认地址', 'Usually empty: its own address'),
    secretKept: label('已保存；留空表示不变', 'Saved; leave empty to keep it'),
    active: label('启用', 'Active'),
    connect: label('接入', 'Connect'),
    connectNamed: label('接入{name}', 'Connect {name}'),
    change: label('修改', 'Change'),
    changeNamed: label('修改{name}', 'Change {name}'),
    test: label('测试连接', 'Test'),
    works: label('密钥可用', 'The keys are right'),
    saved: label('短信账号已保存', 'The account is saved'),
    connected: label('已接入', 'Connected'),
    off: label('已停用', 'Off'),
    failing: label('需要处理', 'Needs attention'),
    state: label('签名【{signature}】 · {keyId}', 'Signature 【{signature}】 · {keyId}'),
    receipts: label('回执地址', 'Address for receipts'),
    receiptsText: {
      aliyun: label(
        '填到阿里云短信控制台：通用设置 → 回执配置 → 状态报告接收 → HTTP 批量推送。地址等于口令，请勿公开。',
        'Enter it in the console: General settings → Receipts → Status reports → HTTP batch push. The address is a secret.',
      ),
      tencent: label(
        '填到腾讯云短信控制台：应用管理 → 应用 → 事件回调配置 → 短信下发状态回调。地址等于口令，请勿公开。',
        'Enter it in the console: Applications → the app → Callbacks → Delivery status. The address is a secret.',
      ),
    },
    heard: label('最近回执：{at}', 'Last receipt: {at}'),
    copy: label('复制', 'Copy'),
    copied: label('已复制', 'Copied'),
    renew: label('更换地址', 'Renew the address'),
    renewNamed: label('更换地址：{name}', 'Renew the address: {name}'),
    renewAsk: label('更换{name}的回执地址？', 'Renew the address for {name}?'),
    renewText: label('旧地址立即失效，请到短信平台更新。', 'The old one ends at once; update it at the service.'),
    remove: label('断开', 'Disconnect'),
    removeNamed: label('断开{name}', 'Disconnect {name}'),
    removeAsk: label('断开{name}？', 'Disconnect {name}?'),
    removeText: label(
      '密钥会被删除，不能再用它发短信；已发的短信记录保留。',
      'The keys are deleted and nothing is sent by it any more; messages that were sent stay.',
    ),
  },
} as const;
