import { type Adapter, type Call, cut, textIn } from './adapter.ts';
import { PlatformRefusal } from './failure.ts';

const api = (path: string, more: Partial<Call> = {}): Call => ({ at: 'calls', path: `/cgi-bin/${path}`, ...more });
const asText = (value: unknown) => textIn(value) ?? '';

/**
 * WeCom 企业微信, apps a company makes itself. Pages are of https://developer.work.weixin.qq.com/document/path/…; global error codes: 90313.
 */
export const wecom: Adapter = {
  platform: 'wecom',
  addresses: {
    calls: 'https://qyapi.weixin.qq.com',
    pages: 'https://login.work.weixin.qq.com',
    pagesInside: 'https://open.weixin.qq.com',
  },
  hasAgent: true,
  agent: /wxwork\//i,
  codes: {
    token: ['40014', '42001', '41001'],
    credentials: ['40001', '40013', '40056', '48002', '60011', '60020', '301002'],
    busy: ['-1', '45009', '45033'],
    stranger: ['81013', '60111', '46004', '40003', '301025'],
  },

  /** 91039 获取 access_token: the same one again until it ends; it may end before its time. */
  async token(ask, { appId, secret }) {
    const reply = await ask(api('gettoken', { query: { corpid: appId, corpsecret: secret } }));
    return { token: asText(reply['access_token']), seconds: Number(reply['expires_in']) };
  },

  withToken: (call, token) => ({ ...call, query: { ...call.query, access_token: token } }),

  refusal(_status, { errcode, errmsg }) {
    return errcode === 0 || errcode === undefined ? undefined : { code: String(errcode), said: asText(errmsg) };
  },

  /** 95402 手机号获取 userid, 95895 邮箱获取 userid (email_type 1: of the company, 2: their own). */
  async find(ask, { mobile, email }) {
    for (const call of [
      mobile ? api('user/getuserid', { body: { mobile } }) : undefined,
      email ? api('user/get_userid_by_email', { body: { email, email_type: 1 } }) : undefined,
    ]) {
      const reply = call && (await ask(call).catch(ignoreStranger));
      const account = textIn(reply?.['userid']);
      if (account) return account;
    }
    return undefined;
  },

  /** 90236 发送应用消息, textcard. `enable_duplicate_check`: the same content goes to nobody twice within the interval (seconds). */
  async send(ask, { agentId }, account, { title, line, button, url }) {
    const textcard = { title: cut(title, 42), description: cut(plain(line), 160), url, btntxt: cut(button, 4) };
    const reply = await ask(
      api('message/send', {
        body: {
          touser: account,
          msgtype: 'textcard',
          agentid: Number(agentId),
          textcard,
          enable_duplicate_check: 1,
          duplicate_check_interval: 14_400,
        },
      }),
    );
    // of one receiver who is unknown or has no licence the answer may be good all the same
    const lost = asText(reply['invaliduser']) || asText(reply['unlicenseduser']);
    if (lost !== '') throw new PlatformRefusal('wecom', 'stranger', '81013', `invaliduser ${lost}`);
  },

  /** 98152 构造企业微信登录链接 (a code to scan, or one press), 91022 构造网页授权链接 (inside of WeCom). */
  leave({ appId, agentId }, { state, redirectUri, isInside }) {
    const common = { appid: appId, agentid: agentId ?? '', redirect_uri: redirectUri, state };
    if (!isInside) return { at: 'pages', path: '/wwlogin/sso/login', query: { login_type: 'CorpApp', ...common } };
    const query = { ...common, response_type: 'code', scope: 'snsapi_base' };
    return { at: 'pagesInside', path: '/connect/oauth2/authorize', query, hash: 'wechat_redirect' };
  },

  /** 98176 获取用户登录身份; who is not of the company comes as an openid without userid. */
  async arrive({ ask }, _keys, { code }) {
    const reply = await ask(api('auth/getuserinfo', { query: { code } }));
    const account = textIn(reply['userid']) ?? textIn(reply['UserId']);
    if (!account) throw new PlatformRefusal('wecom', 'stranger', '60111', 'no userid');
    return { account, mobile: null, email: null };
  },
};

/** The description may hold tags. */
const plain = (text: string) => text.replace(/[<>&]/g, ' ');

function ignoreStranger(error: unknown): undefined {
  if (error instanceof PlatformRefusal && error.fault === 'stranger') return undefined;
  throw error;
}
