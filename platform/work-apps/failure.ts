import { cleanLine, type Label, label } from '../kernel/index.ts';
import { OutboundError } from '../outbound/index.ts';
import { type Platform, platformLabels } from './platforms.ts';

/**
 * `token`: the token has ended. `credentials`: ids or secret are wrong, or something is not allowed to the app: an administrator's to mend.
 * `busy`: to be tried again. `stranger`: nobody is known there by that name. `refused`: anything else.
 */
export type PlatformFault = 'token' | 'credentials' | 'busy' | 'stranger' | 'refused';

/** A platform did not do what it was asked. `code` and `said` are its own. */
export class PlatformRefusal extends Error {
  readonly platform: Platform;
  readonly fault: PlatformFault;
  readonly code: string;
  readonly said: string;

  constructor(platform: Platform, fault: PlatformFault, code: string, said: string) {
    super(`${platform}: ${fault} ${code}`);
    this.platform = platform;
    this.fault = fault;
    this.code = code;
    this.said = cleanLine(said).slice(0, 200);
  }
}

// codes by which people find what to do; each platform's list: see the README
const known: Readonly<Record<Platform, Readonly<Record<string, Label>>>> = {
  wecom: {
    40001: label('Secret 不正确，请从应用详情页重新复制', 'The secret is wrong; copy it again from the page of the app'),
    40013: label('企业 ID 不正确，请到“我的企业 → 企业信息”核对', 'The corp id is wrong; see My company → Company information'),
    40056: label('AgentId 不正确', 'The agent id is wrong'),
    45009: label('调用次数到了上限，稍后会再试', 'The limit of calls is reached; it is tried again later'),
    48002: label('应用没有调用此接口的权限', 'The app may not make this call'),
    60011: label('不在应用的可见范围内，请在管理后台调整', 'Outside of what the app may see; change that in the admin console'),
    60020: label('请把服务器的公网 IP 加到应用的“企业可信 IP”', 'Add the public IP of this server to the trusted IPs of the app'),
    301002: label('AgentId 与 Secret 不是同一个应用的', 'Agent id and secret are of different apps'),
  },
  dingtalk: {
    invalidClientIdOrSecret: label('Client ID 或 Client Secret 不正确', 'Client id or client secret is wrong'),
    60020: label('请把服务器的公网 IP 加到应用的“服务器出口 IP”', 'Add the public IP of this server to the outgoing IPs of the app'),
    88: label('应用没有这个接口的权限，请在开放平台的“权限管理”里申请', 'The app lacks a permission; ask for it in the open platform'),
  },
  feishu: {
    10003: label('App ID 不正确', 'The app id is wrong'),
    10014: label('App Secret 不正确，请从“凭证与基础信息”重新复制', 'The app secret is wrong; copy it again from Credentials'),
    230006: label('应用没有开启机器人能力', 'The bot of the app is not switched on'),
    99991672: label(
      '应用缺少权限，请在开放平台的“权限管理”里开通并发布新版本',
      'The app lacks a permission; grant it and publish a version',
    ),
  },
};

const faults: Readonly<Record<PlatformFault, Label>> = {
  token: label('没有接受访问凭证，稍后会再试', 'The access token was not accepted; it is tried again later'),
  credentials: label('没有接受应用的 ID 或密钥', 'The ids or the secret of the app were not accepted'),
  busy: label('暂时繁忙，稍后会再试', 'It is busy; it is tried again later'),
  stranger: label('没有这个人，或不在应用的可见范围内', 'Nobody is known there by that name, or the app may not see them'),
  refused: label('没有接受请求', 'The request was not accepted'),
};

function unreachable({ fault }: OutboundError): Label {
  if (fault === 'private')
    return label(
      '地址在内部网络，需要系统管理员设置 HUANKE_OUTBOUND_PRIVATE=1 后才能使用',
      'The address is in a private network; the operator allows that by HUANKE_OUTBOUND_PRIVATE=1',
    );
  return label('连接不上，稍后会再试', 'It can not be reached; it is tried again later');
}

/** What went wrong, in plain words, with the platform's own code and text behind. */
export function platformFailure(platform: Platform, error: unknown): Label {
  const name = platformLabels[platform];
  if (error instanceof PlatformRefusal) {
    const { zh, en } = known[platform][error.code] ?? faults[error.fault];
    const own = `${error.code} ${error.said}`.trim();
    return label(`${name.zh}：${zh}（${own}）`, `${name.en}: ${en} (${own})`);
  }
  const { zh, en } = error instanceof OutboundError ? unreachable(error) : faults.busy;
  return label(`${name.zh}：${zh}`, `${name.en}: ${en}`);
}
